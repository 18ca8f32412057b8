import pg from 'pg';
import { CrossTeamScope, newId, Prisma, TenantScope, type SqlTx } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { tablesScanned } from '../../../../test/support/plans';
import { DailyMailsRepository } from '../daily-mails.repository';

const scope = TenantScope.of(newId());
const userId = newId();
const mails = new DailyMailsRepository();

describe('plans of the statements about daily mails', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `INSERT INTO daily_mail (team_id, user_id, kind, enabled, local_time, zone, next_date, next_at)
       SELECT '${scope.teamId}', gen_random_uuid(), kind, true, '07:00', 'UTC', '2026-01-01', now() + random() * interval '1 day'
       FROM generate_series(1, 10000), unnest(ARRAY['agenda', 'digest']) AS kind`,
    );
    await client.query('ANALYZE daily_mail');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('would notice a sequential scan', async () => {
    const counting = (tx: SqlTx) =>
      tx.rows({ n: 'int' }, Prisma.sql`SELECT count(*)::int AS n FROM daily_mail WHERE NOT enabled`);
    expect(await tablesScanned(client, CrossTeamScope.system, counting)).toEqual(['daily_mail']);
  });

  it.each<[string, TenantScope | CrossTeamScope, (tx: SqlTx) => Promise<unknown>]>([
    ['teams with due ones', CrossTeamScope.system, (tx) => mails.teamsWithDue(tx, 'agenda')],
    ['due ones of a team', scope, (tx) => mails.lockDue(tx, 'agenda', 500)],
    ['one setting', scope, (tx) => mails.find(tx, 'digest', userId)],
    [
      'moving on',
      scope,
      (tx) => mails.advance(tx, 'digest', [{ userId, date: '2026-01-02', at: new Date() }]),
    ],
  ])('%s', async (_what, as, work) => {
    expect(await tablesScanned(client, as, work)).not.toContain('daily_mail');
  });
});
