import { leadStatusChanged } from '@domain/leads';
import { DryRunModule, DryRuns, Replays } from '@domain/workflows';
import type { TenantScope } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import type { Definition } from '../definition/definition.types';
import { Enrolments } from '../triggers/enrolments.service';
import { definition, RunsLab } from './runs-lab';

/** Dittofeed promises a time-travelling test SDK as "coming soon"; here what it says is compared with what then happens. */
describe('what a dry-run says is what happens', () => {
  let lab: RunsLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await RunsLab.start({ modules: [DryRunModule] });
    scope = await lab.team();
  });
  afterAll(() => lab?.stop());

  const onStatus = (): Definition =>
    definition({
      trigger: { type: 'LEAD_STATUS_CHANGED', to: ['QUALIFIED'] },
      entry: { fact: 'lead.source', op: 'ne', value: 'zillow' },
      reentry: { mode: 'never' },
      start: 'which',
      nodes: {
        which: { kind: 'BRANCH', if: { fact: 'lead.email', op: 'exists' }, yes: 'mail', no: 'text' },
        mail: { kind: 'SEND_EMAIL', subject: 'Hi {{lead.firstName}}', body: '<p>Hi</p>', next: 'text' },
        text: { kind: 'SEND_SMS', body: 'Hi in {{lead.city}}', next: 'task' },
        task: { kind: 'CREATE_TASK', title: 'Call', dueIn: { amount: 1, unit: 'days' }, next: 'silent' },
        silent: { kind: 'BRANCH', if: { fact: 'lead.phone', op: 'missing' }, yes: 'end', no: 'wait' },
        wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'end' },
        end: { kind: 'END' },
      },
    });

  it('a replay has the runs and messages that life had, from the same events', async () => {
    const workflowId = await lab.workflow(scope, onStatus());
    for (let n = 0; n < 24; n++) {
      const leadId = await lab.lead(scope, {
        status: n % 4 === 0 ? 'WON' : 'QUALIFIED',
        source: n % 5 === 0 ? 'zillow' : 'website',
        ...(n % 3 === 0 ? { phone: null } : {}),
        ...(n % 7 === 0 ? { email: null } : {}),
      });
      const to = n % 4 === 0 ? 'WON' : 'QUALIFIED';
      await lab.tell(scope, leadStatusChanged, { leadId, from: 'NEW', to });
      if (n % 6 === 1) await lab.tell(scope, leadStatusChanged, { leadId, from: 'NEW', to });
    }
    await lab.quiet(scope);
    const settled = () =>
      lab.rows<{ state: string; reason: string | null; channel: string }>(
        `SELECT state, reason, channel FROM message_ledger WHERE team_id = $1 AND state <> 'queued'`,
        [scope.teamId],
      );
    const [{ count }] = (await lab.rows(
      `SELECT count(*)::int AS count FROM message_ledger WHERE team_id = $1`,
      [scope.teamId],
    )) as [{ count: number }];
    const messages = await eventually(async () => {
      const rows = await settled();
      expect(rows).toHaveLength(count);
      return rows;
    });
    const runs = await lab.runs(scope, workflowId);
    const told = await lab.app
      .get(Replays, { strict: false })
      .replay(scope, workflowId, { version: 'published', days: 1 });

    const inState = (state: string) => runs.filter((run) => run.state === state).length;
    expect(runs.length).toBeGreaterThan(5);
    expect(told.runs).toMatchObject({
      total: runs.length,
      waiting: inState('waiting'),
      completed: inState('completed'),
    });
    expect(inState('waiting')).toBeGreaterThan(0);
    expect(inState('completed')).toBeGreaterThan(0);
    const sent = messages.filter(({ state }) => state === 'accepted');
    expect(told.messages).toMatchObject({
      planned: messages.length,
      sent: sent.length,
      EMAIL: sent.filter(({ channel }) => channel === 'EMAIL').length,
      SMS: sent.filter(({ channel }) => channel === 'SMS').length,
      skipped: { missing_fields: messages.filter(({ reason }) => reason === 'missing_fields').length },
    });
    expect(told.events.refused.reentry).toBeGreaterThan(0);
  });

  it('a dry-run of a lead has the steps that its run then takes', async () => {
    const workflowId = await lab.workflow(scope, onStatus());
    const leadId = await lab.lead(scope);
    const { run: told } = await lab.app
      .get(DryRuns, { strict: false })
      .test(scope, workflowId, { leadId, version: 'published' });
    await lab.get(Enrolments).enrolLeads(scope, workflowId, [leadId]);
    const run = await lab.run(scope, workflowId, 'waiting');
    await lab.comeDue(run.id);
    await lab.run(scope, workflowId, 'completed');
    const steps = await lab.steps(run.id);
    expect(told!.steps.map(({ nodeId }) => nodeId)).toEqual(steps.map(({ node_id }) => node_id));
    const wait = told!.steps.find(({ nodeId }) => nodeId === 'wait')!;
    expect(Math.abs((wait.detail as { until: Date }).until.getTime() - run.due_at.getTime())).toBeLessThan(
      60_000,
    );
  });
});
