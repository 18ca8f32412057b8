import path from 'node:path';
import * as validator from 'class-validator';
import * as subscriptions from '@platform/events/worker';
import { changesSince, takeTraces } from './traces';

const door = path.resolve(import.meta.dirname, '../../libs/platform/events/worker/index.ts');
const probe = path.resolve(import.meta.dirname, 'run-probe.ts');

describe('modules of a test file', () => {
  it('are evaluated once for it', async () => {
    expect(await import(door)).toBe(subscriptions);
  });

  it('are evaluated anew for another, packages are not', async () => {
    const other = (await import(`file://${probe}?run=0`)) as typeof import('./run-probe');
    expect(other.subscriptions.subscribe).not.toBe(subscriptions.subscribe);
    expect(other.validator).toBe(validator);
  });
});

describe('what a file leaves behind', () => {
  const changed = (change: () => void) => {
    const before = takeTraces();
    change();
    return changesSince(before);
  };

  it('is nothing when it changes nothing', () => {
    expect(changed(() => undefined)).toEqual([]);
  });

  it('is a variable of the environment', () => {
    expect(changed(() => (process.env.LEFT_BEHIND = 'x'))).toEqual(['process.env.LEFT_BEHIND']);
    expect(changed(() => delete process.env.LEFT_BEHIND)).toEqual(['process.env.LEFT_BEHIND']);
  });

  it('is the working directory', () => {
    const folder = process.cwd();
    expect(changed(() => process.chdir('/'))).toEqual(['the working directory']);
    process.chdir(folder);
  });

  it('is a function of the world that was replaced', () => {
    const { fetch } = globalThis;
    expect(changed(() => (globalThis.fetch = () => Promise.reject(new Error('none'))))).toEqual([
      'globalThis.fetch',
    ]);
    globalThis.fetch = fetch;
  });

  it('is an ear of the process', () => {
    const ear = () => undefined;
    expect(changed(() => process.on('SIGUSR2', ear))).toEqual(['a listener of the process for SIGUSR2']);
    process.off('SIGUSR2', ear);
  });
});
