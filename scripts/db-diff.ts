import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from './database/embedded.ts';
import { diffSchemas, migrationsDir, schemaDir } from './database/schema-engine.ts';

/** `npm run db:diff NAME`: writes prisma/migrations/<time>_NAME from the difference to the schema at the last commit. */
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('usage: npm run db:diff NAME   (lower case, digits and _)');
  process.exit(1);
}

const repository = path.resolve(schemaDir, '../..');
const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' });
const committedFiles = git('ls-tree', '-r', '--name-only', 'HEAD', 'prisma/schema')
  .split('\n')
  .filter(Boolean);
const hasMigrations = git('ls-tree', '-r', '--name-only', 'HEAD', 'prisma/migrations').trim() !== '';
const committed = hasMigrations
  ? committedFiles.map((file) => ({ path: file, content: git('show', `HEAD:${file}`) }))
  : [];
const edited = await Promise.all(
  (await readdir(schemaDir)).map(async (file) => ({
    path: `prisma/schema/${file}`,
    content: await readFile(path.join(schemaDir, file), 'utf8'),
  })),
);

const dataDir = path.join(os.tmpdir(), `brickwork-diff-${process.pid}`, 'pg');
const server = process.env.DATABASE_URL ? undefined : await startEmbeddedPostgres({ dataDir, fsync: false });
try {
  const sql = await diffSchemas(process.env.DATABASE_URL ?? server!.url('postgres'), committed, edited);
  if (sql.trim() === '' || sql.includes('This is an empty migration')) {
    console.log('no difference between the committed and the edited schema');
  } else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const folder = path.join(migrationsDir, `${stamp}_${name}`);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'migration.sql'), sql);
    console.log(`wrote ${path.relative(repository, folder)}/migration.sql`);
    console.log("A new table with team_id needs: SELECT brickwork_protect('table_name');");
  }
} finally {
  await server?.stop();
  if (server) await rm(path.dirname(dataDir), { recursive: true, force: true });
}
process.exit(0);
