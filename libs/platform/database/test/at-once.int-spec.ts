import { finished } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { from as copyFrom } from 'pg-copy-streams';
import { CrossTeamScope, Database, Prisma, type SqlTx } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';
import { startLab } from '../../../../test/support/job-lab';

const { system } = CrossTeamScope;

describe('a unit of work in one packet', () => {
  let testDatabase: TestDatabase;
  let lab: INestApplicationContext;
  let database: Database;

  const take = (tx: SqlTx, name: string) =>
    tx.execute(Prisma.sql`INSERT INTO schedule_slot (name, slot) VALUES (${name}, 'epoch')`);
  const who = (tx: SqlTx) =>
    tx.one(
      { role: 'text', unit: 'text' },
      Prisma.sql`SELECT current_user::text AS role, pg_current_xact_id()::text AS unit`,
    );
  const taken = async (name: string) =>
    (await testDatabase.admin.query('SELECT FROM schedule_slot WHERE name = $1', [name])).rowCount;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    lab = await startLab(testEnv(testDatabase));
    database = lab.get(Database);
  });
  afterAll(async () => {
    await lab?.close();
    await testDatabase?.drop();
  });

  it('is one transaction in the role it was given, and tells of its commit', async () => {
    let told = 0;
    const [count, first, second] = await database.sqlAtOnce(system, (tx) => {
      tx.afterCommit(() => (told += 1));
      return Promise.all([take(tx, 'kept'), who(tx), who(tx)]);
    });
    expect([count, first.role, told]).toEqual([1, 'brickwork_system', 1]);
    expect(second).toEqual(first);
    expect(await taken('kept')).toBe(1);
  });

  it('is rolled back as a whole when a statement fails, and its connection goes on', async () => {
    let told = 0;
    const failing = database.sqlAtOnce(system, (tx) => {
      tx.afterCommit(() => (told += 1));
      return Promise.all([take(tx, 'undone'), tx.execute(Prisma.sql`SELECT 1/0`), take(tx, 'undone too')]);
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect([told, await taken('undone'), await taken('undone too')]).toEqual([0, 0, 0]);
    expect((await database.sqlAtOnce(system, who)).role).toBe('brickwork_system');
  });

  it('has its role from the start: what the role may not touch is refused', async () => {
    const reading = database.sqlAtOnce(system, (tx) =>
      tx.rows({ id: 'uuid' }, Prisma.sql`SELECT id FROM lead`),
    );
    await expect(reading).rejects.toMatchObject({ code: '42501' });
  });

  it('refuses a statement that would come after its COMMIT, and lends nobody its connection', async () => {
    const late = database.sqlAtOnce(system, async (tx) => {
      await take(tx, 'in time');
      await take(tx, 'late');
    });
    await expect(late).rejects.toThrow('sent off');
    expect([await taken('in time'), await taken('late')]).toEqual([1, 0]);
    const lending = database.sqlAtOnce(system, async (tx) => tx.connection.query('SELECT 1'));
    await expect(lending).rejects.toThrow('nobody');
  });

  it('leaves a connection that can do all it could before, COPY too', async () => {
    await Promise.all(Array.from({ length: 50 }, () => database.sqlAtOnce(system, who)));
    await database.sql(system, async (tx) => {
      const stream = tx.connection.query(copyFrom('COPY schedule_slot (name, slot) FROM STDIN'));
      stream.end('copied\tepoch\n');
      await finished(stream);
    });
    expect(await taken('copied')).toBe(1);
  });

  it('says that Postgres is away when its connection is cut', async () => {
    const cut = database.sqlAtOnce(system, (tx) => tx.execute(Prisma.sql`SELECT pg_sleep(20)`));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await testDatabase.admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()`,
    );
    await expect(cut).rejects.toMatchObject({ code: 'database_unavailable' });
    expect((await database.sqlAtOnce(system, who)).role).toBe('brickwork_system');
  });
});
