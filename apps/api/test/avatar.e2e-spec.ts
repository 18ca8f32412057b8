import sharp from 'sharp';
import { ApiUnderTest, bearer, type Person } from './api-client';

describe('avatars', () => {
  let api: ApiUnderTest;
  let owner: Person;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ PUBLIC_URL: 'https://crm.example.com' });
    owner = await api.owner();
  });
  afterAll(() => api.stop());

  const picture = (background: string, edge = 40) =>
    sharp({ create: { width: edge, height: edge, channels: 3, background } })
      .jpeg()
      .toBuffer();
  async function upload(bytes: Buffer, { as = owner, name = 'file', type = 'image/jpeg' } = {}) {
    const body = new FormData();
    body.set(name, new Blob([new Uint8Array(bytes)], { type }), 'me.jpg');
    const answer = await fetch(`${api.url}/api/settings/avatar`, {
      method: 'POST',
      headers: bearer(as),
      body,
    });
    return { status: answer.status, body: (await answer.json()) as { avatar: string; code: string } };
  }
  const show = (avatar: string) => fetch(avatar.replace('https://crm.example.com', api.url));
  const files = async () => (await api.database.admin.query('SELECT FROM stored_file')).rowCount;

  it('are drawn anew and shown to whoever has the address, and to nobody as anything but a picture', async () => {
    const { status, body } = await upload(await picture('red'));
    expect([status, body.avatar]).toEqual([
      201,
      expect.stringMatching(/^https:\/\/crm\.example\.com\/api\/avatars\/[\w-]{32}$/),
    ]);
    expect((await api.get('/api/settings/profile', owner)).body.avatar).toBe(body.avatar);
    const shown = await show(body.avatar);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 });
  });

  it('give way to the next one, and leave no file behind', async () => {
    const first = (await upload(await picture('blue'))).body.avatar;
    const before = await files();
    const second = (await upload(await picture('green'))).body.avatar;
    expect([(await show(first)).status, (await show(second)).status]).toEqual([404, 200]);
    expect(await files()).toBe(before);
    // The profile as it was read, written back.
    await api.send('PUT', '/api/settings/profile', { avatar: second }, bearer(owner));
    expect((await show(second)).status).toBe(200);
    await api.send('PUT', '/api/settings/profile', { avatar: null }, bearer(owner));
    expect((await show(second)).status).toBe(404);
    expect(await files()).toBe(before! - 1);
  });

  it.each([
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 422],
    ['5 MB and one byte', Buffer.alloc(5 * 1024 * 1024 + 1), 413],
    ['nothing', Buffer.alloc(0), 422],
  ])('are not made of %s', async (_name, bytes, status) => {
    expect((await upload(bytes)).status).toBe(status);
    expect((await api.get('/api/settings/profile', owner)).body.avatar).toBeNull();
  });

  it('come as a file in a form, from a person', async () => {
    expect((await upload(await picture('red'), { name: 'picture' })).status).toBe(400);
    expect((await api.post('/api/settings/avatar', {}, owner)).status).toBe(415);
    const key = await api.post('/api/api-keys', { name: 'k', scopes: ['settings:write'] }, owner);
    const as = { ...owner, accessToken: key.body.key as string };
    expect((await upload(await picture('red'), { as })).body.code).toBe('person_needed');
  });

  it('that do not exist are not found', async () => {
    expect((await show('https://crm.example.com/api/avatars/nothing')).status).toBe(404);
    expect((await show('https://crm.example.com/api/avatars/a%2Fb')).status).toBe(400);
  });
});
