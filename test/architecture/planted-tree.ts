import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export const repository = path.resolve(import.meta.dirname, '../..');

export interface PlantedTree {
  root: string;
  remove(): Promise<void>;
}

/** A house of its own in a temporary folder: `files` by path, and `copied` from the repository, e.g. a tool's configuration. */
export async function plantTree(
  files: Record<string, string>,
  options: { copied?: string[]; linked?: string[] } = {},
): Promise<PlantedTree> {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'brickwork-planted-')));
  for (const name of options.copied ?? []) {
    await cp(path.join(repository, name), path.join(root, name), { recursive: true });
  }
  for (const name of options.linked ?? []) await symlink(path.join(repository, name), path.join(root, name));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

export interface ToolRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a tool of node_modules/.bin inside a planted tree. A tool that complains exits non-zero; that is an answer, not a failure. */
export function runTool(tool: string, args: string[], cwd: string): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const bin = path.join(repository, 'node_modules/.bin', tool);
    const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: undefined };
    execFile(bin, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: (error?.code as unknown as number | undefined) ?? 0, stdout, stderr });
    });
  });
}
