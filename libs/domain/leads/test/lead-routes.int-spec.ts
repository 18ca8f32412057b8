import { newId } from '@platform/database';
import { LeadsLab, type TeamOfTest } from './leads-lab';

describe('lead routes', () => {
  let lab: LeadsLab;
  let ours: TeamOfTest;
  let theirs: TeamOfTest;

  beforeAll(async () => {
    lab = await LeadsLab.start();
    ours = await lab.team();
    theirs = await lab.team();
  });
  afterAll(() => lab.stop());

  let serial = 0;
  const make = async (team: TeamOfTest, body: object = {}) =>
    (await lab.call(team, 'POST', '/leads', { email: `lead${++serial}@example.com`, ...body })).body;
  const codesOf = (body: { code: string; errors?: { field: string; code: string }[] }) => [
    body.code,
    ...(body.errors ?? []).map(({ field, code }) => `${field}:${code}`),
  ];

  it('creates a lead with everything derived, and writes down that it did', async () => {
    const { status, body } = await lab.call(ours, 'POST', '/leads', {
      name: 'Ana Maria Lopez',
      email: ' Ana.Lopez@Example.COM ',
      phone: '(512) 555-0123',
      state: 'texas',
      emailConsent: 'granted',
      customFields: { budget: '450000', cash: true },
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      name: 'Ana Maria Lopez',
      firstName: 'Ana',
      lastName: 'Maria Lopez',
      email: 'ana.lopez@example.com',
      phone: '+15125550123',
      company: null,
      position: null,
      city: null,
      state: 'TX',
      status: 'NEW',
      score: 0,
      source: 'manual',
      value: null,
      stage: null,
      assignedToId: null,
      timezone: 'America/Chicago',
      timezoneSource: 'area_code',
      customFields: { budget: '450000', cash: true },
      emailConsent: 'granted',
      smsConsent: 'unknown',
      doNotEmail: false,
      doNotText: false,
      doNotCall: false,
      lastContactAt: null,
      tags: [],
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await lab.call(ours, 'GET', `/leads/${body.id}`)).body).toEqual(body);
    expect(await lab.activities(body.id)).toEqual(['lead.created']);
    expect(await lab.events(ours, 'lead.created')).toEqual([{ leadId: body.id, userId: ours.userId }]);
    const [consent] = await lab.sql(
      'SELECT channel, address, action, source FROM consent_record WHERE lead_id = $1',
      [body.id],
    );
    expect(consent).toEqual({
      channel: 'EMAIL',
      address: 'ana.lopez@example.com',
      action: 'granted',
      source: 'api',
    });
  });

  const bad: [string, object, string][] = [
    ['an unknown property', { nope: 1 }, 'nope:unknown_property'],
    ['an email that is none', { email: 'nobody' }, 'email:email_invalid'],
    ['a phone that is none', { phone: '12' }, 'phone:phone_invalid'],
    ['no name, no address', { email: null }, 'name:name_missing'],
    ['a zone that is none', { timezone: 'Mars/Olympus' }, 'timezone:timezone_invalid'],
    ['a score as text', { score: '5' }, 'score:not_an_integer'],
    ['a score beyond', { score: 1_000_001 }, 'score:too_large'],
    ['a status of none', { status: 'HOT' }, 'status:not_allowed'],
    ['a status of null', { status: null }, 'status:not_allowed'],
    ['a name with a line break', { name: 'a\nb' }, 'name:line'],
    ['a name with NUL', { name: 'a\0b' }, 'name:not_text'],
    ['half a surrogate', { customFields: { a: '\ud800' } }, 'customFields.a:not_text'],
    ['nested custom fields', { customFields: { a: { b: 1 } } }, 'customFields:custom_fields'],
    ['custom fields of another key', { customFields: { 'a b': 1 } }, 'customFields:custom_fields'],
    ['custom fields beyond 16 KB', { customFields: { a: 'x'.repeat(16_400) } }, 'customFields:custom_fields'],
    ['an amount with three decimals', { value: 1.234 }, 'value:not_a_number'],
    ['an assignee that is no id', { assignedToId: 'me' }, 'assignedToId:not_an_id'],
    ['a company that is a list', { company: ['a'] }, 'company:too_short'],
  ];
  it.each(bad)('refuses %s', async (_what, body, expected) => {
    const { status, body: problem } = await lab.call(ours, 'POST', '/leads', {
      email: 'x@example.com',
      ...body,
    });
    expect([status, codesOf(problem)]).toEqual([
      400,
      ['validation_failed', expect.stringContaining(expected)],
    ]);
  });

  it('keeps email and phone unique in a team, not across teams', async () => {
    const first = await make(ours, { email: 'twice@example.com', phone: '+1 512 555 0177' });
    const email = await lab.call(ours, 'POST', '/leads', { email: 'TWICE@example.com' });
    expect([email.status, codesOf(email.body)]).toEqual([
      409,
      ['lead_email_taken', 'email:lead_email_taken'],
    ]);
    const phone = await lab.call(ours, 'POST', '/leads', { phone: '512-555-0177' });
    expect([phone.status, codesOf(phone.body)]).toEqual([
      409,
      ['lead_phone_taken', 'phone:lead_phone_taken'],
    ]);
    const other = await make(ours);
    const change = await lab.call(ours, 'PUT', `/leads/${other.id}`, { email: 'twice@example.com' });
    expect([change.status, change.body.code]).toEqual([409, 'lead_email_taken']);
    expect((await lab.call(theirs, 'POST', '/leads', { email: 'twice@example.com' })).status).toBe(201);
    expect(first.email).toBe('twice@example.com');
  });

  it('changes what is stated, keeps the rest, and records both sides', async () => {
    const lead = await make(ours, { name: 'Wei Chen', state: 'NY', company: 'Acme', smsConsent: 'granted' });
    const { body } = await lab.call(ours, 'PUT', `/leads/${lead.id}`, {
      company: null,
      state: 'CA',
      smsConsent: 'denied',
    });
    expect(body).toMatchObject({
      name: 'Wei Chen',
      company: null,
      state: 'CA',
      timezone: 'America/Los_Angeles',
    });
    const [activity] = await lab.sql<{ changes: object }>(
      `SELECT changes FROM activity WHERE lead_id = $1 AND type = 'lead.updated'`,
      [lead.id],
    );
    expect(activity?.changes).toEqual({
      company: { from: 'Acme', to: null },
      state: { from: 'NY', to: 'CA' },
      timezone: { from: 'America/New_York', to: 'America/Los_Angeles' },
      smsConsent: { from: 'granted', to: 'denied' },
    });
    expect((await lab.events(ours, 'lead.unsubscribed')).at(-1)).toMatchObject({
      leadId: lead.id,
      channel: 'SMS',
    });
    const proofs = await lab.sql('SELECT action FROM consent_record WHERE lead_id = $1 ORDER BY id', [
      lead.id,
    ]);
    expect(proofs).toEqual([{ action: 'granted' }, { action: 'withdrawn' }]);
  });

  it('says nothing when nothing changes', async () => {
    const lead = await make(ours, { name: 'Same', customFields: { b: 1, a: 2 } });
    const { body } = await lab.call(ours, 'PUT', `/leads/${lead.id}`, {
      name: 'Same',
      customFields: { a: 2, b: 1 },
    });
    expect(body.updatedAt).toBe(lead.updatedAt);
    expect(await lab.activities(lead.id)).toEqual(['lead.created']);
  });

  it('moves status and assignee, each with its own activity and event', async () => {
    const lead = await make(ours);
    const member = await lab.member(ours.scope.teamId);
    await lab.call(ours, 'PATCH', `/leads/${lead.id}/status`, {
      status: 'QUALIFIED',
      reason: 'Pre-approved',
    });
    const assigned = await lab.call(ours, 'PATCH', `/leads/${lead.id}/assign`, { userId: member });
    expect(assigned.body).toMatchObject({ status: 'QUALIFIED', assignedToId: member });
    expect(await lab.activities(lead.id)).toEqual(['lead.created', 'lead.status_changed', 'lead.assigned']);
    expect((await lab.events(ours, 'lead.status_changed')).at(-1)).toEqual({
      leadId: lead.id,
      userId: ours.userId,
      from: 'NEW',
      to: 'QUALIFIED',
    });
    expect((await lab.events(ours, 'lead.assigned')).at(-1)).toMatchObject({
      leadId: lead.id,
      toUserId: member,
    });
    expect((await lab.call(ours, 'PATCH', `/leads/${lead.id}/assign`, {})).status).toBe(400);
    const nobody = await lab.call(ours, 'PATCH', `/leads/${lead.id}/assign`, { userId: null });
    expect(nobody.body.assignedToId).toBeNull();
  });

  it('answers a lead of another team like one that never was', async () => {
    const foreign = await make(theirs);
    const stranger = await lab.team();
    const routes: [Parameters<LeadsLab['call']>[1], (id: string) => string, object?][] = [
      ['GET', (id) => `/leads/${id}`],
      ['PUT', (id) => `/leads/${id}`, { name: 'x' }],
      ['DELETE', (id) => `/leads/${id}`],
      ['PATCH', (id) => `/leads/${id}/status`, { status: 'WON' }],
      ['PATCH', (id) => `/leads/${id}/assign`, { userId: null }],
      ['POST', (id) => `/leads/${id}/tags`, { names: ['Hot'] }],
      ['DELETE', (id) => `/leads/${id}/tags/${newId()}`],
      ['GET', (id) => `/leads/${id}/activities`],
      ['GET', (id) => `/activities?leadId=${id}`],
      ['GET', (id) => `/tasks?leadId=${id}`],
    ];
    for (const [index, [method, path, body]] of routes.entries()) {
      const real = await lab.call(ours, method, path(foreign.id), body);
      const random = await lab.call(ours, method, path(newId()), body);
      expect([method, index, real.status, real.body.code]).toEqual([method, index, 404, 'lead_not_found']);
      expect({ ...real.body, instance: '', requestId: '' }).toEqual({
        ...random.body,
        instance: '',
        requestId: '',
      });
    }
    const mine = await make(ours);
    for (const userId of [stranger.userId, newId()]) {
      const { status, body } = await lab.call(ours, 'PATCH', `/leads/${mine.id}/assign`, { userId });
      expect([status, body.code]).toEqual([404, 'user_not_found']);
      expect((await lab.call(ours, 'GET', `/leads?assignee=${userId}`)).body.code).toBe('user_not_found');
    }
    const tag = (await lab.call(theirs, 'POST', '/tags', { name: 'Theirs' })).body;
    for (const tagId of [tag.id, newId()]) {
      expect((await lab.call(ours, 'POST', `/leads/${mine.id}/tags`, { tagIds: [tagId] })).body.code).toBe(
        'tag_not_found',
      );
      expect((await lab.call(ours, 'GET', `/leads?tagIds=${tagId}`)).body.code).toBe('tag_not_found');
    }
    expect((await lab.call(theirs, 'GET', `/leads/${foreign.id}`)).body).toMatchObject({
      id: foreign.id,
      tags: [],
    });
  });

  it('deletes a lead with its tags', async () => {
    const lead = await make(ours);
    await lab.call(ours, 'POST', `/leads/${lead.id}/tags`, { names: ['Gone'] });
    expect((await lab.call(ours, 'DELETE', `/leads/${lead.id}`)).status).toBe(204);
    expect((await lab.call(ours, 'GET', `/leads/${lead.id}`)).status).toBe(404);
    expect(await lab.sql('SELECT FROM lead_tag WHERE lead_id = $1', [lead.id])).toEqual([]);
    expect((await lab.events(ours, 'lead.deleted')).at(-1)).toMatchObject({ leadId: lead.id });
    expect((await lab.call(ours, 'DELETE', `/leads/${lead.id}`, undefined, 'MEMBER')).status).toBe(403);
  });

  describe('tags', () => {
    it('adds by id and by name, once, and takes off again', async () => {
      const lead = await make(ours);
      const tag = (await lab.call(ours, 'POST', '/tags', { name: ' Very  Hot ', color: '#d9480f' })).body;
      expect(tag.name).toBe('Very Hot');
      const path = `/leads/${lead.id}/tags`;
      const added = await lab.call(ours, 'POST', path, { tagIds: [tag.id], names: ['very hot', 'Buyer'] });
      expect(added.body.tags.map(({ name }: { name: string }) => name)).toEqual(['Buyer', 'Very Hot']);
      await lab.call(ours, 'POST', path, { names: ['BUYER'] });
      expect(await lab.activities(lead.id)).toEqual(['lead.created', 'lead.tag_added', 'lead.tag_added']);
      expect((await lab.call(ours, 'DELETE', `${path}/${tag.id}`)).status).toBe(204);
      expect((await lab.call(ours, 'DELETE', `${path}/${tag.id}`)).status).toBe(204);
      expect((await lab.activities(lead.id)).filter((type) => type === 'lead.tag_removed')).toHaveLength(1);
      expect((await lab.events(ours, 'lead.tag_removed')).at(-1)).toMatchObject({
        leadId: lead.id,
        tagId: tag.id,
      });
    });

    it('keeps names unique in any case, lists by name in pages, renames and deletes', async () => {
      const team = await lab.team();
      for (const name of ['beta', 'Alpha', 'gamma']) await lab.call(team, 'POST', '/tags', { name });
      expect((await lab.call(team, 'POST', '/tags', { name: 'ALPHA' })).body.code).toBe('tag_name_taken');
      const first = (await lab.call(team, 'GET', '/tags?limit=2')).body;
      const second = (await lab.call(team, 'GET', `/tags?limit=2&cursor=${first.nextCursor}`)).body;
      const names = [...first.data, ...second.data].map(({ name }: { name: string }) => name);
      expect([names, second.nextCursor]).toEqual([['Alpha', 'beta', 'gamma'], null]);
      const [alpha, beta] = first.data;
      expect((await lab.call(team, 'PUT', `/tags/${alpha.id}`, { name: 'Beta' })).body.code).toBe(
        'tag_name_taken',
      );
      const renamed = await lab.call(team, 'PUT', `/tags/${alpha.id}`, { name: 'Omega', color: null });
      expect(renamed.body).toMatchObject({ name: 'Omega', color: null });
      expect((await lab.call(team, 'DELETE', `/tags/${beta.id}`)).status).toBe(204);
      for (const id of [beta.id, newId()]) {
        expect((await lab.call(team, 'PUT', `/tags/${id}`, { name: 'x' })).body.code).toBe('tag_not_found');
        expect((await lab.call(team, 'DELETE', `/tags/${id}`)).body.code).toBe('tag_not_found');
      }
      expect((await lab.call(team, 'PUT', `/tags/${alpha.id}`, { name: null })).status).toBe(400);
    });
  });

  describe('in bulk', () => {
    const leads = async (count: number) => Promise.all(Array.from({ length: count }, () => make(ours)));
    const idsOf = (list: { id: string }[]) => list.map(({ id }) => id);

    it.each(['delete', 'update', 'assign'])('%s changes nothing when one id is not ours', async (verb) => {
      const mine = await leads(2);
      const foreign = await make(theirs);
      const rest = { update: { changes: { status: 'WON' } }, assign: { userId: ours.userId }, delete: {} }[
        verb
      ];
      const before = await lab.sql('SELECT count(*) FROM activity');
      for (const id of [foreign.id, newId()]) {
        const { status, body } = await lab.call(ours, 'POST', `/leads/bulk/${verb}`, {
          ids: [...idsOf(mine), id],
          ...rest,
        });
        expect([status, body.code]).toEqual([404, 'lead_not_found']);
      }
      expect(await lab.sql('SELECT count(*) FROM activity')).toEqual(before);
      for (const { id } of mine)
        expect((await lab.call(ours, 'GET', `/leads/${id}`)).body).toMatchObject({
          status: 'NEW',
          assignedToId: null,
        });
    });

    it('updates a thousand in one go, each with its activity and event', async () => {
      const team = await lab.team();
      const ids = Array.from({ length: 1_000 }, newId);
      await lab.sql(
        `INSERT INTO lead (id, team_id, name, updated_at, timezone, timezone_source)
         SELECT id, $1, 'Lead', now(), 'America/Denver', 'given' FROM unnest($2::uuid[]) AS id`,
        [team.scope.teamId, ids],
      );
      const tag = (await lab.call(team, 'POST', '/tags', { name: 'Spring' })).body;
      const { status, body } = await lab.call(team, 'POST', '/leads/bulk/update', {
        ids: [...ids.slice(1), ids[0]!.toUpperCase()],
        changes: { status: 'CONTACTED', stage: 'viewing', addTagIds: [tag.id] },
      });
      expect([status, body]).toEqual([200, { changed: 1_000 }]);
      const [counted] = await lab.sql(
        `SELECT (SELECT count(*)::int FROM lead WHERE team_id = $1 AND status = 'CONTACTED' AND stage = 'viewing'
                 AND timezone = 'America/Denver') AS leads,
           (SELECT count(*)::int FROM activity WHERE team_id = $1 AND type = 'lead.status_changed') AS activities,
           (SELECT count(*)::int FROM domain_event WHERE team_id = $1 AND name = 'lead.tag_added') AS tagged`,
        [team.scope.teamId],
      );
      expect(counted).toEqual({ leads: 1_000, activities: 1_000, tagged: 1_000 });
      const again = await lab.call(team, 'POST', '/leads/bulk/update', {
        ids,
        changes: { status: 'CONTACTED' },
      });
      expect(again.body).toEqual({ changed: 0 });
      expect((await lab.call(team, 'POST', '/leads/bulk/delete', { ids })).body).toEqual({ changed: 1_000 });
      const over = [...ids, newId()];
      expect((await lab.call(team, 'POST', '/leads/bulk/delete', { ids: over })).body.errors[0].code).toBe(
        'too_many',
      );
    });

    it('assigns, and refuses strangers', async () => {
      const mine = idsOf(await leads(3));
      expect(
        (await lab.call(ours, 'POST', '/leads/bulk/assign', { ids: mine, userId: theirs.userId })).body.code,
      ).toBe('user_not_found');
      expect(
        (await lab.call(ours, 'POST', '/leads/bulk/assign', { ids: mine, userId: ours.userId })).body,
      ).toEqual({ changed: 3 });
    });

    it.each([
      [{ ids: [], changes: {} }, 'ids:too_few'],
      [{ ids: ['x'], changes: {} }, 'ids:not_an_id'],
      [{ ids: [newId()] }, 'changes:required'],
      [{ ids: [newId()], changes: { email: 'a@b.co' } }, 'changes.email:unknown_property'],
      [{ ids: [newId()], changes: { status: null } }, 'changes.status:not_allowed'],
    ])('refuses %j', async (body, expected) => {
      const answer = await lab.call(ours, 'POST', '/leads/bulk/update', body);
      expect([answer.status, codesOf(answer.body)]).toEqual([400, ['validation_failed', expected]]);
    });
  });
});
