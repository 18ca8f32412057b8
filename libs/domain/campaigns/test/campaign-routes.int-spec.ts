import { newId } from '@platform/database';
import { CampaignsLab, type TeamOfTest } from './campaigns-lab';

const now = new Date('2027-03-10T15:00:00Z');
const email = {
  name: 'Open house',
  type: 'EMAIL',
  subject: 'Hi {{lead.firstName}}',
  body: '<p>Hello</p>',
  audience: { filter: {} },
};

describe('campaign routes', () => {
  let lab: CampaignsLab;
  let ours: TeamOfTest;
  let theirs: TeamOfTest;

  beforeAll(async () => {
    lab = await CampaignsLab.start({ now });
    ours = await lab.team([{ phone: '+15125550142' }, {}]);
    theirs = await lab.team([{}]);
  });
  afterAll(() => lab.stop());

  const make = async (changes: object = {}) =>
    (await lab.call(ours, 'POST', '', { ...email, ...changes })).body;

  it('answers a created campaign as documented', async () => {
    const scheduledAt = '2027-04-01T10:00:00-05:00';
    const { status, body } = await lab.call(ours, 'POST', '', { ...email, scheduledAt });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      ...email,
      status: 'DRAFT',
      allowed: ['launch', 'edit', 'cancel', 'delete'],
      previewText: null,
      templateId: null,
      templateVersion: null,
      audienceCount: null,
      variants: [],
      smsEstimates: [],
      scheduledAt: '2027-04-01T15:00:00.000Z',
      localDate: null,
      localTime: null,
      revision: 0,
      createdById: ours.userId,
      launchedAt: null,
      finishedAt: null,
      failure: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await lab.call(ours, 'GET', `/${body.id}`)).body).toEqual(body);
  });

  it('estimates the segments of a text', async () => {
    const { body } = await lab.call(ours, 'POST', '', {
      name: 'T',
      type: 'SMS',
      body: 'Hi {{lead.firstName}} 🏡',
    });
    expect(body.smsEstimates).toEqual([{ variant: null, encoding: 'UCS-2', segments: 1, characters: 11 }]);
  });

  const bad: [string, object, string, string][] = [
    ['an unknown property', { nope: 1 }, 'nope', 'unknown_property'],
    ['a name that is no text', { name: 5 }, 'name', 'too_short'],
    ['a name with a line break', { name: 'a\nb' }, 'name', 'line'],
    ['a name that is too long', { name: 'x'.repeat(201) }, 'name', 'too_long'],
    ['another type', { type: 'FAX' }, 'type', 'not_allowed'],
    ['a body with NUL', { body: 'a\0b' }, 'body', 'not_text'],
    ['half a surrogate', { subject: 'a\ud83c' }, 'subject', 'not_text'],
    ['two audiences', { audience: { filter: {}, tagIds: [newId()] } }, 'audience', 'one_audience'],
    ['an empty audience', { audience: {} }, 'audience', 'one_audience'],
    ['an audience that is a text', { audience: 'all' }, 'audience', 'not_an_object'],
    [
      'an unknown filter',
      { audience: { filter: { color: 'red' } } },
      'audience.filter.color',
      'unknown_property',
    ],
    ['an id that is none', { audience: { leadIds: ['x'] } }, 'audience.leadIds', 'not_an_id'],
    ['a time without an offset', { scheduledAt: '2027-04-01T10:00:00' }, 'scheduledAt', 'not_a_date'],
    ['a day instead of a time', { scheduledAt: '2027-04-01' }, 'scheduledAt', 'not_a_date'],
    ['a time in the past', { scheduledAt: '2027-01-01T10:00:00Z' }, 'scheduledAt', 'schedule_in_past'],
    [
      'a day that does not exist',
      { localDate: '2027-02-30', localTime: '10:00' },
      'localDate',
      'invalid_date',
    ],
    [
      'an hour that does not exist',
      { localDate: '2027-04-01', localTime: '25:00' },
      'localTime',
      'wrong_format',
    ],
    ['one variant', { variants: [{ name: 'A', weight: 99 }] }, 'variants', 'variants_count'],
    ['a weight of 0', { variants: [{ name: 'A', weight: 0 }] }, 'variants[0].weight', 'too_small'],
    ['variants that are no list', { variants: 'A' }, 'variants', 'not_a_list'],
  ];

  it.each(bad)('refuses %s', async (_what, change, field, code) => {
    const created = await lab.call(ours, 'POST', '', { ...email, ...change });
    expect(created).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(created.body.errors).toContainEqual(expect.objectContaining({ field, code }));
    if ('type' in change) return;
    const { id } = await make();
    const { status, body } = await lab.call(ours, 'PUT', `/${id}`, change);
    expect([status, body.errors[0]?.field]).toEqual([400, field]);
  });

  it('clears with null only what may be empty', async () => {
    const { id } = await make({ previewText: 'x' });
    const cleared = { subject: null, previewText: null, audience: null, scheduledAt: null };
    expect(await lab.call(ours, 'PUT', `/${id}`, cleared)).toMatchObject({ status: 200, body: cleared });
    for (const field of ['name', 'body', 'variants']) {
      expect((await lab.call(ours, 'PUT', `/${id}`, { [field]: null })).status).toBe(400);
    }
  });

  it('names the field and place of a template error', async () => {
    const { status, body } = await lab.call(ours, 'POST', '', { ...email, body: '<p>{{lead.nme}}</p>' });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'template_invalid',
      errors: [{ field: 'body', code: 'unknown_field', position: 3 }],
    });
  });

  it('treats another team’s ids like ids that never were', async () => {
    const { body: foreign } = await lab.call(theirs, 'POST', '', email);
    const without = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
      const { instance: _path, requestId: _id, ...rest } = body;
      return { status, ...rest };
    };
    const routes: ['GET' | 'POST' | 'PUT' | 'DELETE', string, object?][] = [
      ['GET', ''],
      ['PUT', '', {}],
      ['DELETE', ''],
      ['GET', '/stats'],
      ...['launch', 'pause', 'resume', 'cancel', 'duplicate', 'preview', 'test'].map(
        (verb): ['POST', string, object] => ['POST', `/${verb}`, {}],
      ),
    ];
    for (const [method, path, body] of routes) {
      const answers = [];
      for (const id of [foreign.id, newId()])
        answers.push(await lab.call(ours, method, `/${id}${path}`, body));
      expect(answers[0]).toMatchObject({ status: 404, body: { code: 'campaign_not_found' } });
      expect(without(answers[0]!)).toEqual(without(answers[1]!));
      expect((await lab.call(ours, method, `/nonsense${path}`, body)).status).toBe(400);
    }
    for (const leadId of [theirs.leadIds[0], newId()]) {
      const { id } = await make();
      const refused = { status: 404, body: { code: 'lead_not_found' } };
      expect(await lab.call(ours, 'POST', `/${id}/preview`, { leadId })).toMatchObject(refused);
      const audience = { leadIds: [leadId] };
      expect(await lab.call(ours, 'PUT', `/${id}`, { audience })).toMatchObject(refused);
      expect(await lab.call(ours, 'POST', '/audience/count', { audience })).toMatchObject(refused);
    }
  });

  it('lets members look and managers act', async () => {
    const { id } = await make();
    const as = async (
      role: 'MEMBER' | 'MANAGER',
      method: 'GET' | 'POST' | 'PUT' | 'DELETE',
      path: string,
      body?: object,
    ) => (await lab.call(ours, method, path, body, { role })).status;
    expect(await as('MEMBER', 'GET', '')).toBe(200);
    expect(await as('MEMBER', 'GET', `/${id}/stats`)).toBe(200);
    expect(await as('MEMBER', 'POST', `/${id}/preview`)).toBe(200);
    expect(await as('MEMBER', 'POST', '', email)).toBe(403);
    for (const verb of ['launch', 'pause', 'resume', 'cancel', 'test', 'duplicate']) {
      expect(await as('MEMBER', 'POST', `/${id}/${verb}`)).toBe(403);
    }
    expect(await as('MEMBER', 'DELETE', `/${id}`)).toBe(403);
    expect(await as('MANAGER', 'PUT', `/${id}`, { name: 'Mine' })).toBe(200);
    expect(await as('MANAGER', 'DELETE', `/${id}`)).toBe(204);
  });

  it('walks through the life of a campaign', async () => {
    const { id } = await make();
    const post = async (verb: string) => {
      const { status, body } = await lab.call(ours, 'POST', `/${id}/${verb}`);
      return status === 200 ? body.status : [status, body.code, body.from, body.to];
    };
    const illegal = (from: string, to: string) => [409, 'campaign_illegal_transition', from, to];
    expect(await post('pause')).toEqual(illegal('DRAFT', 'PAUSED'));
    expect(await post('launch')).toBe('ACTIVE');
    expect(await post('launch')).toEqual(illegal('ACTIVE', 'ACTIVE'));
    expect(await post('resume')).toEqual(illegal('ACTIVE', 'ACTIVE'));
    expect(await post('pause')).toBe('PAUSED');
    expect(await post('resume')).toBe('ACTIVE');
    expect(await post('cancel')).toBe('CANCELLED');
    expect(await post('cancel')).toEqual(illegal('CANCELLED', 'CANCELLED'));
    expect((await lab.call(ours, 'PUT', `/${id}`, { name: 'x' })).body.code).toBe('campaign_not_editable');
    expect((await lab.call(ours, 'GET', `/${id}`)).body.allowed).toEqual(['delete']);
    const copy = await lab.call(ours, 'POST', `/${id}/duplicate`);
    expect(copy).toMatchObject({ status: 201, body: { name: 'Open house (copy)', status: 'DRAFT' } });
  });

  it('launches once for an Idempotency-Key, and answers the repetition the same', async () => {
    const { id } = await make();
    const headers = { 'idempotency-key': newId() };
    const first = await lab.call(ours, 'POST', `/${id}/launch`, undefined, { headers });
    const second = await lab.call(ours, 'POST', `/${id}/launch`, undefined, { headers });
    expect(first).toMatchObject({ status: 200, body: { status: 'ACTIVE' } });
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(await lab.launchJobs(id)).toHaveLength(1);
  });

  it('counts an audience of every kind', async () => {
    const count = async (audience: object) =>
      (await lab.call(ours, 'POST', '/audience/count', { audience })).body.count;
    expect(await count({ filter: {} })).toBe(2);
    expect(await count({ filter: { search: 'lead0' } })).toBe(1);
    expect(await count({ leadIds: [ours.leadIds[0], ours.leadIds[0]] })).toBe(1);
    expect((await lab.call(ours, 'POST', '/audience/count', { audience: { leadIds: [] } })).status).toBe(400);
    const tagId = newId();
    await lab.rows('INSERT INTO tag (id, team_id, name) VALUES ($1, $2, $3)', [
      tagId,
      ours.scope.teamId,
      'vip',
    ]);
    expect(await count({ tagIds: [tagId] })).toBe(0);
  });

  describe('a test send', () => {
    const queued = (id: string) =>
      lab.rows<{
        to_address: string;
        subject: string | null;
        text: string;
        merge_values: Record<string, string>;
      }>(
        `SELECT m.to_address, m.purpose, m.source_kind, m.merge_values, c.subject, c.text
         FROM message_ledger m JOIN message_content c ON c.id = m.content_id WHERE m.dedupe_key LIKE $1 ORDER BY m.id`,
        [`test:${id}:%`],
      );

    it('goes to the caller, with sample values', async () => {
      const { id } = await make({ body: '<p>{{lead.custom.budget | currency}}</p>' });
      const { status, body } = await lab.call(ours, 'POST', `/${id}/test`);
      expect(status).toBe(202);
      expect(body.messages).toEqual([{ messageId: expect.any(String), to: `${ours.userId}@bell.example` }]);
      expect(await queued(id)).toEqual([
        expect.objectContaining({
          to_address: `${ours.userId}@bell.example`,
          purpose: 'transactional',
          source_kind: 'test',
          subject: '[Test] Hi {{lead.firstName}}',
          merge_values: expect.objectContaining({
            'lead.firstName': 'Maria',
            'lead.custom.budget': '450000',
          }),
        }),
      ]);
      expect(await lab.trail(id)).toContain('campaign.tested');
    });

    it('goes to at most five addresses, each once', async () => {
      const { id } = await make({ type: 'SMS', subject: null, body: 'Hello' });
      const to = ['(512) 555-0142', '+15125550142', '+1 512 555 0143'];
      const { body } = await lab.call(ours, 'POST', `/${id}/test`, { to });
      expect(body.messages.map(({ to: address }) => address)).toEqual(['+15125550142', '+15125550143']);
      expect((await queued(id)).map(({ text }) => text)).toEqual(['[Test] Hello', '[Test] Hello']);
      const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com`);
      expect((await lab.call(ours, 'POST', `/${id}/test`, { to: six })).status).toBe(400);
      expect((await lab.call(ours, 'POST', `/${id}/test`, { to: ['me@example.com'] })).body.errors).toEqual([
        expect.objectContaining({ field: 'to[0]', code: 'phone_invalid' }),
      ]);
      expect((await lab.call(ours, 'POST', `/${id}/test`)).body.errors).toEqual([
        expect.objectContaining({ field: 'to', code: 'required' }),
      ]);
    });

    it('takes the variant asked for', async () => {
      const variants = [
        { name: 'A', weight: 50, subject: 'a' },
        { name: 'B', weight: 50, subject: 'b' },
      ];
      const { id } = await make({ variants });
      await lab.call(ours, 'POST', `/${id}/test`, { variant: 'B' });
      expect((await queued(id)).map(({ subject }) => subject)).toEqual(['[Test] b']);
      expect(await lab.call(ours, 'POST', `/${id}/test`, { variant: 'C' })).toMatchObject({
        status: 404,
        body: { code: 'variant_not_found' },
      });
    });

    it('is refused when there are too many of them', async () => {
      const team = await lab.team([]);
      const { body } = await lab.call(team, 'POST', '', email);
      const answers = await Promise.all(
        Array.from({ length: 24 }, () => lab.call(team, 'POST', `/${body.id}/test`)),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 202)).toHaveLength(20);
      expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    });

    it('needs something to send', async () => {
      const { id } = await make({ body: '', subject: null });
      expect((await lab.call(ours, 'POST', `/${id}/test`)).body).toMatchObject({
        code: 'campaign_incomplete',
        errors: [{ field: 'body' }, { field: 'subject' }],
      });
    });
  });

  it('lists by page and filter, and refuses what it does not know', async () => {
    const list = (query: string) => lab.call(theirs, 'GET', query);
    await lab.call(theirs, 'POST', '', { name: 'T', type: 'SMS' });
    const { body } = await list('?limit=1&type=SMS');
    expect(body).toMatchObject({ data: [{ name: 'T', type: 'SMS' }], nextCursor: null });
    for (const query of [
      '?limit=0',
      '?limit=101',
      '?type=FAX',
      '?status=x',
      '?cursor=x',
      '?nope=1',
      '?search=%00',
    ]) {
      expect([query, (await list(query)).status]).toEqual([query, 400]);
    }
  });
});
