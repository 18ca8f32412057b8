import { WorkflowsHttpModule } from '@domain/workflows/http';
import { newId, Prisma } from '@platform/database';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';
import { DryRunRepository } from '../dry-run/dry-run.repository';

const friday = '2027-03-12T15:00:00.000Z';
const night = '2027-03-13T05:00:00.000Z';
const end = { kind: 'END' };
const definition = {
  trigger: { type: 'LEAD_CREATED', sources: ['website'] },
  entry: { fact: 'lead.phone', op: 'exists' },
  reentry: { mode: 'never' },
  exit: ['reply'],
  start: 'text',
  nodes: {
    text: { kind: 'SEND_SMS', body: 'Hi {{lead.firstName | default: "there"}}', next: 'mail' },
    mail: { kind: 'SEND_EMAIL', subject: 'Homes in {{lead.city}}', body: '<p>Hello</p>', next: 'wait' },
    wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'again' },
    again: { kind: 'SEND_SMS', body: 'Still looking?', next: 'end' },
    end,
  },
};

describe('the dry-run of a workflow', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let id: string;

  beforeAll(async () => {
    lab = await LeadsLab.start([WorkflowsHttpModule]);
  });
  beforeEach(async () => {
    team = await lab.team();
    await lab.sql(
      `UPDATE team SET postal_address = '1 Main St', timezone = 'America/Chicago' WHERE id = $1`,
      [team.scope.teamId],
    );
    id = (await call('', { name: 'Trial', definition })).body.id as string;
  });
  afterAll(() => lab.stop());

  const call = (path: string, body: object) => lab.call(team, 'POST', `/workflows${path}`, body);
  const test = async (body: object = {}) => (await call(`/${id}/test`, { startAt: friday, ...body })).body;
  const lead = async (fields: object = {}) =>
    (
      await lab.call(team, 'POST', '/leads', {
        ...{ name: 'Ana Lopez', phone: '+12125550142', email: 'ana@example.com', smsConsent: 'granted' },
        ...{ source: 'website', timezone: 'America/New_York', city: 'Austin', ...fields },
      })
    ).body.id as string;

  it('tells step by step what would happen to a sample lead, and when', async () => {
    const { run, ...rest } = await test();
    expect(rest).toMatchObject({
      enters: true,
      leadId: null,
      startAt: friday,
      trigger: { holds: true },
      entry: { holds: true },
    });
    expect(run.steps.map(({ nodeId, at }: { nodeId: string; at: string }) => [nodeId, at])).toEqual([
      ['text', friday],
      ['mail', friday],
      ['wait', friday],
      ['again', '2027-03-13T15:00:00.000Z'],
      ['end', '2027-03-13T15:00:00.000Z'],
    ]);
    expect(run.messages).toMatchObject([
      {
        channel: 'SMS',
        body: 'Hi Maria',
        to: '+15125550142',
        forecast: { outcome: 'sends', at: friday, reason: 'allowed' },
      },
      { channel: 'EMAIL', subject: 'Homes in Austin', forecast: { outcome: 'sends' } },
      { channel: 'SMS', forecast: { outcome: 'sends' } },
    ]);
    expect(run).toMatchObject({ state: 'completed', reason: 'end', endAt: '2027-03-13T15:00:00.000Z' });
  });

  it('asks the send gate about a real lead: hours, consent, suppression, missing fields', async () => {
    const leadId = await lead({ city: null });
    const verdicts = async (body: object) =>
      (await test({ leadId, ...body })).run.messages.map(
        ({ forecast }: { forecast: { outcome: string; reason: string; at: string | null } }) => [
          forecast.outcome,
          forecast.reason,
          forecast.at,
        ],
      );
    expect(await verdicts({ startAt: night })).toEqual([
      ['sends', 'allowed', '2027-03-13T14:00:00.000Z'],
      ['skips', 'missing_fields', null],
      // Sunday begins at noon, an hour earlier since the clocks went forward.
      ['sends', 'allowed', '2027-03-14T16:00:00.000Z'],
    ]);
    await lab.call(team, 'PUT', `/leads/${leadId}`, { smsConsent: 'unknown', city: 'Austin' });
    await lab.sql(
      `INSERT INTO suppression (id, team_id, channel, address, reason, scope) VALUES ($1, $2, 'EMAIL', 'ana@example.com', 'bounce', 'all')`,
      [newId(), team.scope.teamId],
    );
    expect(await verdicts({})).toEqual([
      ['skips', 'consent_missing', null],
      ['skips', 'suppressed', null],
      ['skips', 'consent_missing', null],
    ]);
  });

  it('explains why a lead would not be let in', async () => {
    const leadId = await lead({ phone: null, source: 'zillow' });
    expect(await test({ leadId })).toMatchObject({
      enters: false,
      run: null,
      trigger: { holds: false, fact: 'lead.source', actual: 'zillow' },
      entry: { holds: false, fact: 'lead.phone', actual: null },
    });
  });

  it('takes what is assumed to happen', async () => {
    const assume = [
      { type: 'EMAIL_OPENED', afterMinutes: 10 },
      { type: 'MESSAGE_RECEIVED', afterMinutes: 90, facts: { 'event.channel': 'SMS' } },
    ];
    expect((await test({ assume })).run).toMatchObject({
      state: 'exited',
      reason: 'reply',
      endAt: '2027-03-12T16:30:00.000Z',
    });
  });

  it('runs the version that is asked for', async () => {
    expect((await call(`/${id}/test`, { version: 'published' })).body.code).toBe('workflow_not_published');
    await call(`/${id}/publish`, { running: 'finish' });
    const shorter = { ...definition, nodes: { text: { kind: 'SEND_SMS', body: 'Short', next: 'end' }, end } };
    await lab.call(team, 'PUT', `/workflows/${id}/draft`, { definition: shorter, revision: 1 });
    expect((await test()).run.messages).toHaveLength(1);
    for (const version of [1, 'published']) expect((await test({ version })).run.messages).toHaveLength(3);
    expect((await call(`/${id}/test`, { version: 2 })).body.code).toBe('workflow_version_not_found');
    await lab.call(team, 'PUT', `/workflows/${id}/draft`, {
      definition: { ...shorter, start: 'nowhere' },
      revision: 2,
    });
    expect((await call(`/${id}/test`, {})).body).toMatchObject({
      code: 'workflow_incomplete',
      errors: [{ code: 'start_missing' }],
    });
  });

  it('writes and sends nothing: not a row of any table changes, and Postgres would refuse it', async () => {
    const leadId = await lead();
    await lab.call(team, 'PATCH', `/leads/${leadId}/status`, { status: 'CONTACTED' });
    // All but the edge's own count of requests.
    const everything = async () => {
      const tables = await lab.sql<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'rate_limit' ORDER BY 1`,
      );
      const states: Record<string, string> = {};
      for (const { name } of tables) {
        const [row] = await lab.sql<{ state: string }>(
          `SELECT count(*) || ':' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS state FROM "${name}" t`,
        );
        states[name] = row!.state;
      }
      return states;
    };
    const before = await everything();
    expect((await test({ leadId })).run.messages).toHaveLength(3);
    expect((await call(`/${id}/replay`, { days: 30 })).status).toBe(200);
    expect(await everything()).toEqual(before);
    const writing = lab.db.sql(team.scope, async (tx) => {
      await new DryRunRepository().onlyRead(tx);
      await tx.execute(Prisma.sql`DELETE FROM task`);
    });
    await expect(writing).rejects.toThrow('read-only transaction');
  });

  it('refuses what it cannot mean', async () => {
    const status = async (body: object) => (await call(`/${id}/test`, body)).status;
    expect((await call(`/${id}/test`, { leadId: newId() })).body.code).toBe('lead_not_found');
    const stranger = await lab.team();
    expect((await lab.call(stranger, 'POST', `/workflows/${id}/test`, {})).body.code).toBe(
      'workflow_not_found',
    );
    for (const body of [
      { version: 'first' },
      { version: 0 },
      { startAt: 'soon' },
      { startAt: '0001-01-01T00:00:00Z' },
      { startAt: '9999-12-31T00:00:00Z' },
      { event: { 'lead.name': 'x' } },
      { event: { 'event.to': {} } },
      { assume: [{ type: 'FULL_MOON', afterMinutes: 1 }] },
      { assume: [{ type: 'EMAIL_OPENED', afterMinutes: -1 }] },
      { assume: 5 },
    ])
      expect([body, await status(body)]).toEqual([body, 400]);
    expect((await call(`/${id}/replay`, { days: 91 })).status).toBe(400);
  });

  describe('over the last days', () => {
    const replay = async (body: object = {}) => (await call(`/${id}/replay`, body)).body;

    it('counts what the stored events would have done', async () => {
      const ids = [
        await lead(),
        await lead({ phone: '+12125550143', email: 'b@example.com', source: 'zillow' }),
      ];
      ids.push(await lead({ phone: null, email: 'c@example.com' }));
      const gone = await lead({ phone: '+12125550149', email: 'd@example.com' });
      await lab.call(team, 'DELETE', `/leads/${gone}`);
      // At noon in New York: at night the text would wait for the morning.
      await lab.sql(
        `UPDATE domain_event SET created_at = date_trunc('day', now()) - interval '79 hours' + (created_at - first.at)
         FROM (SELECT min(created_at) AS at FROM domain_event WHERE team_id = $1) AS first WHERE team_id = $1`,
        [team.scope.teamId],
      );
      await lab.sql(
        `UPDATE domain_event SET id = (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || right(replace(id::text, '-', ''), 20))::uuid
         WHERE team_id = $1`,
        [team.scope.teamId],
      );
      const report = await replay({ days: 7 });
      expect(report).toMatchObject({
        truncated: false,
        events: { seen: 4, matched: 4, refused: { leadGone: 1, conditions: 2, reentry: 0 } },
        runs: { total: 1, leads: 1, completed: 1 },
        messages: { planned: 3, sent: 3, SMS: 2, EMAIL: 1, skipped: {} },
        examples: [{ leadId: ids[0], state: 'completed', messages: 3 }],
      });
      // The text and the mail of the same minute.
      expect(report.doubleTouches).toBe(1);
      expect((await replay({ days: 1 })).events.seen).toBe(0);
    });

    it('says when a trigger leaves no events to replay', async () => {
      const manual = { ...definition, trigger: { type: 'MANUAL' } };
      await lab.call(team, 'PUT', `/workflows/${id}/draft`, { definition: manual, revision: 1 });
      expect(await replay()).toMatchObject({ status: 409, code: 'workflow_not_replayable' });
    });
  });
});
