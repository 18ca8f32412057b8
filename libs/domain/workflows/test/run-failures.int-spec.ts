import { Database, type TenantScope } from '@platform/database';
import { workerDied } from '@platform/jobs/worker';
import { eventually } from '../../../../test/support/eventually';
import { RunControl } from '../engine/run-control.service';
import { Enrolments } from '../triggers/enrolments.service';
import { AdvanceRunHandler } from '../worker/advance-run.handler';
import { MatchEventsHandler } from '../worker/match-events.handler';
import type { AdvanceRunPayload } from '../workflows.jobs';
import { definition, RunsLab } from './runs-lab';
import { twoTexts } from './run-samples';

describe('a run (failures)', () => {
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
    expect(await lab.rows(`SELECT 1 FROM message_ledger WHERE team_id = $1`, [scope.teamId])).toHaveLength(4);
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
});
