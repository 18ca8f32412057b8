import { leadCreated, leadTagAdded } from '@domain/leads';
import { newId, type TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { eventually } from '../../../../test/support/eventually';
import type { Definition } from '../definition/definition.types';
import { RunExits } from '../engine/run-exits.service';
import { Enrolments } from '../triggers/enrolments.service';
import { definition, RunsLab } from './runs-lab';
import { reply, twoTexts } from './run-samples';

describe('a run (entries and exits)', () => {
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
      await lab.rows(`SELECT state, due_at > now() AS later FROM message_ledger WHERE team_id = $1`, [
        scope.teamId,
      ]),
    ).toEqual([{ state: 'queued', later: true }]);
    await reply(lab, scope, leadId);
    expect(await lab.run(scope, workflowId, 'exited')).toMatchObject({ id: run.id, end_reason: 'reply' });
    expect(
      await lab.rows(`SELECT state, reason FROM message_ledger WHERE team_id = $1`, [scope.teamId]),
    ).toEqual([{ state: 'cancelled', reason: 'source_cancelled' }]);
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
});
