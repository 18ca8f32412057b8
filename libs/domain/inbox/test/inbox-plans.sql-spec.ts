import { TenantScope, type SqlTx } from '@platform/database';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { tablesScanned } from '../../../../test/support/plans';
import { EntriesRepository } from '../entries.repository';
import type { ThreadFilter } from '../thread';
import { ThreadsRepository } from '../threads.repository';

const teamId = '00000000-0000-7000-8000-000000000001';
const other = '00000000-0000-7000-8000-000000000002';
const scope = TenantScope.of(teamId);

/** Two teams; one thread in fifty waits to be read, one in a hundred is a stranger's, one in two hundred sleeps. */
const seed = `
  INSERT INTO team (id, name, slug, updated_at) SELECT id, 'T', id::text, now() FROM unnest('{${teamId},${other}}'::uuid[]) AS id;
  INSERT INTO lead (id, team_id, name, phone, updated_at)
  SELECT brickwork_uuid7(), CASE WHEN n % 2 = 0 THEN '${teamId}'::uuid ELSE '${other}'::uuid END, 'Lead ' || n, '+1212' || (2000000 + n), now()
  FROM generate_series(1, 20000) AS n;
  INSERT INTO inbox_thread (id, team_id, channel, lead_id, address, last_direction, last_message_at, sort_at, unread, snoozed_until)
  SELECT brickwork_uuid7(), team_id, 'SMS', CASE WHEN n % 100 <> 0 THEN id END, phone, 'in', now() - n * interval '1 minute',
    now() - n * interval '1 minute', CASE WHEN n % 50 = 0 THEN 1 ELSE 0 END, CASE WHEN n % 200 = 3 THEN now() + interval '1 day' END
  FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM lead) AS numbered;
  INSERT INTO inbox_entry (id, team_id, thread_id, direction, at, read_at, words)
  SELECT brickwork_uuid7(), team_id, id, 'in', now(), CASE WHEN unread = 0 THEN now() END, ' words of ' || address FROM inbox_thread;
  ANALYZE`;

describe('plans of the inbox', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let [threadId, leadId] = ['', ''];
  const threads = new ThreadsRepository();
  const entries = new EntriesRepository();

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(seed);
    const { rows } = await client.query<{ id: string; lead_id: string }>(
      `SELECT id, lead_id FROM inbox_thread WHERE team_id = $1 AND lead_id IS NOT NULL LIMIT 1`,
      [teamId],
    );
    [threadId, leadId] = [rows[0]!.id, rows[0]!.lead_id];
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const scanned = async (work: (tx: SqlTx) => Promise<unknown>) =>
    (await tablesScanned(client, scope, work)).filter((table) => /^inbox_|^lead$/.test(table));
  const after = { sortAt: new Date(), id: teamId };

  it.each<ThreadFilter>([
    {},
    { view: 'snoozed' },
    { view: 'triage' },
    { view: 'all', channel: 'SMS' },
    { unread: true },
    { view: 'all', search: 'words 2000007' },
  ])('a page of threads by %j reads no table from end to end', async (filter) => {
    expect(await scanned((tx) => threads.list(tx, filter, { limit: 20 }))).toEqual([]);
    expect(await scanned((tx) => threads.list(tx, filter, { after, limit: 20 }))).toEqual([]);
  });

  it.each<[string, (tx: SqlTx) => Promise<unknown>]>([
    ['the threads of a lead', (tx) => threads.list(tx, { view: 'all', leadId }, { limit: 20 })],
    ['what waits for everybody', (tx) => threads.counts(tx, other)],
    ['a thread', (tx) => threads.find(tx, threadId)],
    ['the thread of a lead', (tx) => threads.idOf(tx, { channel: 'SMS', leadId, address: '' })],
    ['the thread of a stranger', (tx) => threads.idOf(tx, { channel: 'SMS', leadId: null, address: '+1' })],
    ['what was removed', (tx) => entries.removedOf(tx, threadId)],
    ['reading', (tx) => entries.markRead(tx, threadId)],
    ['the count of a thread', (tx) => entries.recount(tx, threadId)],
  ])('%s is found by an index', async (_what, work) => expect(await scanned(work)).toEqual([]));
});
