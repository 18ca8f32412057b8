import type { INestApplicationContext } from '@nestjs/common';
import { CrossTeamScope, Database, Prisma, type SqlTx } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';
import { startLab } from '../../../../test/support/job-lab';

const { system } = CrossTeamScope;
const patienceMs = 500;

describe('a unit of work whose process falls asleep', () => {
  let testDatabase: TestDatabase;
  let lab: INestApplicationContext;
  let database: Database;

  const take = (tx: SqlTx, name: string) =>
    tx.execute(
      Prisma.sql`INSERT INTO schedule_slot (name, slot) VALUES (${name}, 'epoch') ON CONFLICT DO NOTHING`,
    );
  const asleep = () => new Promise((resolve) => setTimeout(resolve, patienceMs * 3));

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    lab = await startLab(testEnv(testDatabase, { JOB_LEASE_MS: String(patienceMs) }));
    database = lab.get(Database);
  });
  afterAll(async () => {
    await lab?.close();
    await testDatabase?.drop();
  });

  it.each([
    ['of SQL', (work: (tx: SqlTx) => Promise<void>) => database.sql(system, work)],
    ['with Prisma', (work: (tx: SqlTx) => Promise<void>) => database.transaction(system, work)],
  ])('%s keeps its locks from nobody, and is not committed', async (name, open) => {
    const sleeping = Promise.withResolvers<void>();
    const sleeper = open(async (tx) => {
      await take(tx, name);
      sleeping.resolve();
      await asleep();
      await take(tx, `${name}, later`);
    });
    const outcome = sleeper.then(
      () => 'committed',
      (error: unknown) => error,
    );
    await sleeping.promise;
    // Waits for the sleeper's row, and then finds it gone.
    expect(await database.sql(system, (tx) => take(tx, name))).toBe(1);
    expect(await outcome).toMatchObject({ code: 'database_unavailable' });
    const { rows } = await testDatabase.admin.query('SELECT name FROM schedule_slot WHERE name LIKE $1', [
      `${name}%`,
    ]);
    expect(rows).toEqual([{ name }]);
  });

  it('goes on as long as it has something to say', async () => {
    const { idle } = await database.sql(system, async (tx) => {
      for (let waited = 0; waited < 4; waited++) {
        await new Promise((resolve) => setTimeout(resolve, patienceMs * 0.4));
        await take(tx, 'awake');
      }
      return tx.one(
        { idle: 'text' },
        Prisma.sql`SELECT current_setting('idle_in_transaction_session_timeout') AS idle`,
      );
    });
    expect(idle).toBe(`${patienceMs}ms`);
  });
});
