import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');

/** The files below `at` with their text. */
async function contentsOf(at: string): Promise<Map<string, string>> {
  const entries = await readdir(at, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files
        .sort()
        .map(async (file): Promise<[string, string]> => [
          path.relative(at, file),
          await readFile(file, 'utf8'),
        ]),
    ),
  );
}

describe('the TypeScript client', () => {
  it('is what the description of the API makes (npm run client)', async () => {
    const scratch = await mkdtemp(path.join(tmpdir(), 'brickwork-client-'));
    try {
      await promisify(execFile)(process.execPath, ['scripts/client.ts', scratch], { cwd: root });
      const [written, made] = await Promise.all([
        contentsOf(path.join(root, 'clients/typescript/src/generated')),
        contentsOf(scratch),
      ]);
      expect([...written.keys()]).toEqual([...made.keys()]);
      expect([...made].filter(([file, text]) => written.get(file) !== text).map(([file]) => file)).toEqual(
        [],
      );
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
});
