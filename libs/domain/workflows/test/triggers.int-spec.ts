import { campaignEvents } from '@domain/campaigns';
import { leadAssigned, leadStatusChanged, leadTagRemoved } from '@domain/leads';
import { messageClicked, messageOpened } from '@domain/messaging';
import { newId, type TenantScope } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import type { Definition, Trigger } from '../definition/definition.types';
import { Enrolments } from '../triggers/enrolments.service';
import { HookLinks } from '../triggers/hook-links.service';
import { Hooks } from '../triggers/hooks.service';
import { Watchers } from '../triggers/watchers.service';
import { definition, RunsLab } from './runs-lab';

describe('what starts a run', () => {
  let lab: RunsLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await RunsLab.start();
  });
  afterAll(() => lab?.stop());
  beforeEach(async () => {
    scope = await lab.team();
  });

  const ends = { start: 'end', nodes: { end: { kind: 'END' } } } as const;
  const onTrigger = (trigger: Trigger, part: Partial<Definition> = {}) =>
    lab.workflow(scope, definition({ trigger, ...ends, ...part }));
  const enteredOf = async (workflowId: string) =>
    (await lab.runs(scope, workflowId)).map(({ lead_id }) => lead_id).sort();
  const entered = (workflowId: string, ...leadIds: string[]) =>
    eventually(async () => expect(await enteredOf(workflowId)).toEqual([...leadIds].sort()));

  describe('an event', () => {
    it('starts those whose filters and conditions it meets, and no other', async () => {
      const won = await onTrigger({ type: 'LEAD_STATUS_CHANGED', to: ['WON'] });
      const lost = await onTrigger({ type: 'LEAD_STATUS_CHANGED', to: ['LOST'] });
      const zillow = await onTrigger({
        type: 'LEAD_STATUS_CHANGED',
        where: { fact: 'lead.source', op: 'eq', value: 'zillow' },
      });
      const rich = await onTrigger(
        { type: 'LEAD_STATUS_CHANGED' },
        { entry: { fact: 'lead.custom.budget', op: 'gt', value: 500_000 } },
      );
      const leadId = await lab.lead(scope, { source: 'zillow', customFields: { budget: 400_000 } });
      await lab.tell(scope, leadStatusChanged, { leadId, from: 'NEW', to: 'WON' });
      await entered(won, leadId);
      await entered(zillow, leadId);
      await lab.quiet(scope);
      expect([...(await enteredOf(lost)), ...(await enteredOf(rich))]).toEqual([]);
    });

    it('of every kind is known: assignment, tags, opens and clicks of a campaign', async () => {
      const [userId, tagId, campaignId] = [await lab.member(scope), await lab.tag(scope, 'cold'), newId()];
      const assigned = await onTrigger({ type: 'LEAD_ASSIGNED', userIds: [userId] });
      const removed = await onTrigger({ type: 'TAG_REMOVED', tagIds: [tagId] });
      const opened = await onTrigger({ type: 'EMAIL_OPENED', campaignIds: [campaignId] });
      const clicked = await onTrigger({ type: 'EMAIL_CLICKED' });
      const leadId = await lab.lead(scope);
      const fact = { messageId: newId(), leadId, channel: 'EMAIL', at: new Date().toISOString() };
      await lab.tell(scope, leadAssigned, { leadId, toUserId: userId });
      await lab.tell(scope, leadTagRemoved, { leadId, tagId });
      await lab.tell(scope, messageOpened, { ...fact, sourceId: newId(), sourceKind: 'campaign' });
      await lab.tell(scope, messageOpened, { ...fact, sourceId: campaignId, sourceKind: 'campaign' });
      await lab.tell(scope, messageClicked, { ...fact, sourceId: newId(), sourceKind: 'workflow' });
      for (const workflowId of [assigned, removed, opened, clicked]) await entered(workflowId, leadId);
    });

    it('starts nothing of a workflow that is switched off, nor of another team', async () => {
      const workflowId = await onTrigger({ type: 'LEAD_STATUS_CHANGED' });
      await lab.rows(`UPDATE workflow SET active = false WHERE id = $1`, [workflowId]);
      const other = await lab.team();
      await lab.tell(scope, leadStatusChanged, { leadId: await lab.lead(scope), from: 'NEW', to: 'WON' });
      await lab.tell(other, leadStatusChanged, { leadId: await lab.lead(other), from: 'NEW', to: 'WON' });
      await lab.quiet(scope);
      await lab.quiet(other);
      expect(await lab.runs(scope)).toEqual([]);
    });

    it('that cannot be matched does not take the others of its batch with it', async () => {
      const workflowId = await onTrigger({ type: 'LEAD_STATUS_CHANGED' });
      const [good, bad] = [await lab.lead(scope), await lab.lead(scope)];
      await lab.rows(
        `CREATE OR REPLACE FUNCTION refuse_lead() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN IF NEW.lead_id = '${bad}' THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$`,
      );
      await lab.rows(
        `CREATE TRIGGER refuse_lead BEFORE INSERT ON workflow_run FOR EACH ROW EXECUTE FUNCTION refuse_lead()`,
      );
      try {
        await lab.sql(scope, async (tx) => {
          const { Events } = await import('@platform/events');
          const payloads = [bad, good].map((leadId) => ({ leadId, from: 'NEW', to: 'WON' }));
          await lab.get(Events).publishMany(tx, leadStatusChanged, payloads);
        });
        await entered(workflowId, good);
      } finally {
        await lab.rows(`DROP TRIGGER refuse_lead ON workflow_run`);
      }
    });
  });

  it('a campaign that has ended brings in everyone it was sent to', async () => {
    const workflowId = await onTrigger({ type: 'CAMPAIGN_COMPLETED' });
    const [sent, notSent] = [await lab.lead(scope), await lab.lead(scope)];
    const campaignId = newId();
    for (const [leadId, acceptedAt] of [
      [sent, new Date()],
      [notSent, null],
    ] as const)
      await message(leadId, acceptedAt, campaignId);
    await lab.tell(scope, campaignEvents.completed, { campaignId });
    await entered(workflowId, sent);
  });

  const message = (leadId: string, acceptedAt: Date | null, sourceId = newId(), channel = 'EMAIL') =>
    lab.rows(
      `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, lead_id, dedupe_key, due_at, accepted_at)
       VALUES (brickwork_uuid7(), $1, $2, 'marketing', $3, 'campaign', $3, $4, gen_random_uuid()::text, now(), $5)`,
      [scope.teamId, channel, sourceId, leadId, acceptedAt],
    );

  describe('by hand', () => {
    it('everyone a filter means, portion by portion, each once', async () => {
      const workflowId = await onTrigger({ type: 'MANUAL' }, { reentry: { mode: 'always' } });
      await lab.rows(
        `INSERT INTO lead (id, team_id, name, source, updated_at)
         SELECT brickwork_uuid7(), $1, 'Lead ' || n, 'portal', now() FROM generate_series(1, 1203) AS n`,
        [scope.teamId],
      );
      await lab.lead(scope, { source: 'website' });
      const { enrolmentId } = await lab
        .get(Enrolments)
        .enrol(scope, workflowId, { filter: { source: 'portal' } }, { userId: null });
      await eventually(async () =>
        expect(await lab.get(Enrolments).get(scope, enrolmentId!)).toMatchObject({
          state: 'completed',
          found: 1203,
          entered: 1203,
        }),
      );
      await eventually(async () =>
        expect((await lab.runs(scope, workflowId)).filter(({ state }) => state === 'completed')).toHaveLength(
          1203,
        ),
      );
    });

    it('refuses leads of others, and a workflow that is off or unknown', async () => {
      const workflowId = await onTrigger({ type: 'MANUAL' });
      const enrol = (id: string, leadId: string) =>
        lab.get(Enrolments).enrolLeads(scope, id, [leadId], { userId: null });
      const foreign = await lab.lead(await lab.team());
      await expect(enrol(workflowId, foreign)).rejects.toMatchObject({ code: 'lead_not_found' });
      await expect(enrol(newId(), foreign)).rejects.toMatchObject({ code: 'workflow_not_found' });
      await lab.rows(`UPDATE workflow SET active = false WHERE id = $1`, [workflowId]);
      await expect(enrol(workflowId, await lab.lead(scope))).rejects.toMatchObject({
        code: 'workflow_not_active',
      });
    });
  });

  describe('a watcher', () => {
    /** As if the workflow had been looked at so long ago. */
    const lookAfter = async (workflowId: string, ago: string) => {
      await lab.rows(
        `INSERT INTO workflow_clock (workflow_id, team_id, seen_at) VALUES ($1, $2, now() - $3::interval)
         ON CONFLICT (workflow_id) DO UPDATE SET seen_at = EXCLUDED.seen_at`,
        [workflowId, scope.teamId, ago],
      );
      await lab.sql(scope, (tx) => lab.get(Watchers).look(tx, workflowId));
      await lab.quiet(scope);
    };

    it('of a clock brings in everyone once per tick, whatever the number of looks and of workers', async () => {
      const every = await onTrigger(
        { type: 'TIME_BASED', cron: '*/15 * * * *', zone: 'America/Chicago', filter: { status: ['NEW'] } },
        { reentry: { mode: 'always' } },
      );
      const [fresh] = [await lab.lead(scope), await lab.lead(scope, { status: 'WON' })];
      await lab.sql(scope, (tx) => lab.get(Watchers).look(tx, every));
      await lab.quiet(scope);
      expect(await enteredOf(every)).toEqual([]);
      await Promise.all(Array.from({ length: 5 }, () => lookAfter(every, '16 minutes')));
      expect(await enteredOf(every)).toEqual([fresh]);
    });

    it('of a silence brings in those we wrote to last, once per silence', async () => {
      const workflowId = await onTrigger({ type: 'NO_REPLY_FOR', days: 3 }, { reentry: { mode: 'always' } });
      const ago = (days: number) => new Date(Date.now() - days * 86_400_000 - 60_000);
      const [silent, replied, writtenSince, recent, longAgo] = await Promise.all(
        Array.from({ length: 5 }, () => lab.lead(scope)),
      );
      for (const leadId of [silent, replied, writtenSince]) await message(leadId!, ago(3));
      await message(recent!, ago(1));
      await message(longAgo!, ago(30));
      await message(writtenSince!, ago(2));
      await lab.rows(
        `INSERT INTO inbound_message (id, team_id, channel, from_address, to_address, lead_id, body, provider_id)
         VALUES (gen_random_uuid(), $1, 'EMAIL', 'a@example.com', 'b@example.com', $2, 'Hi', $3)`,
        [scope.teamId, replied, newId()],
      );
      await lookAfter(workflowId, '10 minutes');
      await lookAfter(workflowId, '10 minutes');
      expect(await enteredOf(workflowId)).toEqual([silent]);
    });

    it('of tasks brings in the lead of one that is overdue, once per task', async () => {
      const workflowId = await onTrigger(
        { type: 'TASK_OVERDUE', priorities: ['HIGH'] },
        { reentry: { mode: 'always' } },
      );
      const leads = await Promise.all(Array.from({ length: 3 }, () => lab.lead(scope)));
      const task = (leadId: string, priority: string, status: string) =>
        lab.rows(
          `INSERT INTO task (id, team_id, title, due_at, priority, status, lead_id, updated_at)
           VALUES (gen_random_uuid(), $1, 'Call', now() - interval '1 minute', $2, $3, $4, now())`,
          [scope.teamId, priority, status, leadId],
        );
      await task(leads[0]!, 'HIGH', 'PENDING');
      await task(leads[1]!, 'LOW', 'PENDING');
      await task(leads[2]!, 'HIGH', 'COMPLETED');
      await lookAfter(workflowId, '10 minutes');
      await lookAfter(workflowId, '10 minutes');
      expect(await enteredOf(workflowId)).toEqual([leads[0]]);
    });

    it('of dates keeps anniversaries, on the clock of each lead', async () => {
      const zone = 'America/New_York';
      const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
      const at = clock.format(new Date(Date.now() - 60_000));
      const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(
        new Date(Date.now() - 60_000),
      );
      const workflowId = await onTrigger({
        type: 'DATE_FIELD',
        field: 'custom.closedOn',
        offsetDays: 0,
        at,
        yearly: true,
      });
      const closed = (closedOn: string, timezone: string | null = zone) =>
        lab.lead(scope, { customFields: { closedOn }, timezone });
      const due = await closed(`${Number(today.slice(0, 4)) - 2}${today.slice(4)}`);
      await closed(today);
      await closed('2001-02-03');
      await closed(`${Number(today.slice(0, 4)) - 1}${today.slice(4)}`, 'Pacific/Kiritimati');
      await lookAfter(workflowId, '5 minutes');
      await lookAfter(workflowId, '5 minutes');
      expect(await enteredOf(workflowId)).toEqual([due]);
    });
  });

  it('a secret URL brings in the lead it names, makes one of an unknown address, and dies when it is renewed', async () => {
    const workflowId = await onTrigger({
      type: 'INBOUND_WEBHOOK',
      match: { by: 'email', property: 'mail' },
      create: { name: 'who', source: 'portal' },
      where: { fact: 'event.data.beds', op: 'gte', value: 2 },
    });
    const hooks = lab.get(Hooks);
    const tokenOf = async () =>
      (await lab.get(HookLinks).rotate(scope, workflowId, { overlapMinutes: 0, userId: null })).url
        .split('/')
        .at(-1)!;
    const token = await tokenOf();
    const known = await lab.lead(scope, { email: 'ann@example.com' });
    expect(await hooks.receive(token, { mail: ' ANN@example.com', beds: 3 }, 'r1')).toEqual({
      leadId: known,
      runId: expect.any(String),
    });
    expect(await hooks.receive(token, { mail: 'ann@example.com', beds: 3 }, 'r1')).toEqual({
      leadId: known,
      runId: null,
    });
    const made = await hooks.receive(token, { mail: 'bob@example.com', who: 'Bob Bell', beds: 1 });
    expect(made).toEqual({ leadId: expect.any(String), runId: null });
    expect(await lab.rows(`SELECT name, source FROM lead WHERE id = $1`, [made.leadId])).toEqual([
      { name: 'Bob Bell', source: 'portal' },
    ]);
    const both = await Promise.all(
      ['r2', 'r3'].map((id) => hooks.receive(token, { mail: 'cleo@example.com', beds: 2 }, id)),
    );
    expect(new Set(both.map(({ leadId }) => leadId)).size).toBe(1);
    for (const body of [null, [], 'x', {}, { mail: 7 }])
      await expect(hooks.receive(token, body)).rejects.toMatchObject({ code: 'validation_failed' });
    await tokenOf();
    await expect(hooks.receive(token, { mail: 'ann@example.com' })).rejects.toMatchObject({
      code: 'hook_not_found',
    });
  });
});
