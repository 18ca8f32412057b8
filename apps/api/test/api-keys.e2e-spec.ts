import { ApiUnderTest, bearer, type Person } from './api-client';

describe('API keys', () => {
  let api: ApiUnderTest;
  let owner: Person;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    owner = await api.owner();
  });
  afterAll(() => api.stop());

  const create = (body: object, as = owner) =>
    api.post('/api/api-keys', { name: 'Website', scopes: ['settings:read'], ...body }, as);
  const read = (key: string) => api.send('GET', '/api/settings/business', undefined, { 'x-api-key': key });

  it('are shown once, stored as a hash, and do what their scopes say', async () => {
    const made = await create({});
    expect(made.status).toBe(201);
    const { id, key, prefix } = made.body;
    expect(key).toMatch(/^crm_live_[a-z0-9]{8}_[\w-]{43}$/);
    expect((await read(key)).status).toBe(200);
    expect(
      (await api.send('GET', '/api/settings/business', undefined, { authorization: `Bearer ${key}` })).status,
    ).toBe(200);
    const change = await api.send('PUT', '/api/settings/business', { name: 'x' }, { 'x-api-key': key });
    expect([change.status, change.body.code]).toEqual([403, 'permission_missing']);
    for (const [method, path] of [
      ['GET', '/api/auth/me'],
      ['POST', '/api/auth/logout'],
      ['GET', '/api/api-keys'],
      ['POST', '/api/api-keys'],
    ] as const) {
      expect(
        (await api.send(method, path, method === 'POST' ? {} : undefined, { 'x-api-key': key })).status,
      ).toBe(403);
    }
    const list = await api.get('/api/api-keys', owner);
    expect(list.body.data).toEqual([
      expect.objectContaining({ id, prefix, name: 'Website', scopes: ['settings:read'] }),
    ]);
    expect(list.text).not.toContain(key.slice(-43));
    const { rows } = await api.database.admin.query(
      'SELECT api_key::text AS row, last_used_at IS NOT NULL AS used FROM api_key WHERE id = $1',
      [id],
    );
    expect(rows[0].row).not.toContain(key.slice(-43));
    expect(rows[0].used).toBe(true);
  });

  it('are dead at once when revoked, and gone from the list', async () => {
    const { id, key } = (await create({ name: 'Short-lived' })).body;
    expect((await read(key)).status).toBe(200);
    expect((await api.send('DELETE', `/api/api-keys/${id}`, undefined, bearer(owner))).status).toBe(204);
    expect((await read(key)).body.code).toBe('api_key_invalid');
    expect((await api.send('DELETE', `/api/api-keys/${id}`, undefined, bearer(owner))).body.code).toBe(
      'api_key_not_found',
    );
    expect((await api.get('/api/api-keys', owner)).text).not.toContain('Short-lived');
  });

  it('with one letter changed, an unknown prefix or another form are refused', async () => {
    const { key } = (await create({})).body as { key: string };
    expect((await read(key)).status).toBe(200);
    const swapped = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    for (const wrong of [
      swapped,
      key.replace(/crm_live_........_/, 'crm_live_zzzzzzzz_'),
      `${key}x`,
      key.slice(0, -1),
      'crm_live_',
      'x',
    ]) {
      expect((await read(wrong)).body.code).toBe('api_key_invalid');
    }
    expect((await read(key)).status).toBe(200);
  });

  it('cannot have scopes that nobody may give, an expiry in the past, or another property', async () => {
    for (const body of [
      { scopes: [] },
      { scopes: ['api-keys:write'] },
      { scopes: ['no:such'] },
      { scopes: ['leads:read', 'leads:read'] },
    ]) {
      expect((await create(body)).body.errors).toEqual([expect.objectContaining({ field: 'scopes' })]);
    }
    expect((await create({ expiresAt: '2020-01-01T00:00:00Z' })).body.errors[0]).toMatchObject({
      field: 'expiresAt',
      code: 'in_the_past',
    });
    expect((await create({ expiresAt: 'soon' })).body.errors[0]).toMatchObject({
      field: 'expiresAt',
      code: 'not_a_date',
    });
    expect((await create({ teamId: owner.email })).body.errors[0].code).toBe('unknown_property');
  });

  it('lose with their maker: role, membership and account', async () => {
    const maker = await api.owner();
    const { key } = (await create({ scopes: ['settings:write', 'settings:read'] }, maker)).body as {
      key: string;
    };
    await api.database.admin.query(
      `UPDATE membership SET role = 'MEMBER' WHERE user_id = (SELECT id FROM app_user WHERE email = $1)`,
      [maker.email],
    );
    expect(
      (await api.send('PUT', '/api/settings/business', { name: 'x' }, { 'x-api-key': key })).status,
    ).toBe(403);
    const second = (await create({}, await api.owner())).body as { key: string; createdById: string };
    await api.database.admin.query('UPDATE app_user SET is_active = false WHERE id = $1', [
      second.createdById,
    ]);
    expect((await read(second.key)).body.code).toBe('api_key_invalid');
  });

  it('of another team are neither seen nor revoked', async () => {
    const stranger = await api.owner();
    const { id, key } = (await create({ name: 'Ours' })).body as { id: string; key: string };
    expect((await api.get('/api/api-keys', stranger)).body).toEqual({ data: [], nextCursor: null });
    const foreign = await api.send('DELETE', `/api/api-keys/${id}`, undefined, bearer(stranger));
    const random = await api.send(
      'DELETE',
      '/api/api-keys/01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f',
      undefined,
      bearer(stranger),
    );
    const shape = ({ status, body }: typeof foreign) => ({ status, ...body, requestId: '', instance: '' });
    expect(shape(foreign)).toEqual(shape(random));
    expect((await read(key)).status).toBe(200);
  });

  it('come in pages', async () => {
    const maker = await api.owner();
    for (let made = 0; made < 5; made += 1) await create({ name: `Key ${made}` }, maker);
    const first = await api.get('/api/api-keys?limit=2', maker);
    const second = await api.get(`/api/api-keys?limit=2&cursor=${first.body.nextCursor}`, maker);
    const third = await api.get(`/api/api-keys?limit=2&cursor=${second.body.nextCursor}`, maker);
    const names = [first, second, third].flatMap(({ body }) =>
      body.data.map(({ name }: { name: string }) => name),
    );
    expect(names).toEqual(['Key 4', 'Key 3', 'Key 2', 'Key 1', 'Key 0']);
    expect(third.body.nextCursor).toBeNull();
  });
});
