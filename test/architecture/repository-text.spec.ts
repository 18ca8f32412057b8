import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesOf } from './house';
import { repository } from './planted-tree';

const publicRegistry = 'registry.npmjs.org';
const anybodys = new Set([
  '/',
  '/tmp',
  '/root',
  '/home',
  '/app',
  '/opt',
  '/srv',
  '/usr/src',
  '/var/lib',
  '/Users',
]);

/** What is true of the machine the tests run on, and of no other: none of it may be written into the repository. */
function namesOfThisMachine(): string[] {
  const folders = [repository, path.dirname(repository), os.homedir()].filter(
    (folder) => !anybodys.has(folder),
  );
  const registry = process.env.npm_config_registry && new URL(process.env.npm_config_registry).host;
  const hosts = [os.hostname(), registry ?? ''].filter(
    (host) => host.includes('.') && host !== publicRegistry,
  );
  return [...folders.map((folder) => `${folder}${path.sep}`), ...hosts];
}

/** Where `text` names a machine; `names` and folders of people's homes. */
function machineNames(text: string, names: string[]): string[] {
  const homes = text.match(/(?<![\w.@/-])\/(home|Users)\/(?!node\b|runner\b|user\b)[a-z][\w-]+\//g) ?? [];
  return [...names.filter((name) => text.includes(name)), ...homes];
}

describe('the text of the repository', () => {
  const files = filesOf(repository, ['.']).filter(
    (file) => !/\.(png|jpg|wasm|ico|multipart)$|^\.env$/.test(file),
  );

  it('names no machine', () => {
    const names = namesOfThisMachine();
    const found = files.flatMap((file) =>
      machineNames(readFileSync(path.join(repository, file), 'utf8'), names).map(
        (name) => `${file}: ${name}`,
      ),
    );
    expect(found).toEqual([]);
  });

  it('would be caught naming one', () => {
    const home = ['', 'home', 'maria', 'brickwork', ''].join('/');
    expect(machineNames(`see ${home}notes`, [])).toHaveLength(1);
    expect(machineNames('cached by npm.internal.example', ['npm.internal.example'])).toEqual([
      'npm.internal.example',
    ]);
  });

  it('installs packages from the public registry only', () => {
    const { packages } = JSON.parse(readFileSync(path.join(repository, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; link?: boolean }>;
    };
    const foreign = Object.values(packages).filter(
      ({ resolved }) => resolved !== undefined && new URL(resolved).host !== publicRegistry,
    );
    expect(foreign).toEqual([]);
  });
});
