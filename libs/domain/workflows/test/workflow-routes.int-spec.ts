import { WorkflowsHttpModule } from '@domain/workflows/http';
import { newId } from '@platform/database';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';

const wait = { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'end' };
const definition = {
  trigger: { type: 'LEAD_CREATED' },
  reentry: { mode: 'never' },
  exit: ['reply'],
  start: 'text',
  nodes: {
    text: { kind: 'SEND_SMS', body: 'Hi {{lead.firstName | default: "there"}}', next: 'wait' },
    wait,
    end: { kind: 'END' },
  },
};
const other = (body: string) => ({
  ...definition,
  nodes: { ...definition.nodes, text: { ...definition.nodes.text, body } },
});

describe('workflow routes', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;

  beforeAll(async () => {
    lab = await LeadsLab.start([WorkflowsHttpModule]);
  });
  beforeEach(async () => {
    team = await lab.team();
  });
  afterAll(() => lab.stop());

  const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) =>
    lab.call(team, method, `/workflows${path}`, body);
  const make = async (draft: object = definition) =>
    (await call('POST', '', { name: 'Speed', definition: draft })).body as { id: string };
  const publish = (id: string, body: object = {}) =>
    call('POST', `/${id}/publish`, { running: 'finish', ...body });
  const write = async (id: string, draft: object, revision?: number) => {
    const current = (await call('GET', `/${id}`)).body.draftRevision as number;
    return call('PUT', `/${id}/draft`, { definition: draft, revision: revision ?? current });
  };

  it('answers a created workflow as documented', async () => {
    const { status, body } = await call('POST', '', { name: 'Speed', definition });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      name: 'Speed',
      description: null,
      active: false,
      status: 'DRAFT',
      triggerType: 'LEAD_CREATED',
      publishedNumber: null,
      publishedVersionId: null,
      draftRevision: 1,
      hasChanges: true,
      createdById: team.userId,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      draft: definition,
    });
    expect((await call('GET', `/${body.id}`)).body).toEqual(body);
    const { body: bare } = await call('POST', '', { name: 'Bare' });
    expect(await call('POST', `/${bare.id}/validate`, {})).toMatchObject({
      body: { valid: true, problems: [] },
    });
  });

  it('lists by page and filter, without drafts', async () => {
    const first = await make();
    await call('POST', '', {
      name: 'Open house',
      definition: { ...definition, trigger: { type: 'MANUAL' } },
    });
    await publish(first.id, { activate: true });
    const page = (await call('GET', '?limit=1')).body;
    expect(page.data).toMatchObject([{ name: 'Open house', status: 'DRAFT' }]);
    expect(page.data[0]).not.toHaveProperty('draft');
    expect((await call('GET', `?limit=1&cursor=${page.nextCursor}`)).body).toMatchObject({
      data: [{ name: 'Speed', status: 'ACTIVE', publishedNumber: 1, hasChanges: false }],
      nextCursor: null,
    });
    const names = async (query: string) =>
      (await call('GET', `?${query}`)).body.data.map(({ name }: { name: string }) => name);
    expect(await names('active=true')).toEqual(['Speed']);
    expect(await names('active=false')).toEqual(['Open house']);
    expect(await names('triggerType=MANUAL')).toEqual(['Open house']);
    expect(await names('search=HOUSE')).toEqual(['Open house']);
    for (const query of ['active=maybe', 'triggerType=x', 'limit=0', 'cursor=x'])
      expect([query, (await call('GET', `?${query}`)).status]).toEqual([query, 400]);
  });

  it('stores unfinished drafts and says what is wrong with them', async () => {
    const { id } = await make({ trigger: 'soon' });
    const { status, body } = await write(id, { ...definition, start: 'nowhere' });
    expect(status).toBe(200);
    expect(body.workflow).toMatchObject({ draftRevision: 2, draft: { start: 'nowhere' } });
    expect(body.problems).toEqual([{ path: '/start', code: 'start_missing', message: expect.any(String) }]);
    expect((await publish(id)).body).toMatchObject({
      status: 409,
      code: 'workflow_incomplete',
      errors: [{ field: '/start', code: 'start_missing' }],
    });
    expect((await call('POST', `/${id}/validate`, { definition })).body.valid).toBe(true);
    expect((await call('POST', `/${id}/validate`, {})).body).toMatchObject({
      valid: false,
      problems: [{ code: 'start_missing' }],
    });
  });

  it('refuses an edit of a draft that somebody else has changed', async () => {
    const { id } = await make();
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((body) =>
        call('PUT', `/${id}/draft`, { definition: other(body), revision: 1 }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409)!;
    expect(refused.body).toMatchObject({ code: 'workflow_draft_conflict', revision: 2 });
    expect((await publish(id, { revision: 1 })).body.code).toBe('workflow_draft_conflict');
    expect((await publish(id, { revision: 2 })).status).toBe(201);
  });

  it('knows whether ids in a definition are the team’s own', async () => {
    const stranger = await lab.team();
    const { body: foreign } = await lab.call(stranger, 'POST', '/tags', { name: 'Theirs' });
    const { body: own } = await lab.call(team, 'POST', '/tags', { name: 'Ours' });
    const step = (tagId: string) => ({
      ...definition,
      start: 'tag',
      nodes: { tag: { kind: 'ADD_TAG', tagId, next: 'end' }, end: { kind: 'END' } },
    });
    const { id } = await make(step(own.id.toUpperCase()));
    expect((await call('POST', `/${id}/validate`, {})).body.valid).toBe(true);
    const references = {
      ...definition,
      entry: { fact: 'lead.assignedToId', op: 'in', value: [stranger.userId, team.userId, 'me'] },
      trigger: { type: 'CAMPAIGN_COMPLETED', campaignIds: [newId()] },
      start: 'tag',
      nodes: {
        tag: { kind: 'ADD_TAG', tagId: foreign.id, next: 'enrol' },
        enrol: { kind: 'ENROL_IN_WORKFLOW', workflowId: newId(), next: 'end' },
        end: { kind: 'END' },
      },
    };
    const { body } = await call('POST', `/${id}/validate`, { definition: references });
    expect(
      body.problems.map(({ path, code }: { path: string; code: string }) => `${code} ${path}`).sort(),
    ).toEqual([
      'unknown_campaign /trigger/campaignIds/0',
      'unknown_tag /nodes/tag/tagId',
      'unknown_user /entry/value/0',
      'unknown_user /entry/value/2',
      'unknown_workflow /nodes/enrol/workflowId',
    ]);
  });

  it('publishes versions, each with what becomes of running leads, in one transaction with its event', async () => {
    const { id } = await make();
    const first = (await publish(id, { note: 'first' })).body;
    expect(first).toMatchObject({
      workflow: { status: 'PAUSED', publishedNumber: 1, hasChanges: false },
      version: {
        number: 1,
        definition,
        running: 'finish',
        mapping: {},
        note: 'first',
        publishedById: team.userId,
      },
    });
    expect((await publish(id)).body.code).toBe('workflow_unchanged');
    const edited = {
      ...other('Hello'),
      nodes: {
        ...other('Hello').nodes,
        wait: undefined,
        text: { ...definition.nodes.text, body: 'Hello', next: 'end' },
      },
    };
    expect((await write(id, edited)).body.workflow.hasChanges).toBe(true);
    const move = { running: 'move', mapping: { wait: 'end' } };
    const second = (await publish(id, move)).body;
    expect(second.version).toMatchObject({ number: 2, ...move });
    expect(await lab.events(team, 'workflow.published')).toEqual([
      { workflowId: id, to: first.version.id, number: 1, running: 'finish' },
      { workflowId: id, from: first.version.id, to: second.version.id, number: 2, running: 'move' },
    ]);
    const versions = (await call('GET', `/${id}/versions?limit=1`)).body;
    expect(versions.data).toMatchObject([{ number: 2 }]);
    expect((await call('GET', `/${id}/versions?cursor=${versions.nextCursor}`)).body.data).toMatchObject([
      { number: 1 },
    ]);
    expect((await call('GET', `/${id}/versions/1`)).body).toEqual(first.version);
    expect((await call('GET', `/${id}/versions/3`)).body.code).toBe('workflow_version_not_found');
    expect((await call('GET', `/${id}/versions/latest`)).status).toBe(400);
  });

  it('publishes one of several at the same moment', async () => {
    const { id } = await make();
    const answers = await Promise.all(Array.from({ length: 6 }, () => publish(id)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await lab.events(team, 'workflow.published')).toHaveLength(1);
  });

  it('refuses a mapping that leads nowhere or is not asked for', async () => {
    const { id } = await make();
    expect((await publish(id, { running: 'move', mapping: { text: 'end' } })).body.errors).toMatchObject([
      { code: 'mapping_not_taken' },
    ]);
    await publish(id);
    await write(id, other('Hello'));
    const errors = async (body: object) => (await publish(id, body)).body.errors;
    expect(await errors({ mapping: { text: 'end' } })).toMatchObject([{ code: 'mapping_not_taken' }]);
    expect(await errors({ running: 'move', mapping: { lost: 'end', text: 'lost' } })).toMatchObject([
      { field: '/mapping/lost', code: 'source_missing' },
      { field: '/mapping/text', code: 'target_missing' },
    ]);
    expect(await errors({ running: 'move', mapping: { text: 5 } })).toMatchObject([{ field: 'mapping' }]);
  });

  it('Follow Up Boss: edits apply at once to people already running; here a published version cannot be changed by anyone', async () => {
    const { id } = await make();
    const { version } = (await publish(id, { activate: true })).body;
    await write(id, other('Changed'));
    expect((await call('GET', `/${id}/versions/1`)).body).toEqual(version);
    const update = `UPDATE workflow_version SET definition = '{}' WHERE id = $1`;
    await expect(lab.sql(update, [version.id])).rejects.toThrow('never changed');
    for (const statement of ['UPDATE workflow_version SET note = NULL', 'DELETE FROM workflow_version']) {
      const asApp = `BEGIN; SET LOCAL ROLE brickwork_app; SELECT set_config('brickwork.team_id', '${team.scope.teamId}', true); ${statement}; COMMIT`;
      const attempt = lab.sql(asApp).finally(() => lab.sql('ROLLBACK'));
      await expect(attempt).rejects.toThrow('permission denied');
    }
    expect((await call('GET', `/${id}`)).body).toMatchObject({
      active: true,
      hasChanges: true,
      publishedNumber: 1,
    });
  });

  it('shows what changed between versions and the draft', async () => {
    const { id } = await make();
    expect((await call('GET', `/${id}/diff`)).body.code).toBe('workflow_not_published');
    await publish(id);
    await write(id, { ...other('Hello'), exit: [] });
    const changed = {
      settings: [{ field: 'exit', from: ['reply'], to: [] }],
      nodes: {
        added: [],
        removed: [],
        changed: [{ id: 'text', kind: 'SEND_SMS', fields: [{ field: 'body', to: 'Hello' }] }],
      },
      edges: { added: [], removed: [] },
    };
    expect((await call('GET', `/${id}/diff`)).body).toMatchObject(changed);
    await publish(id);
    expect((await call('GET', `/${id}/diff?from=1&to=2`)).body).toMatchObject(changed);
    expect((await call('GET', `/${id}/diff`)).body).toEqual({
      settings: [],
      nodes: { added: [], removed: [], changed: [] },
      edges: { added: [], removed: [] },
    });
    await write(id, { trigger: 5 });
    expect((await call('GET', `/${id}/diff`)).body.code).toBe('workflow_incomplete');
    expect((await call('GET', `/${id}/diff?from=7`)).body.code).toBe('workflow_version_not_found');
    expect((await call('GET', `/${id}/diff?from=first`)).status).toBe(400);
  });

  it('lets leads in only by a published version, and tells of it once', async () => {
    const { id } = await make();
    expect((await call('PATCH', `/${id}/toggle`, {})).body.code).toBe('workflow_not_published');
    await publish(id);
    const on = () => call('PATCH', `/${id}/toggle`, { active: true });
    expect((await Promise.all([on(), on(), on()])).map(({ body }) => body.status)).toEqual([
      'ACTIVE',
      'ACTIVE',
      'ACTIVE',
    ]);
    expect((await call('PATCH', `/${id}/toggle`, {})).body).toMatchObject({
      active: false,
      status: 'PAUSED',
    });
    expect(await lab.events(team, 'workflow.toggled')).toEqual([
      { workflowId: id, active: true },
      { workflowId: id, active: false },
    ]);
  });

  it('renames without a new revision, and deletes for good', async () => {
    const { id } = await make();
    await publish(id, { activate: true });
    expect((await call('PUT', `/${id}`, { name: 'Quick', description: 'Q' })).body).toMatchObject({
      name: 'Quick',
      description: 'Q',
      draftRevision: 1,
      hasChanges: false,
    });
    expect((await call('PUT', `/${id}`, { description: null })).body).toMatchObject({
      name: 'Quick',
      description: null,
    });
    expect((await call('PUT', `/${id}`, { name: null })).status).toBe(400);
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await call('DELETE', `/${id}`)).body.code).toBe('workflow_not_found');
    for (const path of ['', '/versions', '/versions/1', '/diff'])
      expect((await call('GET', `/${id}${path}`)).status).toBe(404);
    expect((await call('GET', '')).body.data).toEqual([]);
    expect(await lab.events(team, 'workflow.deleted')).toEqual([{ workflowId: id }]);
    expect(await lab.sql('SELECT active FROM workflow WHERE id = $1', [id])).toEqual([{ active: false }]);
    const trail = await lab.sql<{ type: string }>(
      'SELECT type FROM activity WHERE team_id = $1 ORDER BY id',
      [team.scope.teamId],
    );
    expect(trail.map(({ type }) => type)).toEqual([
      'workflow.created',
      'workflow.published',
      'workflow.activated',
      'workflow.updated',
      'workflow.updated',
      'workflow.deleted',
    ]);
  });

  it('takes workflows over from the library, making the tags they need', async () => {
    const library = (await call('GET', '/library')).body as { key: string; tags: string[] }[];
    expect(library).toHaveLength(5);
    await lab.call(team, 'POST', '/tags', { name: 'BUYER' });
    for (const { key } of library) {
      const { status, body } = await call('POST', '/from-library', { key });
      expect([key, status]).toEqual([key, 201]);
      expect((await call('POST', `/${body.id}/validate`, {})).body).toEqual({ valid: true, problems: [] });
      expect((await publish(body.id, { activate: true })).status).toBe(201);
    }
    const tags = (await lab.call(team, 'GET', '/tags')).body.data.map(({ name }: { name: string }) => name);
    expect(tags.sort()).toEqual(['BUYER', 'Cold', 'Open house']);
    expect((await call('POST', '/from-library', { key: 'speed-to-lead', name: 'Mine' })).body.name).toBe(
      'Mine',
    );
    expect((await call('POST', '/from-library', { key: 'nothing' })).body.code).toBe(
      'library_entry_not_found',
    );
  });

  it('publishes its schema and its facts', async () => {
    const schema = await call('GET', '/schema');
    expect(schema.headers['content-type']).toContain('application/schema+json');
    expect(schema.body).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
    });
    const facts = (await call('GET', '/facts')).body as { name: string; triggers: string[] | null }[];
    expect(facts.find(({ name }) => name === 'lead.status')).toMatchObject({ type: 'text', triggers: null });
    expect(facts.filter(({ name }) => name === 'event.to').map(({ triggers }) => triggers)).toEqual([
      ['LEAD_STATUS_CHANGED'],
      ['SCORE_THRESHOLD'],
    ]);
  });

  it('is read by members, and written, published and deleted by managers', async () => {
    const { id } = await make();
    const calls: [
      method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
      path: string,
      body: object | undefined,
      member: number,
    ][] = [
      ['GET', '', undefined, 200],
      ['GET', `/${id}`, undefined, 200],
      ['GET', `/${id}/versions`, undefined, 200],
      ['POST', `/${id}/validate`, {}, 200],
      ['POST', '', { name: 'x' }, 403],
      ['PUT', `/${id}`, { name: 'x' }, 403],
      ['PUT', `/${id}/draft`, { definition, revision: 1 }, 403],
      ['POST', `/${id}/publish`, { running: 'finish' }, 403],
      ['PATCH', `/${id}/toggle`, {}, 403],
      ['POST', '/from-library', { key: 'speed-to-lead' }, 403],
      ['DELETE', `/${id}`, undefined, 403],
    ];
    for (const [method, path, body, member] of calls) {
      const { status } = await lab.call(team, method, `/workflows${path}`, body, 'MEMBER');
      expect([method, path, status]).toEqual([method, path, member]);
    }
    expect(
      (await lab.call(team, 'POST', `/workflows/${id}/publish`, { running: 'finish' }, 'MANAGER')).status,
    ).toBe(201);
  });

  it('keeps each team’s workflows to itself', async () => {
    const { id } = await make();
    await publish(id);
    const stranger = await lab.team();
    for (const path of ['', '/versions', '/versions/1', '/diff'])
      expect((await lab.call(stranger, 'GET', `/workflows/${id}${path}`)).body.code).toBe(
        'workflow_not_found',
      );
    expect((await lab.call(stranger, 'POST', `/workflows/${id}/publish`, { running: 'stop' })).status).toBe(
      404,
    );
    expect((await lab.call(stranger, 'GET', '/workflows')).body.data).toEqual([]);
  });

  it('refuses definitions that are too large or hold what JSON may not', async () => {
    const { id } = await make();
    const nodes = Object.fromEntries(
      Array.from({ length: 3 }, (_, n) => [
        `text${n}`,
        { kind: 'SEND_EMAIL', subject: 's', body: 'ü'.repeat(50_000), next: 'end' },
      ]),
    );
    expect((await write(id, { ...definition, nodes })).status).toBe(413);
    expect((await write(id, { ...definition, nodes: { constructor: { kind: 'END' } } })).status).toBe(400);
    expect((await write(id, { ...definition, start: 'a\0' })).status).toBe(400);
    for (const draft of ['x', 5, [], null]) expect((await write(id, draft as object)).status).toBe(400);
  });
});
