import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes the typed Prisma client. `prisma generate` looks for an engine binary that it does not use; pointing it at any existing
 * file keeps it from downloading one. Production images have no Prisma CLI and copy the built programs instead.
 */
const root = path.resolve(import.meta.dirname, '..');
const cli = path.join(root, 'node_modules/prisma/build/index.js');
if (existsSync(cli) && existsSync(path.join(root, 'prisma/schema'))) {
  // The CLI talks on both streams; what it says matters only when it fails, and then the error carries it.
  execFileSync(process.execPath, [cli, 'generate'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, 'package.json'),
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
}
