import { ApiUnderTest, bearer, type Person } from '../../../../apps/api/test/api-client';

/** The routes of runs, as the API serves them; what runs do is tested where they run. */
describe('routes of runs', () => {
  let api: ApiUnderTest;
  let owner: Person;
  let workflow: string;
  let lead: string;
  beforeAll(async () => {
    api = await ApiUnderTest.start();
    owner = await api.owner();
    lead = (await api.post('/api/leads', { name: 'Ana Lopez', email: 'ana@example.com' }, owner)).body.id;
  });
  afterAll(() => api?.stop());
  beforeEach(async () => {
    const definition = {
      trigger: { type: 'INBOUND_WEBHOOK', match: { by: 'email', property: 'email' } },
      reentry: { mode: 'after_leaving' },
      exit: [],
      start: 'wait',
      nodes: {
        wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'end' },
        end: { kind: 'END' },
      },
    };
    workflow = (await api.post('/api/workflows', { name: 'Portal', definition }, owner)).body.id;
    const published = await api.post(
      `/api/workflows/${workflow}/publish`,
      { running: 'finish', activate: true },
      owner,
    );
    expect(published.status).toBe(201);
  });

  const enrol = (body: object) => api.post(`/api/workflows/${workflow}/enrol`, body, owner);
  const runs = async (query = '') =>
    (await api.get(`/api/workflows/${workflow}/executions${query}`, owner)).body.data as {
      id: string;
      state: string;
    }[];

  it('enrol, list, show, cancel', async () => {
    expect((await enrol({ leadIds: [lead] })).body).toEqual({
      asked: 1,
      entered: 1,
      enrolmentId: expect.any(String),
    });
    expect((await enrol({ leadIds: [lead] })).body).toEqual({
      asked: 1,
      entered: 0,
      enrolmentId: expect.any(String),
    });
    const [run, ...others] = await runs('?state=running,waiting');
    expect(others).toEqual([]);
    const story = await api.get(`/api/workflow-runs/${run!.id}`, owner);
    expect(story.body).toMatchObject({
      leadId: lead,
      leadName: 'Ana Lopez',
      versionNumber: 1,
      enteredVia: 'MANUAL',
      chain: [],
      blocked: [],
      steps: [],
    });
    const cancelled = await api.post(`/api/workflow-runs/${run!.id}/cancel`, {}, owner);
    expect(cancelled.body).toMatchObject({ state: 'cancelled', endReason: 'cancelled_by_hand', dueAt: null });
    expect((await api.post(`/api/workflow-runs/${run!.id}/cancel`, {}, owner)).body.code).toBe('run_ended');
    expect((await api.post(`/api/workflow-runs/${run!.id}/retry`, {}, owner)).body.code).toBe(
      'run_not_failed',
    );
    expect(await runs('?state=waiting')).toEqual([]);
  });

  it('enrol everyone a filter means', async () => {
    const { body } = await enrol({ filter: {} });
    const enrolment = await api.get(`/api/workflow-enrolments/${body.enrolmentId}`, owner);
    expect(enrolment.body).toMatchObject({ workflowId: workflow, via: 'MANUAL', state: 'running', found: 0 });
  });

  it.each([{}, { leadIds: [] }, { filter: [] }, { filter: {}, leadIds: ['x'] }, { leadIds: [null] }])(
    'refuse %j',
    async (body) => expect((await enrol(body)).status).toBe(400),
  );

  it('bring a lead in by a secret URL, once per request id', async () => {
    const { url } = (await api.post(`/api/workflows/${workflow}/hook`, {}, owner)).body as { url: string };
    const path = new URL(url).pathname;
    const call = (body: unknown, headers: Record<string, string> = {}) =>
      api.send('POST', path, body, headers);
    const first = await call({ email: 'ana@example.com' }, { 'webhook-id': 'a' });
    expect(first.body).toEqual({ leadId: lead, runId: expect.any(String) });
    await api.post(`/api/workflow-runs/${first.body.runId}/cancel`, {}, owner);
    expect((await call({ email: 'ana@example.com' }, { 'webhook-id': 'a' })).body.runId).toBeNull();
    expect((await call({ email: 'ana@example.com' }, { 'webhook-id': 'b' })).body.runId).not.toBeNull();
    expect((await call({ email: 'stranger@example.com' })).body).toEqual({ leadId: null, runId: null });
    expect((await call([])).status).toBe(400);
    expect((await api.send('POST', '/api/hooks/nobodys-token', {}, {})).body.code).toBe('hook_not_found');
  });

  it('exchange the secret URL at once or with an overlap, and take it away', async () => {
    const hook = `/api/workflows/${workflow}/hook`;
    const make = async (body?: object) => {
      const answer = await api.send('POST', hook, body, bearer(owner));
      expect(answer.status).toBe(201);
      return answer.body as { url: string; previous: object | null };
    };
    const works = async ({ url }: { url: string }) =>
      (await api.send('POST', new URL(url).pathname, { email: 'nobody@example.com' }, {})).status === 200;
    const first = await make();
    const second = await make({ overlapMinutes: 30 });
    expect(second.previous).toEqual({ worksUntil: expect.any(String), lastUsedAt: null });
    expect([await works(first), await works(second)]).toEqual([true, true]);
    const state = await api.get(hook, owner);
    expect(state.body).toEqual({
      ...{ createdAt: expect.any(String), lastUsedAt: expect.any(String) },
      previous: { worksUntil: expect.any(String), lastUsedAt: expect.any(String) },
    });
    await api.database.admin.query(`UPDATE workflow_hook SET previous_until = now() WHERE workflow_id = $1`, [
      workflow,
    ]);
    expect([await works(first), await works(second)]).toEqual([false, true]);
    expect((await api.get(hook, owner)).body.previous).toBeNull();
    const third = await make({ overlapMinutes: 30 });
    const fourth = await make();
    expect(fourth.previous).toBeNull();
    expect(await Promise.all([first, second, third, fourth].map(works))).toEqual([false, false, false, true]);
    expect((await api.send('DELETE', hook, undefined, bearer(owner))).status).toBe(204);
    expect(await works(fourth)).toBe(false);
    expect((await api.get(hook, owner)).body.code).toBe('hook_not_found');
    expect((await api.send('DELETE', hook, undefined, bearer(owner))).body.code).toBe('hook_not_found');
    for (const overlapMinutes of [-1, 1.5, 20_161, '5', null])
      expect((await api.post(hook, { overlapMinutes }, owner)).status).toBe(400);
    const { data } = (await api.get('/api/activities?limit=10', owner)).body as { data: { type: string }[] };
    expect(data.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['workflow.hook_exchanged', 'workflow.hook_removed']),
    );
  });

  it('preview a publish by step', async () => {
    await enrol({ leadIds: [lead] });
    await api.database.admin.query(`UPDATE workflow_run SET state = 'waiting' WHERE workflow_id = $1`, [
      workflow,
    ]);
    const current = (await api.get(`/api/workflows/${workflow}`, owner)).body as {
      draft?: object;
      draftRevision: number;
    };
    const definition = {
      ...(current.draft as Record<string, unknown>),
      start: 'pause',
      nodes: {
        pause: { kind: 'WAIT_FOR', duration: { amount: 2, unit: 'days' }, next: 'end' },
        end: { kind: 'END' },
      },
    };
    const draft = await api.send(
      'PUT',
      `/api/workflows/${workflow}/draft`,
      { definition, revision: current.draftRevision },
      bearer(owner),
    );
    expect(draft.status).toBe(200);
    const preview = async (body: object) =>
      (await api.post(`/api/workflows/${workflow}/publish-preview`, body, owner)).body;
    const place = { versionNumber: 1, nodeId: 'wait', leads: 1, waiting: 1 };
    expect(await preview({ running: 'stop' })).toEqual([{ ...place, becomes: 'stops' }]);
    expect(await preview({ running: 'move' })).toEqual([
      { ...place, becomes: 'finishes', because: 'step_gone' },
    ]);
    expect(await preview({ running: 'move', mapping: { wait: 'pause' } })).toEqual([
      { ...place, becomes: 'moves', to: 'pause' },
    ]);
  });

  it('tell the secret of our webhooks to nobody who is not signed in', async () => {
    const secret = await api.get('/api/workflow-webhooks/secret', owner);
    expect(secret.body.secret).toMatch(/^whsec_/);
    expect((await api.get('/api/workflow-webhooks/secret')).status).toBe(401);
    const rotated = await api.post('/api/workflow-webhooks/secret/rotate', { overlapMinutes: 60 }, owner);
    expect(rotated.body).toEqual({
      secret: expect.stringMatching(/^whsec_/),
      previousUntil: expect.any(String),
    });
    expect(rotated.body.secret).not.toBe(secret.body.secret);
    expect((await api.get('/api/workflow-webhooks/secret', owner)).body).toEqual(rotated.body);
  });
});
