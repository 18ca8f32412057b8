import { request } from 'node:http';
import { ApiUnderTest } from './api-client';
import { routesIn } from './printed-routes';
import { isSameOrigin } from '../src/board-guard';

const signIn = `Basic ${Buffer.from('operator:operator-password').toString('base64')}`;
const board = '/admin/queues';

/** Sends the path as it is written: fetch would tidy it first. */
function raw(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode!, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('Bull Board', () => {
  let api: ApiUnderTest;
  const routes: { method: string; url: string }[] = [];

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    const printed = api.api.app
      .getHttpAdapter()
      .getInstance()
      .printRoutes({ commonPrefix: false, includeHooks: false }) as string;
    routes.push(...routesIn(printed).filter(({ url }) => url.startsWith(board)));
  });
  afterAll(() => api.stop());

  it('has its routes, static files and changes among those checked here', () => {
    const urls = routes.map(({ method, url }) => `${method} ${url}`);
    expect(urls.length).toBeGreaterThan(30);
    expect(urls).toEqual(
      expect.arrayContaining([`GET ${board}/api/queues`, `PUT ${board}/api/queues/:queueName/pause`]),
    );
  });

  const fill = (url: string) =>
    url
      .replaceAll(/:queueName/g, 'messages')
      .replaceAll(/:\w+/g, 'x')
      .replaceAll('*', 'js/main.js');
  const spellings: [string, (path: string) => string][] = [
    ['as it is', (path) => path],
    ['with an escaped letter', (path) => path.replace('/admin', '/%61dmin')],
    ['with another escaped letter', (path) => path.replace('/queues', '/q%75eues')],
    [
      'with everything escaped',
      (path) => path.replaceAll(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    ],
    ['with dots', (path) => path.replace('/admin', '/admin/../admin')],
    ['with a dot', (path) => path.replace('/admin', '/./admin')],
    ['with escaped dots', (path) => path.replace('/admin', '/x/%2e%2e/admin')],
    ['with two slashes', (path) => `/${path}`],
    ['with two slashes inside', (path) => path.replace('/queues', '//queues')],
    ['in capitals', (path) => path.toUpperCase()],
    ['with a slash at the end', (path) => `${path}/`],
    ['with a query', (path) => `${path}?a=1`],
    ['with a semicolon', (path) => `${path};a=1`],
    ['with a whole address', (path) => `http://127.0.0.1${path}`],
  ];

  it.each(spellings)('answers nobody without a sign-in: every route %s', async (name, spell) => {
    const answers = await Promise.all(
      routes.map(async ({ method, url }) => ({
        method,
        url,
        ...(await raw(api.url, method, spell(fill(url)))),
      })),
    );
    const open = answers.filter(({ status }) => ![401, 404].includes(status));
    expect(open.map(({ method, url, status }) => `${method} ${url} ${status}`)).toEqual([]);
    expect(answers.map(({ text }) => text).join()).not.toMatch(/Brickwork queues|__UI_CONFIG__|"queues"/);
    // The router reads these as the board's own addresses; the others lead nowhere at all.
    if (/letter|everything|query|^as it is/.test(name)) {
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    }
  });

  it('hides even which addresses exist', async () => {
    expect((await raw(api.url, 'GET', `${board}/no/such/thing`)).status).toBe(401);
    expect((await raw(api.url, 'GET', `${board}/no/such/thing`, { authorization: signIn })).status).toBe(404);
  });

  it.each([
    ['a wrong password', 'operator:wrong'],
    ['a wrong user', 'admin:operator-password'],
    ['an empty password', 'operator:'],
    ['nothing', ''],
    ['the login of development', 'admin:brickwork'],
    ['a longer password', 'operator:operator-password:'],
  ])('refuses %s', async (_name, login) => {
    const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    expect((await raw(api.url, 'GET', `${board}/api/queues`, { authorization })).status).toBe(401);
  });

  it('shows page, scripts and queues to the operator', async () => {
    const page = await api.send('GET', board, undefined, { authorization: signIn });
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'self'"),
    ]);
    const script = /src="(static\/js\/main[^"]+)"/.exec(page.text)![1]!;
    expect(
      (await api.send('GET', `${board}/${script}`, undefined, { authorization: signIn })).headers.get(
        'content-type',
      ),
    ).toContain('javascript');
    const queues = await api.send('GET', `${board}/api/queues`, undefined, { authorization: signIn });
    expect(queues.body.queues.map(({ name }: { name: string }) => name).sort()).toEqual([
      'campaigns',
      'events',
      'imports',
      'maintenance',
      'messages',
      'scoring',
      'webhooks',
      'workflows',
    ]);
  });

  it('takes changes from its own page and from programs, not from other sites', async () => {
    const { host } = new URL(api.url);
    const pause = (headers: Record<string, string>) =>
      raw(api.url, 'PUT', `${board}/api/queues/imports/pause`, { authorization: signIn, host, ...headers });
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://${host}.evil.example` },
    ];
    for (const foreign of elsewhere) {
      expect((await pause(foreign)).status).toBe(403);
    }
    const queues = await api.send('GET', `${board}/api/queues`, undefined, { authorization: signIn });
    expect(queues.body.queues.find(({ name }: { name: string }) => name === 'imports').isPaused).toBe(false);
    for (const own of [{ 'sec-fetch-site': 'same-origin' }, { origin: `http://${host}` }, {}]) {
      expect((await pause(own as Record<string, string>)).status).toBe(200);
    }
    await raw(api.url, 'PUT', `${board}/api/queues/imports/resume`, { authorization: signIn });
  });

  it('believes Sec-Fetch-Site over Origin', () => {
    const sent = {
      method: 'PUT',
      host: 'a.example',
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://a.example' },
    };
    expect(isSameOrigin(sent)).toBe(false);
  });
});

it.each([
  ['production', { BULL_BOARD_USER: '', BULL_BOARD_PASSWORD: '' }, 404],
  ['production', { BULL_BOARD_USER: 'operator', BULL_BOARD_PASSWORD: '' }, 404],
  ['production', { BULL_BOARD_USER: 'operator', BULL_BOARD_PASSWORD: 'operator-password' }, 401],
])('in %s with %j it answers %s', async (mode, login, status) => {
  const secrets = {
    JWT_SECRET: 'a'.repeat(40),
    JWT_REFRESH_SECRET: 'b'.repeat(40),
    ENCRYPTION_KEY: 'c'.repeat(40),
  };
  const providers = { SENDGRID_API_KEY: 'SG.x', TWILIO_AUTH_TOKEN: 'x', PUBLIC_URL: 'https://crm.example' };
  const api = await ApiUnderTest.start({ NODE_ENV: mode, ...secrets, ...providers, ...login });
  expect((await raw(api.url, 'GET', board)).status).toBe(status);
  expect((await raw(api.url, 'GET', `${board}/api/queues`)).status).toBe(status);
  await api.stop();
});
