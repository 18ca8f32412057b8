import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { leadCreated, LeadsService } from '@domain/leads';
import { TemplateReading, TemplateWriting } from '@domain/message-templates';
import type { TenantScope } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import type { Definition, WorkflowNode } from '../definition/definition.types';
import { OutgoingSecret } from '../engine/outgoing-secret.service';
import { Enrolments } from '../triggers/enrolments.service';
import { definition, RunsLab } from './runs-lab';

interface Call {
  headers: Record<string, string>;
  body: string;
}

describe('steps', () => {
  let lab: RunsLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await RunsLab.start();
  });
  afterAll(() => lab?.stop());
  beforeEach(async () => {
    scope = await lab.team();
  });

  const end = { kind: 'END' } as const;
  /** Runs the steps for one lead to the end and answers its run. */
  const through = async (
    leadId: string,
    nodes: Record<string, WorkflowNode>,
    part: Partial<Definition> = {},
  ) => {
    const workflowId = await lab.workflow(
      scope,
      definition({ start: Object.keys(nodes)[0]!, nodes: { ...nodes, end }, ...part }),
    );
    await lab.get(Enrolments).enrolLeads(scope, workflowId, [leadId], { userId: null });
    return eventually(async () => {
      const [run] = await lab.runs(scope, workflowId);
      expect(run?.state).not.toBe('running');
      return run!;
    });
  };
  const lead = async (id: string) =>
    (await lab.get(LeadsService).get(scope, id)) as unknown as Record<string, unknown>;

  it('branch by what is known now, and split by a hash that stays the same', async () => {
    const leadId = await lab.lead(scope, { customFields: { budget: '650000' } });
    const run = await through(
      leadId,
      {
        branch: {
          kind: 'BRANCH',
          if: { fact: 'lead.custom.budget', op: 'gt', value: 600_000 },
          yes: 'split',
          no: 'end',
        },
        split: {
          kind: 'RANDOM_SPLIT',
          arms: [
            { name: 'A', weight: 0, next: 'end' },
            { name: 'B', weight: 100, next: 'set' },
          ],
        },
        set: { kind: 'SET_FIELD', field: 'custom.arm', value: 'B', next: 'stage' },
        stage: { kind: 'SET_FIELD', field: 'stage', value: 'viewing', next: 'status' },
        status: { kind: 'SET_FIELD', field: 'status', value: 'QUALIFIED', next: 'end' },
      },
      { exit: ['stage_change'] },
    );
    await lab.quiet(scope);
    // What a run changes itself does not end it.
    expect((await lab.runs(scope))[0]).toMatchObject({ state: 'completed', end_reason: 'end' });
    expect(await lead(leadId)).toMatchObject({
      stage: 'viewing',
      status: 'QUALIFIED',
      customFields: { budget: '650000', arm: 'B' },
    });
    expect((await lab.steps(run.id)).map(({ detail }) => detail)).toMatchObject([
      { branch: 'yes' },
      { arm: 'B' },
      {},
      {},
      {},
      {},
    ]);
  });

  it('assign in turn among the members who are there, two leads at once to two people', async () => {
    const members = (await Promise.all(['Ann', 'Bob', 'Cy'].map((name) => lab.member(scope, name)))).sort();
    await lab.rows(`UPDATE app_user SET away_until = now() + interval '1 day' WHERE id = $1`, [members[1]]);
    const workflowId = await lab.workflow(
      scope,
      definition({
        start: 'assign',
        nodes: { assign: { kind: 'ASSIGN', to: { roundRobin: [] }, keepOwner: true, next: 'end' }, end },
      }),
    );
    const leadIds = await Promise.all(Array.from({ length: 6 }, () => lab.lead(scope)));
    const owned = await lab.lead(scope, { assignedToId: members[0] });
    await lab.get(Enrolments).enrolLeads(scope, workflowId, [...leadIds, owned], { userId: null });
    await eventually(async () =>
      expect((await lab.runs(scope)).filter(({ state }) => state === 'completed')).toHaveLength(7),
    );
    const owners = await Promise.all(leadIds.map(async (id) => (await lead(id)).assignedToId as string));
    expect([members[0]!, members[2]!].map((id) => owners.filter((owner) => owner === id).length)).toEqual([
      3, 3,
    ]);
  });

  it('enrol in another workflow and stop it', async () => {
    const inner = await lab.workflow(
      scope,
      definition({
        start: 'wait',
        nodes: { wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'end' }, end },
      }),
    );
    const leadId = await lab.lead(scope);
    const outer = await through(leadId, {
      enrol: { kind: 'ENROL_IN_WORKFLOW', workflowId: inner, next: 'again' },
      again: { kind: 'ENROL_IN_WORKFLOW', workflowId: inner, next: 'end' },
    });
    expect((await lab.steps(outer.id)).map(({ outcome }) => outcome)).toEqual(['done', 'skipped', 'done']);
    expect((await lab.run(scope, inner, 'waiting')).chain).toMatchObject([{ runId: outer.id }]);
    await through(leadId, { stop: { kind: 'STOP_WORKFLOW', workflowId: inner, next: 'end' } });
    expect(await lab.run(scope, inner, 'exited')).toMatchObject({ end_reason: 'stopped_by_workflow' });
  });

  it('write a text to nobody without a number, and wait for the morning on the clock of the lead', async () => {
    const leadId = await lab.lead(scope, { phone: null, timezone: 'America/Los_Angeles' });
    const run = await through(leadId, {
      text: { kind: 'SEND_SMS', body: 'Hi', next: 'wait' },
      wait: { kind: 'WAIT_UNTIL', time: '09:30', weekdays: [1, 2, 3, 4, 5], zone: 'lead', next: 'end' },
    });
    expect((await lab.steps(run.id))[0]).toMatchObject({
      outcome: 'skipped',
      detail: { reason: 'no_address' },
    });
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'America/Los_Angeles',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }).format(run.due_at);
    expect(parts).toMatch(/^(Mon|Tue|Wed|Thu|Fri),? 09:30$/);
  });

  it('book an appointment with its reminders, and adjust the score, once', async () => {
    const hostId = await lab.member(scope);
    const leadId = await lab.lead(scope, { name: 'Ana Lopez', assignedToId: hostId });
    const run = await through(
      leadId,
      {
        book: {
          kind: 'CREATE_APPOINTMENT',
          title: 'Tour for {{lead.firstName}}',
          type: 'SHOWING',
          host: 'owner',
          inDays: 3,
          at: '15:00',
          zone: 'team',
          minutes: 45,
          next: 'score',
        },
        score: { kind: 'ADJUST_SCORE', points: 20, reason: 'Booked a tour', expiresInDays: 30, next: 'end' },
      },
      { exit: ['booking'] },
    );
    await lab.quiet(scope);
    expect((await lab.runs(scope))[0]).toMatchObject({ id: run.id, state: 'completed' });
    expect(
      await lab.rows(`SELECT title, host_id, lead_id, zone FROM appointment WHERE team_id = $1`, [
        scope.teamId,
      ]),
    ).toEqual([{ title: 'Tour for Ana', host_id: hostId, lead_id: leadId, zone: 'America/Chicago' }]);
    expect(
      await lab.rows(`SELECT weight, note FROM score_signal WHERE team_id = $1 AND type = 'adjustment'`, [
        scope.teamId,
      ]),
    ).toEqual([{ weight: 20, note: 'Booked a tour' }]);
  });

  describe('webhook', () => {
    let server: Server;
    let url: string;
    let calls: Call[];
    let answers: number[];
    beforeEach(async () => {
      calls = [];
      answers = [];
      server = createServer((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          calls.push({ headers: request.headers as Record<string, string>, body });
          response.writeHead(answers.shift() ?? 200).end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    it('is signed as Standard Webhooks says, delivered beside the run, and tried again with the same id', async () => {
      answers = [503];
      const leadId = await lab.lead(scope, { name: 'Ana Lopez' });
      const run = await through(leadId, {
        call: { kind: 'WEBHOOK', url, data: { list: 'hot' }, next: 'end' },
      });
      expect(run.state).toBe('completed');
      await eventually(() => expect(calls).toHaveLength(1));
      await lab.rows(
        `UPDATE job SET due_at = now(), run = run + 1, enqueued_at = NULL WHERE name = 'workflows.call-webhook' AND state = 'retrying'`,
      );
      await eventually(async () =>
        expect(
          await lab.rows(`SELECT state, attempts, status FROM workflow_webhook WHERE run_id = $1`, [run.id]),
        ).toEqual([{ state: 'delivered', attempts: 2, status: 200 }]),
      );
      const [first, second] = calls;
      expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
      const { secret } = await lab.get(OutgoingSecret).of(scope);
      const verified = new Webhook(secret).verify(second!.body, second!.headers);
      expect(verified).toMatchObject({
        data: { list: 'hot', lead: { id: leadId, name: 'Ana Lopez' }, runId: run.id },
      });
      const foreign = new Webhook((await lab.get(OutgoingSecret).of(await lab.team())).secret);
      expect(() => foreign.verify(second!.body, second!.headers)).toThrow();
    });

    it('is signed by the old secret and the new while one is exchanged for the other, else by the new alone', async () => {
      const secrets = lab.get(OutgoingSecret);
      const first = await secrets.of(scope);
      const signedBy = async ({ secret }: { secret: string }) => {
        const { headers, body } = calls.at(-1)!;
        try {
          return new Webhook(secret).verify(body, headers) !== undefined;
        } catch {
          return false;
        }
      };
      const call = async () => {
        const before = calls.length;
        await through(await lab.lead(scope), { call: { kind: 'WEBHOOK', url, next: 'end' } });
        await eventually(() => expect(calls).toHaveLength(before + 1));
      };
      const second = await secrets.rotate(scope, { overlapMinutes: 60, userId: null });
      expect(second.secret).not.toBe(first.secret);
      expect(second.previousUntil!.getTime() - Date.now()).toBeGreaterThan(50 * 60_000);
      await call();
      expect([await signedBy(first), await signedBy(second)]).toEqual([true, true]);
      const third = await secrets.rotate(scope, { overlapMinutes: 0, userId: null });
      expect(third.previousUntil).toBeNull();
      await call();
      expect([await signedBy(first), await signedBy(second), await signedBy(third)]).toEqual([
        ...[false, false, true],
      ]);
    });

    it('is given up when the receiver says so', async () => {
      answers = [410];
      const run = await through(await lab.lead(scope), { call: { kind: 'WEBHOOK', url, next: 'end' } });
      await eventually(async () =>
        expect(
          await lab.rows(`SELECT state, status FROM workflow_webhook WHERE run_id = $1`, [run.id]),
        ).toEqual([{ state: 'failed', status: 410 }]),
      );
    });
  });

  describe('on publish', () => {
    const waits = (days: number, step = 'wait', then = 'end'): Definition =>
      definition({
        trigger: { type: 'LEAD_CREATED' },
        start: step,
        nodes: {
          [step]: { kind: 'WAIT_FOR', duration: { amount: days, unit: 'days' }, next: then },
          mark: { kind: 'SET_FIELD', field: 'stage', value: 'second', next: 'end' },
          end,
        },
      });
    const waiting = async (one: Definition) => {
      const workflowId = await lab.workflow(scope, one);
      const leadId = await lab.lead(scope);
      await lab.tell(scope, leadCreated, { leadId });
      return { workflowId, leadId, run: await lab.run(scope, workflowId, 'waiting') };
    };

    it('running leads finish on their version (FUB: edits apply at once to people under way)', async () => {
      const { workflowId, leadId, run } = await waiting(waits(1));
      await lab.publish(scope, workflowId, waits(1, 'wait', 'mark'), 'finish');
      await lab.quiet(scope);
      await lab.comeDue(run.id);
      await lab.run(scope, workflowId, 'completed');
      expect(await lead(leadId)).toMatchObject({ stage: null });
    });

    it('or move, keeping the time they wait for', async () => {
      const { workflowId, leadId, run } = await waiting(waits(1));
      const to = await lab.publish(scope, workflowId, waits(9, 'wait', 'mark'), 'move');
      await eventually(async () =>
        expect((await lab.runs(scope))[0]).toMatchObject({
          version_id: to,
          state: 'waiting',
          due_at: run.due_at,
        }),
      );
      await lab.comeDue(run.id);
      await lab.run(scope, workflowId, 'completed');
      expect(await lead(leadId)).toMatchObject({ stage: 'second' });
    });

    it('or move where the author says when their step is gone (FUB: steps inserted earlier are skipped unawares)', async () => {
      const { workflowId, leadId, run } = await waiting(waits(1));
      await lab.publish(scope, workflowId, waits(1, 'other'), 'move');
      await lab.quiet(scope);
      expect((await lab.runs(scope))[0]).toMatchObject({
        id: run.id,
        version_id: run.version_id,
        state: 'waiting',
      });
      await lab.publish(scope, workflowId, waits(1, 'third', 'end'), 'move', { wait: 'mark' });
      await lab.run(scope, workflowId, 'completed');
      expect(await lead(leadId)).toMatchObject({ stage: 'second' });
    });

    it('or stop', async () => {
      const { workflowId } = await waiting(waits(1));
      await lab.publish(scope, workflowId, waits(2), 'stop');
      expect(await lab.run(scope, workflowId, 'exited')).toMatchObject({ end_reason: 'stopped_by_publish' });
    });
  });

  it('of a template send what it said at the publish, and are counted with it', async () => {
    const [email, sms] = [
      { name: 'Mail', subject: 'Hello', body: '<p>Hi {{lead.firstName}}</p>' },
      { name: 'Text', body: 'Hi {{lead.firstName}}' },
    ];
    const writing = lab.get(TemplateWriting);
    const mail = await writing.create(scope, 'EMAIL', email, { userId: null });
    const text = await writing.create(scope, 'SMS', sms, { userId: null });
    const leadId = await lab.lead(scope, { email: 'ana@example.com', phone: '+15125550142' });
    const [of, forText] = [mail, text].map(({ id }) => ({ templateId: id, templateVersion: 1 }));
    await through(leadId, {
      mail: { kind: 'SEND_EMAIL', ...of!, subject: email.subject, body: email.body, next: 'text' },
      text: { kind: 'SEND_SMS', ...forText!, body: sms.body, next: 'end' },
    });
    for (const [channel, { id }] of [
      ['EMAIL', mail],
      ['SMS', text],
    ] as const) {
      const { usage } = await lab.get(TemplateReading).get(scope, channel, id);
      expect(usage).toMatchObject({ usageCount: 1, workflowMessages: 1, lastUsedAt: expect.any(Date) });
    }
    const sent = await lab.rows(
      `SELECT c.text FROM template_use u JOIN message m ON m.id = u.subject_id JOIN message_content c ON c.id = m.content_id
       WHERE u.team_id = $1 ORDER BY m.id`,
      [scope.teamId],
    );
    expect(sent).toEqual([{ text: 'Hi {{lead.firstName}}' }, { text: 'Hi {{lead.firstName}}' }]);
  });
});
