import { createServer } from 'node:net';
import type { Env } from '@platform/config';
import { RateLimits } from '@platform/rate-limits';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { backendUnderTest } from '../../../test/support/environment';
import { ApiUnderTest, goodPassword } from './api-client';

describe('rate limits', () => {
  let database: TestDatabase;
  let replicas: ApiUnderTest[] = [];

  // Names of counters hold their limits: each test has its own numbers, hence its own counters.
  async function start(limits: Record<string, string>, count = 1): Promise<ApiUnderTest[]> {
    const prefix = `limits-${Object.values(limits)
      .join('-')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')}-${process.pid}`;
    replicas = await Promise.all(
      Array.from({ length: count }, () =>
        ApiUnderTest.start({ ...limits, QUEUE_PREFIX: prefix }, [], database),
      ),
    );
    return replicas;
  }

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(replicas.map((api) => api.stop({ keepDatabase: true })));
  });
  afterAll(() => database.drop());

  it('count the requests of one user over all replicas, and say how many are left', async () => {
    const [a, b] = await start({ RATE_LIMIT_API: '6' }, 2);
    const owner = await a!.owner();
    const other = await a!.owner();
    const statuses: number[] = [];
    for (let sent = 0; sent < 8; sent += 1) {
      const answer = await (sent % 2 ? b! : a!).get('/api/auth/me', owner);
      statuses.push(answer.status);
      expect(answer.headers.get('ratelimit-limit')).toBe('6');
      expect(answer.headers.get('ratelimit-remaining')).toBe(String(Math.max(0, 5 - sent)));
      expect(answer.headers.get('ratelimit-policy')).toBe('6;w=60');
      if (answer.status !== 429) continue;
      expect(answer.body.code).toBe('rate_limited');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect((await b!.get('/api/auth/me', other)).status).toBe(200);
  });

  it('hold under parallel requests', async () => {
    const [a, b] = await start({ RATE_LIMIT_API: '10' }, 2);
    const owner = await a!.owner();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? a! : b!).get('/api/auth/me', owner)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
  });

  it('count sign-in tries per account and address; the right password is refused too, and other accounts are not', async () => {
    const [a, b] = await start({ RATE_LIMIT_LOGIN: '5' }, 2);
    const [email, other] = [await a!.register(), await a!.register()];
    const login = (api: ApiUnderTest, who: string, password: string) =>
      api.post('/api/auth/login', { email: who, password });
    for (let tried = 0; tried < 5; tried += 1)
      expect((await login(tried % 2 ? a! : b!, email, 'wrong password')).status).toBe(401);
    const sixth = await login(a!, email, goodPassword);
    expect([sixth.status, sixth.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(600);
    expect((await login(b!, ` ${email.toUpperCase()}`, goodPassword)).status).toBe(429);
    expect((await login(a!, other, goodPassword)).status).toBe(200);
    expect((await a!.post('/api/auth/forgot-password', { email })).status).toBe(202);
    expect((await a!.post('/api/auth/refresh', { refreshToken: 'x' })).status).toBe(401);
  });

  it('stop one address from trying account after account', async () => {
    const [api] = await start({ RATE_LIMIT_LOGIN: '3' });
    const statuses = [];
    for (let tried = 0; tried < 14; tried += 1) {
      const email = `nobody${tried}@example.com`;
      statuses.push((await api!.post('/api/auth/login', { email, password: 'wrong password' })).status);
    }
    expect(statuses).toEqual([...Array(12).fill(401), 429, 429]);
  });

  it('take the client address from the trusted proxies only', async () => {
    const [direct] = await start({ RATE_LIMIT_PUBLIC: '3' });
    const from = (api: ApiUnderTest, address: string) =>
      api.send('POST', '/api/auth/refresh', { refreshToken: 'x' }, { 'x-forwarded-for': address });
    const spoofed = [];
    for (let tried = 0; tried < 5; tried += 1)
      spoofed.push((await from(direct!, `203.0.113.${tried}`)).status);
    expect(spoofed).toEqual([401, 401, 401, 429, 429]);
    await direct!.stop({ keepDatabase: true });

    const [proxied] = await start({ RATE_LIMIT_PUBLIC: '4', TRUSTED_PROXY_HOPS: '1' });
    const behind = [];
    for (let tried = 0; tried < 6; tried += 1)
      behind.push((await from(proxied!, `203.0.113.${tried}, 198.51.100.7`)).status);
    expect(behind).toEqual([401, 401, 401, 401, 429, 429]);
    expect((await from(proxied!, '203.0.113.1, 198.51.100.8')).status).toBe(401);
  });

  it('leave health, webhooks and unsubscribe links alone', async () => {
    const [api] = await start({ RATE_LIMIT_PUBLIC: '2' });
    for (const [method, path] of [
      ['GET', '/api/health'],
      ['POST', '/api/webhooks/sendgrid'],
      ['POST', '/api/unsubscribe/x'],
    ] as const) {
      const statuses = [];
      for (let sent = 0; sent < 5; sent += 1)
        statuses.push((await api!.send(method, path, method === 'POST' ? {} : undefined)).status);
      expect([path, statuses.includes(429)]).toEqual([path, false]);
    }
  });

  it('refuse nobody while their store is away', async () => {
    const [api] = await start({ RATE_LIMIT_PUBLIC: '1' });
    // A port that takes connections and never says a word: the worst kind of away.
    const silent = createServer(() => undefined);
    const port = await new Promise<number>((resolve) =>
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port)),
    );
    const lost = `${backendUnderTest === 'redis' ? 'redis' : 'postgres'}://127.0.0.1:${port}/x`;
    const env = Object.assign(Object.create(api!.api.env) as Env, {
      [backendUnderTest === 'redis' ? 'REDIS_URL' : 'DATABASE_URL']: lost,
    });
    const limits = new RateLimits(env);
    const started = performance.now();
    const limit = { name: 'away', points: 1, seconds: 60 };
    const answers = [];
    for (let tried = 0; tried < 5; tried += 1) answers.push(await limits.consume(limit, 'key'));
    expect(answers).toEqual(Array(5).fill(undefined));
    expect(performance.now() - started).toBeLessThan(2_000);
    await limits.onApplicationShutdown();
    await new Promise((resolve) => silent.close(resolve).unref() && setTimeout(resolve, 200));
  });

  it('keep no address and no account in clear', async () => {
    const [api] = await start({ RATE_LIMIT_LOGIN: '9' });
    await api!.post('/api/auth/login', { email: 'clear.text@example.com', password: 'wrong password' });
    if (backendUnderTest === 'redis') return;
    const { rows } = await database.admin.query(
      'SELECT string_agg(key, $1) AS all, count(*)::int AS n FROM rate_limit',
      [' '],
    );
    expect(rows[0].n).toBeGreaterThan(0);
    expect(rows[0].all).not.toMatch(/clear|127\.0/);
  });
});
