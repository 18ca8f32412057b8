import pg from 'pg';
import { CrossTeamScope, Prisma, TenantScope, type SqlTx } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { tablesScanned } from '../../../../test/support/plans';
import type { AppointmentFilter } from '../appointment';
import { AppointmentsRepository } from '../appointments.repository';
import { HostCalendarRepository } from '../host-calendar.repository';
import { OutcomeWatchRepository } from '../outcome-watch.repository';
import { RemindersRepository } from '../reminders/reminders.repository';
import { RepliesRepository } from '../replies/replies.repository';

const teams = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
const [hostId, leadId] = ['00000000-0000-7000-8000-0000000000aa', '00000000-0000-7000-8000-0000000000bb'];
const scope = TenantScope.of(teams[0]!);

/** Three teams, two years of appointments, most of them over and done with; two reminders each. */
const seed = `
  SELECT setseed(0.42);
  INSERT INTO team (id, name, slug, updated_at) SELECT id::uuid, 'T', id, now() FROM unnest(ARRAY['${teams.join("','")}']) AS id;
  INSERT INTO appointment (id, team_id, title, type, status, start_at, end_at, zone, host_id, lead_id, message_source_id,
    invite_source_id, created_at, updated_at)
  SELECT gen_random_uuid(), (ARRAY['${teams.join("','")}'])[1 + floor(random() * random() * 3)::int]::uuid, 'Tour', 'SHOWING',
    CASE WHEN t.start_at < now() THEN 'COMPLETED' ELSE 'SCHEDULED' END, t.start_at, t.start_at + interval '30 minutes', 'UTC',
    CASE WHEN random() < 0.05 THEN '${hostId}' ELSE gen_random_uuid() END, CASE WHEN random() < 0.02 THEN '${leadId}' ELSE gen_random_uuid() END,
    gen_random_uuid(), gen_random_uuid(), t.start_at - interval '10 days', now()
  FROM (SELECT now() + (random() - 0.9) * interval '700 days' AS start_at FROM generate_series(1, 30000)) AS t;
  UPDATE appointment SET status = 'SCHEDULED' WHERE end_at < now() AND random() < 0.001;
  INSERT INTO appointment_reminder (id, team_id, appointment_id, revision, offset_minutes, channel, recipient, start_at, due_at,
    useful_minutes, quiet_hours, state, fired_at)
  SELECT gen_random_uuid(), team_id, id, 0, minutes, 'SMS', 'lead:' || lead_id, start_at, start_at, 60, 'HOLD',
    CASE WHEN start_at < now() THEN 'sent' ELSE 'planned' END, start_at
  FROM appointment, unnest(ARRAY[60, 120]) AS minutes;
  ANALYZE`;

describe('plans of the statements about appointments', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let anId: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(seed);
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM appointment WHERE team_id = '${teams[0]}' LIMIT 1`,
    );
    anId = rows[0]!.id;
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  /** The large tables that `work` reads from end to end. */
  async function scannedBy(
    work: (tx: SqlTx) => Promise<unknown>,
    as: TenantScope | CrossTeamScope = scope,
  ): Promise<string[]> {
    const scanned = await tablesScanned(client, as, work);
    return scanned.filter((name) => /^(appointment|appointment_reminder)$/.test(name));
  }

  it('would notice a sequential scan', async () => {
    const appointments = new AppointmentsRepository();
    expect(
      await scannedBy((tx) =>
        appointments.list(tx, { type: ['CALL'] }, undefined, 5).then(() =>
          tx.execute({
            text: `SELECT id FROM appointment WHERE title = 'x'`,
            values: [],
          } as unknown as Prisma.Sql),
        ),
      ),
    ).toContain('appointment');
  });

  const [from, to] = [new Date(), new Date(Date.now() + 7 * 86_400_000)];
  const filters: AppointmentFilter[] = [
    {},
    { from, to },
    { from },
    { hostId },
    { hostId, from, to },
    { leadId },
    { status: ['CANCELLED'], from, to },
  ];
  it.each(filters)('a list by %j', async (filter) => {
    const appointments = new AppointmentsRepository();
    for (const after of [undefined, { startAt: from, id: leadId }])
      expect(await scannedBy((tx) => appointments.list(tx, filter, after, 21))).toEqual([]);
  });

  const span = { hostId, startAt: from, endAt: to, exceptId: null };
  const statements: [string, (tx: SqlTx) => Promise<unknown>, (TenantScope | CrossTeamScope)?][] = [
    ['a host’s conflicts', (tx) => new HostCalendarRepository().overlapping(tx, span)],
    ['free/busy', (tx) => new HostCalendarRepository().spans(tx, [hostId, leadId], from, to)],
    [
      'a person’s calendar',
      (tx) => new AppointmentsRepository().ofPerson(tx, hostId, { from, to, limit: 100 }),
    ],
    [
      'teams with appointments without an outcome',
      (tx) => new OutcomeWatchRepository().teams(tx, 15),
      CrossTeamScope.system,
    ],
    ['appointments without an outcome', (tx) => new OutcomeWatchRepository().suspect(tx, 15, 500)],
    ['whose reminder a reply answers', (tx) => new RepliesRepository().candidates(tx, `lead:${leadId}`)],
    [
      'what came of a start',
      (tx) => new RemindersRepository().earlier(tx, anId, { revision: 3, startAt: from }),
    ],
    ['the reminders of an appointment', (tx) => new RemindersRepository().views(tx, anId)],
    ['taking reminders back', (tx) => new RemindersRepository().cancelPlanned(tx, anId, 'superseded')],
  ];
  it.each(statements.map(([what, work, as = scope]) => ({ what, work, as })))('$what', async ({ work, as }) =>
    expect(await scannedBy(work, as)).toEqual([]),
  );
});
