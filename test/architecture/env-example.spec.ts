import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { Env, parseEnv } from '@platform/config';
import { repository } from './planted-tree';

const lines = readFileSync(path.join(repository, '.env.example'), 'utf8').split('\n');
const entries = lines.flatMap((line, index) => {
  const match = /^(# )?([A-Z][A-Z_]+)=(.*)$/.exec(line);
  return match
    ? [{ name: match[2]!, set: !match[1], value: match[3]!, explained: /^# \S/.test(lines[index - 1] ?? '') }]
    : [];
});

const declared = new Set(
  getMetadataStorage()
    .getTargetValidationMetadatas(Env, '', false, false)
    .map(({ propertyName }) => propertyName),
);

describe('.env.example', () => {
  it('lists what the product reads, once each', () => {
    expect(entries.map(({ name }) => name).sort()).toEqual([...declared].sort());
  });

  it('explains each', () => {
    expect(entries.filter(({ explained }) => !explained)).toEqual([]);
  });

  it('shows the defaults', () => {
    const bare = parseEnv({ DATABASE_URL: 'postgresql://127.0.0.1/x' });
    const given = entries.filter(({ set }) => set).map(({ name, value }) => [name, value]);
    const defaults = Object.entries(bare).filter(
      ([name, value]) => name !== 'DATABASE_URL' && value !== undefined,
    );
    expect(Object.fromEntries(given)).toEqual(
      Object.fromEntries(defaults.map(([name, value]) => [name, String(value)])),
    );
  });

  it('is a configuration that works', () => {
    const given = Object.fromEntries(
      entries.filter(({ set }) => set).map(({ name, value }) => [name, value]),
    );
    expect(() => parseEnv({ ...given, DATABASE_URL: 'postgresql://127.0.0.1/x' })).not.toThrow();
    expect(() =>
      parseEnv({ ...given, DATABASE_URL: 'postgresql://127.0.0.1/x', NODE_ENV: 'production' }),
    ).toThrow(/JWT_SECRET/);
  });
});
