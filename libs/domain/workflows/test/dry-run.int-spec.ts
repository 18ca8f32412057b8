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

    describe('of what no event tells', () => {
      const day = 86_400_000;
      let leadId: string;
      let other: string;
      /** The draft with another trigger; every lead may enter as often as it likes. */
      const triggered = async (trigger: object) => {
        const { draftRevision: revision } = (await lab.call(team, 'GET', `/workflows/${id}`)).body as {
          draftRevision: number;
        };
        const nodes = {
          task: { kind: 'CREATE_TASK', title: 'Call', dueIn: { amount: 1, unit: 'hours' }, next: 'end' },
          end,
        };
        const draft = { trigger, reentry: { mode: 'always' }, exit: [], start: 'task', nodes };
        const { status } = await lab.call(team, 'PUT', `/workflows/${id}/draft`, {
          definition: draft,
          revision,
        });
        expect(status).toBe(200);
        const report = await replay({ days: 10 });
        return { ...report, codes: report.basis?.caveats.map(({ code }: { code: string }) => code) };
      };
      const daysAgo = (days: number) => new Date(Date.now() - days * day);
      beforeEach(async () => {
        leadId = await lead({
          customFields: {
            moved_in: daysAgo(3 * 365.25 + 4)
              .toISOString()
              .slice(0, 10),
          },
        });
        other = await lead({ phone: '+12125550143', email: 'b@example.com', source: 'zillow' });
        await lab.sql(`UPDATE lead SET created_at = $2 WHERE id = ANY($1)`, [[leadId, other], daysAgo(5)]);
      });

      it('a clock: its ticks, for those the filter means and who were known by then', async () => {
        const report = await triggered({
          ...{ type: 'TIME_BASED', cron: '0 */12 * * *', zone: 'UTC', filter: { source: 'website' } },
        });
        expect(report).toMatchObject({ basis: { source: 'clock' }, runs: { total: 10, leads: 1 } });
        expect(report.examples[0]).toMatchObject({ leadId });
        expect(report.codes).toEqual(['facts_as_of_today', 'audience_as_of_today']);
      });

      it('dates of leads, and anniversaries', async () => {
        const known = await triggered({ type: 'DATE_FIELD', field: 'createdAt', offsetDays: 2, at: '12:00' });
        expect(known).toMatchObject({ basis: { source: 'lead_dates' }, runs: { total: 2, leads: 2 } });
        expect(known.codes).toEqual(['facts_as_of_today']);
        const yearly = await triggered({
          ...{ type: 'DATE_FIELD', field: 'custom.moved_in', offsetDays: 1, at: '00:00', yearly: true },
        });
        expect(yearly).toMatchObject({ runs: { total: 1, leads: 1 }, examples: [{ leadId }] });
        expect(yearly.codes).toContain('dates_as_of_today');
      });

      it('silences: after our last message, unless one of the two wrote before it was over', async () => {
        const wrote = (to: string, days: number) =>
          lab.sql(
            `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, lead_id, dedupe_key, due_at,
               state, accepted_at)
             VALUES (gen_random_uuid(), $1, 'EMAIL', 'marketing', $1, 'x', $1, $2, gen_random_uuid()::text, $3, 'delivered', $3)`,
            [team.scope.teamId, to, daysAgo(days)],
          );
        await wrote(leadId, 9);
        await wrote(leadId, 8);
        await wrote(leadId, 4.5);
        await wrote(leadId, 1);
        await wrote(other, 4.8);
        await lab.sql(
          `INSERT INTO inbound_message (id, team_id, channel, provider_id, from_address, to_address, body, lead_id, received_at)
           VALUES (gen_random_uuid(), $1, 'SMS', 'x', '+12125550143', '+15005550006', 'Yes', $2, $3)`,
          [team.scope.teamId, other, daysAgo(3)],
        );
        const report = await triggered({ type: 'NO_REPLY_FOR', days: 3 });
        // Of 8 days ago, broken only after 3.5 days; of 4.5 days ago, after 3.5 as well. The other had an answer.
        expect(report).toMatchObject({ basis: { source: 'messages' }, runs: { total: 2, leads: 1 } });
        expect((await triggered({ type: 'NO_REPLY_FOR', days: 3, channels: ['SMS'] })).runs.total).toBe(0);
      });

      it('campaigns: everybody whom one that was completed in the period was sent to', async () => {
        const [campaignId, silent] = [newId(), newId()];
        await lab.sql(
          `INSERT INTO campaign (id, team_id, name, type, updated_at) SELECT id, $1, 'Spring', 'EMAIL', now() FROM unnest($2::uuid[]) AS id`,
          [team.scope.teamId, [campaignId, silent]],
        );
        await lab.sql(
          `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, lead_id, dedupe_key, due_at, state,
             accepted_at)
           SELECT gen_random_uuid(), $1, 'EMAIL', 'marketing', $2, 'campaign', $2, lead, lead, now(), 'delivered', at
           FROM (VALUES ($3::uuid, now()), ($4::uuid, NULL)) AS sent (lead, at)`,
          [team.scope.teamId, campaignId, leadId, other],
        );
        await lab.sql(
          `INSERT INTO domain_event (id, team_id, name, payload, cause_id, dispatched_at, created_at)
           VALUES (brickwork_uuid7(), $1, 'campaign.completed', jsonb_build_object('campaignId', $2::text), $1, now(), now())`,
          [team.scope.teamId, campaignId],
        );
        const report = await triggered({ type: 'CAMPAIGN_COMPLETED', campaignIds: [campaignId] });
        expect(report).toMatchObject({
          basis: { source: 'campaigns' },
          runs: { total: 1 },
          examples: [{ leadId }],
        });
        expect((await triggered({ type: 'CAMPAIGN_COMPLETED', campaignIds: [silent] })).runs.total).toBe(0);
      });

      it('tasks that were open when they fell due', async () => {
        const task = (status: string, dueDays: number, doneDays: number | null, priority = 'HIGH') =>
          lab.sql(
            `INSERT INTO task (id, team_id, title, due_at, lead_id, status, priority, completed_at, created_at, updated_at)
             VALUES (gen_random_uuid(), $1, 'Call', $2, $3, $4, $5, $6, now() - interval '20 days', now())`,
            [team.scope.teamId, daysAgo(dueDays), leadId, status, priority, doneDays && daysAgo(doneDays)],
          );
        await task('PENDING', 2, null);
        await task('COMPLETED', 3, 1);
        await task('COMPLETED', 4, 5);
        await task('PENDING', 12, null);
        await task('PENDING', 2, null, 'LOW');
        const report = await triggered({ type: 'TASK_OVERDUE', priorities: ['HIGH'] });
        expect(report).toMatchObject({ basis: { source: 'tasks' }, runs: { total: 2, leads: 1 } });
      });

      it('people and other systems: only what is on record, and says so', async () => {
        expect(await triggered({ type: 'MANUAL' })).toMatchObject({
          basis: { source: 'recorded_entries' },
          codes: ['facts_as_of_today', 'only_recorded_entries', 'no_record'],
          runs: { total: 0 },
        });
        const entered = (via: string, context: object) =>
          lab.sql(
            `INSERT INTO workflow_run (id, team_id, workflow_id, version_id, lead_id, state, node_id, due_at, entered_by, entered_via,
               cause_id, context, exit_on, created_at)
             VALUES (brickwork_uuid7(), $1, $2, $2, $3, 'completed', 'end', now(), gen_random_uuid(), $4, $2, $5, '{}', now())`,
            [team.scope.teamId, id, leadId, via, context],
          );
        await entered('MANUAL', {});
        await entered('INBOUND_WEBHOOK', { 'event.data.beds': 3 });
        await entered('INBOUND_WEBHOOK', { 'event.data.beds': 1 });
        expect(await triggered({ type: 'MANUAL' })).toMatchObject({
          codes: ['facts_as_of_today', 'only_recorded_entries'],
          runs: { total: 1 },
        });
        const hook = { type: 'INBOUND_WEBHOOK', match: { by: 'email', property: 'mail' } };
        const where = { fact: 'event.data.beds', op: 'gte', value: 2 };
        expect(await triggered({ ...hook, where })).toMatchObject({
          events: { seen: 2, refused: { conditions: 1 } },
          runs: { total: 1 },
        });
      });
    });
  });
});
