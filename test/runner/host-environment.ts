import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { globalNames } from './jest-globals.ts';
import { changesSince, takeTraces, type Traces } from './traces.ts';

/** The process itself as the world of a test file; NativeRuntime loads modules into it. What a file changes of it is refused. */
export default class HostEnvironment implements JestEnvironment {
  readonly global = globalThis as unknown as JestEnvironment['global'];
  readonly moduleMocker = new ModuleMocker(globalThis as never);
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  private readonly before: Traces;
  private readonly console = globalThis.console;
  private readonly exit = process.exit;
  private readonly env = { ...process.env };

  constructor({ projectConfig }: JestEnvironmentConfig, _context: EnvironmentContext) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis as never });
    Object.assign(process.env, projectConfig.testEnvironmentOptions.env);
    this.before = takeTraces();
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  teardown(): Promise<void> {
    this.fakeTimersModern.dispose();
    globalThis.console = this.console;
    process.exit = this.exit;
    for (const key of Reflect.ownKeys(globalThis)) {
      if (ofOneFile.has(nameOf(key))) Reflect.deleteProperty(globalThis, key);
    }
    const changes = changesSince(this.before);
    for (const name of Object.keys(process.env)) if (!(name in this.env)) delete process.env[name];
    Object.assign(process.env, this.env);
    if (changes.length === 0) return Promise.resolve();
    return Promise.reject(
      new Error(`this file changed what the next one in its process finds: ${changes.join(', ')}`),
    );
  }

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  getVmContext(): null {
    return null;
  }
}

/** What Jest puts there for each file, and the rules of class-validator, which belong to classes of one run. */
const ofOneFile = new Set([
  ...globalNames,
  ...['EVENT_HANDLERS', 'JEST_STATE_SYMBOL', 'RETRY_TIMES_SETTER', 'jest-globals'],
  'classValidatorMetadataStorage',
]);

const nameOf = (key: string | symbol) => (typeof key === 'symbol' ? (key.description ?? '') : key);
