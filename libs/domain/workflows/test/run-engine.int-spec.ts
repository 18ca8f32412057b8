import { leadCreated, LeadsService } from '@domain/leads';
import type { TenantScope } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import type { Definition } from '../definition/definition.types';
import { RunControl } from '../engine/run-control.service';
import { RunEngine } from '../engine/run-engine.service';
import { RunRepair } from '../engine/run-repair.service';
import { Enrolments } from '../triggers/enrolments.service';
import { definition, RunsLab } from './runs-lab';
import { reply, twoTexts } from './run-samples';

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
    expect(
      await lab.rows(`SELECT dedupe_key FROM message_ledger WHERE team_id = $1`, [scope.teamId]),
    ).toEqual([{ dedupe_key: `run:${run.id}:first:0` }]);
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
    expect(await lab.rows(`SELECT 1 FROM message_ledger WHERE team_id = $1`, [scope.teamId])).toHaveLength(1);
    await lab.comeDue(id);
    await lab.run(scope, workflowId, 'completed');
    expect(await lab.rows(`SELECT 1 FROM message_ledger WHERE team_id = $1`, [scope.teamId])).toHaveLength(2);
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
  it('takes one way when the event comes, the other when it does not in time', async () => {
    const workflowId = await lab.workflow(scope, waitsForReply());
    const [answers, silent] = [await lab.lead(scope), await lab.lead(scope)];
    await enrol(workflowId, answers, silent);
    await eventually(async () =>
      expect((await lab.runs(scope)).map(({ state }) => state)).toEqual(['waiting', 'waiting']),
    );
    await reply(lab, scope, answers, 'EMAIL');
    await reply(lab, scope, answers);
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
