import { leadCreated, LeadsService, leadTagAdded } from '@domain/leads';
import { messageReplied } from '@domain/messaging';
import { Database, newId, type TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { workerDied } from '@platform/jobs/worker';
import { eventually } from '../../../../test/support/eventually';
import type { Definition } from '../definition/definition.types';
import { RunControl } from '../engine/run-control.service';
import { RunEngine } from '../engine/run-engine.service';
import { RunExits } from '../engine/run-exits.service';
import { RunRepair } from '../engine/run-repair.service';
import { Enrolments } from '../triggers/enrolments.service';
import { AdvanceRunHandler } from '../worker/advance-run.handler';
import { MatchEventsHandler } from '../worker/match-events.handler';
import type { AdvanceRunPayload } from '../workflows.jobs';
import { definition, RunsLab } from './runs-lab';

describe('a run', () => {
  let lab: RunsLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await RunsLab.start();
  });
  afterAll(() => lab?.stop());
  beforeEach(async () => {
    scope = await lab.team();
  });
  const enrol = (workflowId: string, ...leadIds: string[]) =>
    lab.get(Enrolments).enrolLeads(scope, workflowId, leadIds);

  /** Text at once, a task for the owner, then five minutes for a reply; without one the manager is told. */
  const speedToLead = (userId: string): Definition =>
    definition({
      trigger: { type: 'LEAD_CREATED' },
      exit: ['reply'],
      start: 'text',
      nodes: {
        text: { kind: 'SEND_SMS', body: 'Hi {{lead.firstName}}, when may we call?', next: 'task' },
        task: {
          kind: 'CREATE_TASK',
          title: 'Call {{lead.name}}',
          dueIn: { amount: 5, unit: 'minutes' },
          next: 'wait',
        },
        wait: { kind: 'WAIT_FOR', duration: { amount: 5, unit: 'minutes' }, next: 'tell' },
        tell: {
          kind: 'NOTIFY_USER',
          to: { userId },
          title: 'Nobody called {{lead.name}}',
          body: 'Five minutes.',
          next: 'end',
        },
        end: { kind: 'END' },
      },
    });

  it('texts a new lead at once, opens a call task, and escalates after five minutes (speed to lead)', async () => {
    const manager = await lab.member(scope);
    const workflowId = await lab.workflow(scope, speedToLead(manager));
    const leadId = await lab.lead(scope, { name: 'Ana Lopez', phone: '+12125550101' });
    await lab.tell(scope, leadCreated, { leadId });
    const run = await lab.run(scope, workflowId, 'waiting');
    await eventually(() => expect(lab.accepted('+12125550101')).toBe(1));
    expect(await lab.rows(`SELECT title, lead_id FROM task WHERE team_id = $1`, [scope.teamId])).toEqual([
      { title: 'Call Ana Lopez', lead_id: leadId },
    ]);
    await lab.comeDue(run.id);
    await lab.run(scope, workflowId, 'completed');
    await eventually(async () =>
      expect(
        await lab.rows(`SELECT user_id, type, title, lead_id FROM notification WHERE team_id = $1`, [
          scope.teamId,
        ]),
      ).toEqual([
        { user_id: manager, type: 'WORKFLOW_NOTICE', title: 'Nobody called Ana Lopez', lead_id: leadId },
      ]),
    );
    expect((await lab.steps(run.id)).map(({ node_id, outcome }) => `${node_id} ${outcome}`)).toEqual([
      'text done',
      'task done',
      'wait done',
      'tell done',
      'end done',
    ]);
  });

  /** Texts, waits a day, texts again. */
  const twoTexts = (part: Partial<Definition> = {}): Definition =>
    definition({
      start: 'first',
      nodes: {
        first: { kind: 'SEND_SMS', body: 'One', next: 'wait' },
        wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'second' },
        second: { kind: 'SEND_SMS', body: 'Two', next: 'end' },
        end: { kind: 'END' },
      },
      ...part,
    });

  it('sleeps as a row with one job, and goes on when its time has come', async () => {
    const workflowId = await lab.workflow(scope, twoTexts());
    const leadId = await lab.lead(scope, { phone: '+12125550102' });
    await enrol(workflowId, leadId);
    const run = await lab.run(scope, workflowId, 'waiting');
    const jobs = await lab.rows<{ state: string; due_at: Date }>(
      `SELECT state, due_at FROM job WHERE name = 'workflows.advance' AND payload->>'runId' = $1 AND state = 'scheduled'`,
      [run.id],
    );
    expect(jobs.map(({ due_at }) => due_at.getTime())).toEqual([run.due_at.getTime()]);
    await lab.comeDue(run.id);
    await lab.run(scope, workflowId, 'completed');
    await eventually(() => expect(lab.accepted('+12125550102')).toBe(2));
  });

  it('does each step once when its job runs again after the commit (killed before it could say so)', async () => {
    const workflowId = await lab.workflow(scope, twoTexts());
    const leadId = await lab.lead(scope, { phone: '+12125550103' });
    await enrol(workflowId, leadId);
    const run = await lab.run(scope, workflowId, 'waiting');
    const engine = lab.get(RunEngine);
    const setDue = (dueAt: Date) =>
      lab.rows(`UPDATE workflow_run SET due_at = $2 WHERE id = $1`, [run.id, dueAt]);
    // Even when its time has come, a wake-up of another move has nothing to do.
    await setDue(new Date(Date.now() - 60_000));
    for (const fence of [0, 0, run.fence - 1, run.fence + 7])
      await lab.sql(scope, (tx) => engine.advance(tx, [{ runId: run.id, fence }]));
    expect(await lab.runs(scope)).toMatchObject([{ state: 'waiting', fence: run.fence, visit: 1 }]);
    await setDue(run.due_at);
    // Its own wake-up, but before its time: it stays where it is.
    await lab.sql(scope, (tx) => engine.advance(tx, [{ runId: run.id, fence: run.fence }]));
    await lab.quiet(scope);
    expect(await lab.runs(scope)).toMatchObject([
      { state: 'waiting', node_id: 'wait', visit: 1, due_at: run.due_at },
    ]);
    expect(await lab.rows(`SELECT dedupe_key FROM message WHERE team_id = $1`, [scope.teamId])).toEqual([
      { dedupe_key: `run:${run.id}:first:0` },
    ]);
  });

  it('loses nothing and repeats nothing when a step is cut off before its commit', async () => {
    const workflowId = await lab.workflow(scope, twoTexts());
    await enrol(workflowId, await lab.lead(scope));
    const { id, fence } = await lab.run(scope, workflowId, 'waiting');
    await lab.rows(`UPDATE workflow_run SET due_at = now() WHERE id = $1`, [id]);
    const cut = lab.sql(scope, async (tx) => {
      await lab.get(RunEngine).advance(tx, [{ runId: id, fence }]);
      throw new Error('killed');
    });
    await expect(cut).rejects.toThrow('killed');
    expect(await lab.runs(scope)).toMatchObject([{ state: 'waiting', fence, visit: 1 }]);
    expect(await lab.rows(`SELECT 1 FROM message WHERE team_id = $1`, [scope.teamId])).toHaveLength(1);
    await lab.comeDue(id);
    await lab.run(scope, workflowId, 'completed');
    expect(await lab.rows(`SELECT 1 FROM message WHERE team_id = $1`, [scope.teamId])).toHaveLength(2);
  });

  it('repairs itself: a run whose job is gone goes on, instead of being flagged (Twenty #22995, #13240)', async () => {
    const workflowId = await lab.workflow(scope, twoTexts());
    await enrol(workflowId, await lab.lead(scope));
    const { id } = await lab.run(scope, workflowId, 'waiting');
    await lab.rows(
      `UPDATE job SET state = 'cancelled', finished_at = now() WHERE payload->>'runId' = $1 AND state = 'scheduled'`,
      [id],
    );
    await lab.rows(`UPDATE workflow_run SET due_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    await lab.get(RunRepair).repair();
    await lab.run(scope, workflowId, 'completed');
  });

  const waitsForReply = (part: Partial<Definition> = {}): Definition =>
    definition({
      start: 'wait',
      nodes: {
        wait: {
          kind: 'WAIT_FOR_EVENT',
          event: { type: 'MESSAGE_RECEIVED', channels: ['SMS'] },
          within: { amount: 3, unit: 'days' },
          next: 'thanks',
          timeout: 'nudge',
        },
        thanks: { kind: 'GOAL', name: 'Answered' },
        nudge: { kind: 'SEND_SMS', body: 'Still looking?', next: 'end' },
        end: { kind: 'END' },
      },
      ...part,
    });
  const reply = (leadId: string, channel = 'SMS') =>
    lab.tell(scope, messageReplied, {
      messageId: newId(),
      leadId,
      sourceId: newId(),
      sourceKind: 'workflow',
      channel,
      at: new Date().toISOString(),
      inboundId: newId(),
    });

  it('takes one way when the event comes, the other when it does not in time', async () => {
    const workflowId = await lab.workflow(scope, waitsForReply());
    const [answers, silent] = [await lab.lead(scope), await lab.lead(scope)];
    await enrol(workflowId, answers, silent);
    await eventually(async () =>
      expect((await lab.runs(scope)).map(({ state }) => state)).toEqual(['waiting', 'waiting']),
    );
    await reply(answers, 'EMAIL');
    await reply(answers);
    await eventually(async () =>
      expect((await lab.runs(scope)).map(({ state }) => state).sort()).toEqual(['completed', 'waiting']),
    );
    const [one, other] = (await lab.runs(scope)).sort((a, b) =>
      a.lead_id === answers ? -1 : b.lead_id === answers ? 1 : 0,
    );
    expect(one).toMatchObject({ lead_id: answers, end_reason: 'goal' });
    await lab.comeDue(other!.id);
    await eventually(async () =>
      expect((await lab.steps(other!.id)).map(({ node_id }) => node_id)).toEqual(['wait', 'nudge', 'end']),
    );
    expect((await lab.steps(other!.id))[0]).toMatchObject({ outcome: 'done', detail: { timedOut: true } });
  });

  it('is one per workflow and lead, however many triggers come at once (Parcelvoy: checked, then inserted)', async () => {
    const workflowId = await lab.workflow(scope, twoTexts());
    const leadId = await lab.lead(scope, { phone: '+12125550104' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => enrol(workflowId, leadId)));
    expect(answers.reduce((sum, { entered }) => sum + entered, 0)).toBe(1);
    await lab.run(scope, workflowId, 'waiting');
    await eventually(() => expect(lab.accepted('+12125550104')).toBe(1));
    const insert = lab.rows(
      `INSERT INTO workflow_run (id, team_id, workflow_id, version_id, lead_id, node_id, due_at, entered_by, entered_via, cause_id)
       SELECT gen_random_uuid(), team_id, workflow_id, version_id, lead_id, node_id, now(), gen_random_uuid(), 'MANUAL', cause_id
       FROM workflow_run WHERE workflow_id = $1`,
      [workflowId],
    );
    await expect(insert).rejects.toThrow('workflow_run_live');
  });

  it('is entered again as the re-entry rule says (Mautic #9797: re-entry made two scheduled steps)', async () => {
    const leadId = await lab.lead(scope);
    const short = (reentry: Definition['reentry']) =>
      definition({ reentry, start: 'end', nodes: { end: { kind: 'END' } } });
    const entered = async (
      reentry: Definition['reentry'],
      between?: (workflowId: string) => Promise<unknown>,
    ) => {
      const workflowId = await lab.workflow(scope, short(reentry));
      await enrol(workflowId, leadId);
      await eventually(async () => expect((await lab.runs(scope, workflowId))[0]?.state).toBe('completed'));
      await between?.(workflowId);
      return (await enrol(workflowId, leadId)).entered;
    };
    const longAgo = (workflowId: string) =>
      lab.rows(
        `UPDATE workflow_entry SET last_entered_at = now() - interval '8 days' WHERE workflow_id = $1`,
        [workflowId],
      );
    expect(await entered({ mode: 'never' })).toBe(0);
    expect(await entered({ mode: 'after_leaving' })).toBe(1);
    expect(await entered({ mode: 'every_days', days: 7 })).toBe(0);
    expect(await entered({ mode: 'every_days', days: 7 }, longAgo)).toBe(1);
    const several = await lab.workflow(scope, twoTexts({ reentry: { mode: 'always' } }));
    await enrol(several, leadId);
    await enrol(several, leadId);
    expect(await lab.runs(scope, several)).toHaveLength(2);
  });

  it('is not ended by what had happened before it began and is only told now', async () => {
    const workflowId = await lab.workflow(scope, definition({ ...twoTexts(), exit: ['reply'] }));
    const leadId = await lab.lead(scope, { phone: '+12125550135' });
    const before = newId();
    await enrol(workflowId, leadId);
    const run = await lab.run(scope, workflowId, 'waiting');
    const told = (eventId: string) =>
      lab.sql(scope, (tx) =>
        lab.get(RunExits).signal(tx, [{ leadId, rule: 'reply', originId: null, eventId }]),
      );
    expect(await told(before)).toEqual([]);
    expect(await told(newId())).toEqual([run.id]);
  });

  it('ends on a reply and takes back what it has not sent yet', async () => {
    const quiet = definition({
      trigger: { type: 'MANUAL' },
      exit: ['reply'],
      quietHours: { from: '00:00', to: '23:59' },
      start: 'text',
      nodes: {
        text: { kind: 'SEND_SMS', body: 'Later', next: 'wait' },
        wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'end' },
        end: { kind: 'END' },
      },
    });
    const workflowId = await lab.workflow(scope, quiet);
    const leadId = await lab.lead(scope, { phone: '+12125550105' });
    await enrol(workflowId, leadId);
    const run = await lab.run(scope, workflowId, 'waiting');
    expect(
      await lab.rows(`SELECT state, due_at > now() AS later FROM message WHERE team_id = $1`, [scope.teamId]),
    ).toEqual([{ state: 'queued', later: true }]);
    await reply(leadId);
    expect(await lab.run(scope, workflowId, 'exited')).toMatchObject({ id: run.id, end_reason: 'reply' });
    expect(await lab.rows(`SELECT state, reason FROM message WHERE team_id = $1`, [scope.teamId])).toEqual([
      { state: 'cancelled', reason: 'source_cancelled' },
    ]);
    await lab.rows(`UPDATE message_chunk SET due_at = now() WHERE team_id = $1`, [scope.teamId]);
    await lab.comeDue(run.id);
    await lab.quiet(scope);
    expect(lab.accepted('+12125550105')).toBe(0);
  });

  it('of A that sets off B that sets off A is stopped, and the chain is shown (Twenty #11322, #9263: a rate is no guard)', async () => {
    const [red, blue] = [await lab.tag(scope, 'red'), await lab.tag(scope, 'blue')];
    const paints = (when: string, then: string): Definition =>
      definition({
        trigger: { type: 'TAG_ADDED', tagIds: [when] },
        reentry: { mode: 'always' },
        start: 'unpaint',
        nodes: {
          unpaint: { kind: 'REMOVE_TAG', tagId: then, next: 'paint' },
          paint: { kind: 'ADD_TAG', tagId: then, next: 'free' },
          free: { kind: 'REMOVE_TAG', tagId: when, next: 'end' },
          end: { kind: 'END' },
        },
      });
    const a = await lab.workflow(scope, paints(red, blue), 'A');
    const b = await lab.workflow(scope, paints(blue, red), 'B');
    const leadId = await lab.lead(scope);
    await lab.tell(scope, leadTagAdded, { leadId, tagId: red });
    await eventually(async () => expect(await lab.runs(scope, b)).toMatchObject([{ state: 'completed' }]));
    await lab.quiet(scope);
    const [first, ...more] = await lab.runs(scope, a);
    const [second] = await lab.runs(scope, b);
    expect(more).toEqual([]);
    expect(second).toMatchObject({ chain: [{ runId: first!.id, workflowId: a, leadId }] });
    await eventually(async () =>
      expect((await lab.runs(scope, b))[0]!.blocked).toMatchObject([{ workflowId: a, reason: 'own_loop' }]),
    );
    // Another person's act is no loop: the same tag, given by hand, lets it in again.
    await lab.tell(scope, leadTagAdded, { leadId, tagId: red });
    await eventually(async () => expect(await lab.runs(scope, a)).toHaveLength(2));
  });

  it('lets an honest burst through: 60 events at once start 60 runs (Twenty #21230: 500 triggers a minute, then none)', async () => {
    const workflowId = await lab.workflow(
      scope,
      definition({ trigger: { type: 'LEAD_CREATED' }, start: 'end', nodes: { end: { kind: 'END' } } }),
    );
    const leadIds = await Promise.all(Array.from({ length: 60 }, () => lab.lead(scope)));
    await lab.sql(scope, (tx) =>
      lab.get(Events).publishMany(
        tx,
        leadCreated,
        leadIds.map((leadId) => ({ leadId })),
      ),
    );
    await eventually(async () => {
      const runs = await lab.runs(scope, workflowId);
      expect(runs.filter(({ state }) => state === 'completed')).toHaveLength(60);
    });
  });

  it('is not started by a quiet import, unless the author wants that', async () => {
    const end = { start: 'end', nodes: { end: { kind: 'END' } } } as const;
    const loud = await lab.workflow(scope, definition({ trigger: { type: 'LEAD_CREATED' }, ...end }));
    const all = await lab.workflow(
      scope,
      definition({ trigger: { type: 'LEAD_CREATED', includeQuiet: true }, ...end }),
    );
    await lab.tell(scope, leadCreated, { leadId: await lab.lead(scope), importId: newId(), quiet: true });
    await lab.run(scope, all, 'completed');
    expect(await lab.runs(scope, loud)).toEqual([]);
  });

  it('fails at a step that cannot be done, and is tried again from there without repeating what was done (Twenty #21458)', async () => {
    const tagId = await lab.tag(scope, 'hot');
    const workflowId = await lab.workflow(
      scope,
      definition({
        start: 'text',
        nodes: {
          text: { kind: 'SEND_SMS', body: 'Hello', next: 'tag' },
          tag: { kind: 'ADD_TAG', tagId, next: 'end' },
          end: { kind: 'END' },
        },
      }),
    );
    await lab.rows(`DELETE FROM tag WHERE id = $1`, [tagId]);
    await enrol(workflowId, await lab.lead(scope, { phone: '+12125550106' }));
    const run = await lab.run(scope, workflowId, 'failed');
    expect(run).toMatchObject({ node_id: 'tag', end_reason: 'step_failed' });
    await lab.rows(`INSERT INTO tag (id, team_id, name) VALUES ($1, $2, 'hot')`, [tagId, scope.teamId]);
    await lab.get(RunControl).retry(scope, run.id);
    await lab.run(scope, workflowId, 'completed');
    expect((await lab.steps(run.id)).map(({ node_id, outcome, tries }) => [node_id, outcome, tries])).toEqual(
      [
        ['text', 'done', 1],
        ['tag', 'done', 2],
        ['end', 'done', 1],
      ],
    );
    await lab.quiet(scope);
    expect(lab.accepted('+12125550106')).toBe(1);
    await expect(lab.get(RunControl).retry(scope, run.id)).rejects.toMatchObject({ code: 'run_not_failed' });
    await expect(lab.get(RunControl).cancel(scope, run.id)).rejects.toMatchObject({ code: 'run_ended' });
  });

  it('that fails right behind a wait is tried again from the step, not from the wait', async () => {
    const tagId = await lab.tag(scope, 'hot');
    const workflowId = await lab.workflow(
      scope,
      definition({
        start: 'wait',
        nodes: {
          wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'tag' },
          tag: { kind: 'ADD_TAG', tagId, next: 'end' },
          end: { kind: 'END' },
        },
      }),
    );
    await enrol(workflowId, await lab.lead(scope));
    const { id } = await lab.run(scope, workflowId, 'waiting');
    await lab.rows(`DELETE FROM tag WHERE id = $1`, [tagId]);
    await lab.comeDue(id);
    expect(await lab.run(scope, workflowId, 'failed')).toMatchObject({ node_id: 'tag', visit: 1 });
    await lab.rows(`INSERT INTO tag (id, team_id, name) VALUES ($1, $2, 'hot')`, [tagId, scope.teamId]);
    await lab.get(RunControl).retry(scope, id);
    await lab.run(scope, workflowId, 'completed');
  });

  it('that cannot go on does not keep those that entered with it', async () => {
    const tagId = await lab.tag(scope, 'hot');
    const branch = {
      kind: 'BRANCH',
      if: { fact: 'lead.source', op: 'eq', value: 'bad' },
      yes: 'tag',
      no: 'end',
    } as const;
    const workflowId = await lab.workflow(
      scope,
      definition({
        start: 'text',
        nodes: {
          text: { kind: 'SEND_SMS', body: 'Hello', next: 'branch' },
          branch,
          tag: { kind: 'ADD_TAG', tagId, next: 'end' },
          end: { kind: 'END' },
        },
      }),
    );
    await lab.rows(`DELETE FROM tag WHERE id = $1`, [tagId]);
    const leads = await Promise.all(
      ['good', 'bad', 'good', 'good'].map((source) => lab.lead(scope, { source })),
    );
    await enrol(workflowId, ...leads);
    await eventually(async () =>
      expect((await lab.runs(scope)).map(({ state }) => state).sort()).toEqual([
        'completed',
        'completed',
        'completed',
        'failed',
      ]),
    );
    expect(await lab.rows(`SELECT 1 FROM message WHERE team_id = $1`, [scope.teamId])).toHaveLength(4);
  });

  describe('whose worker dies again and again', () => {
    const dies = async (runId: string) => {
      const [job] = await lab.rows<{ payload: AdvanceRunPayload }>(
        `UPDATE job SET state = 'dead', finished_at = now() WHERE name = 'workflows.advance' AND payload->>'runId' = $1::text
           AND state = 'scheduled' RETURNING payload`,
        [runId],
      );
      const database = lab.get(Database);
      await database.transaction(scope, (tx) =>
        lab.get(AdvanceRunHandler).abandoned(tx, job!.payload, workerDied),
      );
    };

    it('is not lost: it goes on after a pause, and only a step that keeps killing ends it', async () => {
      const workflowId = await lab.workflow(scope, twoTexts());
      await enrol(workflowId, await lab.lead(scope), await lab.lead(scope));
      await eventually(async () =>
        expect((await lab.runs(scope)).map(({ state }) => state)).toEqual(['waiting', 'waiting']),
      );
      const [lucky, doomed] = (await lab.runs(scope)).map(({ id }) => id);
      await dies(lucky!);
      await lab.comeDue(lucky!);
      await eventually(async () =>
        expect((await lab.runs(scope)).find(({ id }) => id === lucky)).toMatchObject({
          state: 'completed',
          error: null,
        }),
      );
      for (let times = 0; times < 6; times += 1) await dies(doomed!);
      expect((await lab.runs(scope)).find(({ id }) => id === doomed)).toMatchObject({
        state: 'failed',
        error: workerDied,
      });
      await lab.get(RunControl).retry(scope, doomed!);
    });

    it('while events were matched loses none of them', async () => {
      const workflowId = await lab.workflow(
        scope,
        definition({ trigger: { type: 'LEAD_CREATED' }, start: 'end', nodes: { end: { kind: 'END' } } }),
      );
      const leads = await Promise.all(Array.from({ length: 5 }, () => lab.lead(scope)));
      await lab.rows(
        `INSERT INTO domain_event (id, team_id, name, payload, cause_id, dispatched_at)
         SELECT e.id, $1, 'lead.created', jsonb_build_object('leadId', e.lead_id), e.id, now()
         FROM (SELECT brickwork_uuid7() AS id, lead_id FROM unnest($2::uuid[]) AS lead_id) AS e`,
        [scope.teamId, leads],
      );
      const events = await lab.rows<{ id: string }>(`SELECT id FROM domain_event WHERE team_id = $1`, [
        scope.teamId,
      ]);
      const payload = { teamId: scope.teamId, eventIds: events.map(({ id }) => id) };
      await lab
        .get(Database)
        .transaction(scope, (tx) => lab.get(MatchEventsHandler).abandoned(tx, payload, workerDied));
      await eventually(async () =>
        expect((await lab.runs(scope, workflowId)).map(({ lead_id }) => lead_id).sort()).toEqual(
          [...leads].sort(),
        ),
      );
    });
  });

  it('ends with its lead, and when a person cancels it', async () => {
    const workflowId = await lab.workflow(scope, twoTexts());
    const [gone, cancelled] = [await lab.lead(scope), await lab.lead(scope)];
    await enrol(workflowId, gone, cancelled);
    await eventually(async () =>
      expect((await lab.runs(scope)).map(({ state }) => state)).toEqual(['waiting', 'waiting']),
    );
    await lab.get(LeadsService).delete(scope, gone, { userId: null });
    const ofCancelled = (await lab.runs(scope)).find(({ lead_id }) => lead_id === cancelled)!;
    await lab.get(RunControl).cancel(scope, ofCancelled.id);
    await eventually(async () =>
      expect((await lab.runs(scope)).map(({ state, end_reason }) => `${state} ${end_reason}`).sort()).toEqual(
        ['cancelled cancelled_by_hand', 'exited lead_deleted'],
      ),
    );
  });
});
