import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { OutgoingSms, SmsAccount } from './sms-message';
import { SmsProvider } from './sms-provider';
import { startProviderServer, type Answer } from './test/provider-server';

interface RestError {
  status: number;
  body: { code: number };
}
const errorsPath = join(import.meta.dirname, 'test/payloads/rest-errors.json');
const restErrors = JSON.parse(readFileSync(errorsPath, 'utf8')) as RestError[];

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const created = json(201, { sid: 'SM1', num_segments: '2', status: 'queued' });

const sms: OutgoingSms = {
  messageId: 'm1',
  to: '+15558675310',
  body: 'Hi Bo, 10:00 works & suits?',
  statusCallback: 'https://crm.example/api/webhooks/twilio/status?mid=m1#rc=3',
};

let server: Awaited<ReturnType<typeof startProviderServer>>;
let provider: SmsProvider;
let account: SmsAccount;

beforeEach(async () => {
  server = await startProviderServer(created);
  provider = new SmsProvider();
  account = {
    key: 't1',
    accountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1',
    authToken: 'secret',
    from: '+15017122661',
    baseUrl: server.url,
    timeoutMs: 10_000,
  };
});

afterEach(async () => {
  provider.close();
  await server.close();
});

describe('an accepted message', () => {
  it('is one form with sender, text and callback', async () => {
    expect(await provider.send(account, sms)).toEqual({ kind: 'accepted', providerId: 'SM1', segments: 2 });
    const [request, ...more] = server.received;
    expect(more).toHaveLength(0);
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe(`/2010-04-01/Accounts/${account.accountSid}/Messages.json`);
    expect(request?.headers.authorization).toBe(
      `Basic ${Buffer.from(`${account.accountSid}:secret`).toString('base64')}`,
    );
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      To: sms.to,
      From: account.from,
      Body: sms.body,
      StatusCallback: sms.statusCallback,
    });
  });

  it('goes through a messaging service when that is the sender, segments not known yet', async () => {
    server.answerWith(json(201, { sid: 'SM2', num_segments: '0', status: 'accepted' }));
    const outcome = await provider.send({ ...account, from: 'MG123' }, sms);
    expect(outcome).toEqual({ kind: 'accepted', providerId: 'SM2', segments: 0 });
    expect(server.received[0]?.form.get('MessagingServiceSid')).toBe('MG123');
    expect(server.received[0]?.form.has('From')).toBe(false);
  });

  it('reuses the connections of its account', async () => {
    for (let call = 0; call < 5; call++) await provider.send(account, sms);
    expect(server.connections()).toBe(1);
    await provider.send({ ...account, key: 't2' }, sms);
    expect(server.connections()).toBe(2);
  });

  it('does not wait for others: 100 at once', async () => {
    let waiting: Parameters<Answer>[] = [];
    server.answerWith((...call) => {
      waiting.push(call);
      if (waiting.length < 100) return;
      for (const each of waiting) created(...each);
      waiting = [];
    });
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => provider.send(account, sms)));
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
  });

  it.each([
    ['a page of some proxy', '<html>welcome</html>'],
    ['no SID', '{}'],
  ])('is not taken from %s', async (_name, body) => {
    server.answerWith((response) => response.writeHead(200, { 'content-type': 'text/html' }).end(body));
    expect(await provider.send(account, sms)).toMatchObject({ kind: 'unknown' });
  });
});

describe("Twilio's error answers", () => {
  const message = (effect: string) => ({ kind: 'rejected', scope: 'batch', effect });
  const whole = { kind: 'rejected', scope: 'account', effect: 'account' };
  const expected: Record<number, object> = {
    20003: whole,
    20404: whole,
    20429: { kind: 'rate_limited' },
    20500: { kind: 'unknown', code: '20500' },
    20503: { kind: 'unknown', code: '20503' },
    21211: message('invalid_number'),
    21408: message('none'),
    21602: message('none'),
    21603: whole,
    21604: message('none'),
    21606: whole,
    21608: message('none'),
    21610: message('suppress'),
    21612: message('none'),
    21614: message('landline'),
    21617: message('none'),
  };

  it.each(restErrors)('$status $body.code', async ({ status, body }) => {
    server.answerWith(json(status, body));
    expect(expected).toHaveProperty([String(body.code)]);
    expect(await provider.send(account, sms)).toMatchObject(expected[body.code]!);
    expect(server.received).toHaveLength(1);
  });

  it.each<[number, string, object]>([
    [400, '{"code":99999,"message":"new"}', { ...message('none'), code: '99999', detail: 'new' }],
    [403, '{"code":99999}', whole],
    [400, '<html>', { ...message('none'), code: '400' }],
    [401, '<html>', whole],
    [404, '<html>', whole],
    [307, '', whole],
    [503, '<html>', { kind: 'unknown', code: '503' }],
  ])('%i with the body %s', async (status, body, outcome) => {
    server.answerWith((response) => response.writeHead(status, { location: '/elsewhere' }).end(body));
    expect(await provider.send(account, sms)).toMatchObject(outcome);
    expect(server.received).toHaveLength(1);
  });
});

describe('a rate limit', () => {
  it('is kept for this account alone until the moment has come', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    provider = new SmsProvider({ now: () => now });
    server.answerWith(json(429, { code: 20429 }, { 'retry-after': '5' }));
    const limited = { kind: 'rate_limited', retryAt: new Date('2026-01-01T00:00:05Z') };
    expect(await provider.send(account, sms)).toEqual(limited);
    server.answerWith(created);
    expect(await provider.send(account, sms)).toEqual(limited);
    expect(await provider.lookup(account, { to: sms.to, sinceMs: 0 })).toMatchObject({
      kind: 'unavailable',
      retryAt: limited.retryAt,
    });
    expect(server.received).toHaveLength(1);
    expect(await provider.send({ ...account, key: 't2' }, sms)).toMatchObject({ kind: 'accepted' });
    now = new Date('2026-01-01T00:00:05Z');
    expect(await provider.send(account, sms)).toMatchObject({ kind: 'accepted' });
  });

  it('is short when Twilio names no moment', async () => {
    const now = new Date('2026-01-01T00:00:00Z');
    provider = new SmsProvider({ now: () => now });
    server.answerWith(json(429, { code: 20429 }));
    const retryAt = new Date('2026-01-01T00:00:02Z');
    expect(await provider.send(account, sms)).toEqual({ kind: 'rate_limited', retryAt });
  });
});

describe('the network', () => {
  it('refused the connection: not sent', async () => {
    await server.close();
    expect(await provider.send(account, sms)).toMatchObject({ kind: 'not_sent', code: 'ECONNREFUSED' });
  });

  it('knows no such host: not sent', async () => {
    expect(await provider.send({ ...account, baseUrl: 'http://nobody.invalid' }, sms)).toMatchObject({
      kind: 'not_sent',
    });
  });

  it('reset the connection after the request: unknown', async () => {
    server.answerWith((response) => response.socket?.resetAndDestroy());
    expect(await provider.send(account, sms)).toMatchObject({ kind: 'unknown', code: 'ECONNRESET' });
  });

  it('never finished the TLS handshake: not sent', async () => {
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const baseUrl = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const outcome = await provider.send({ ...account, baseUrl, timeoutMs: 200 }, sms);
    expect(outcome).toMatchObject({ kind: 'not_sent', code: 'timeout' });
    silent.close();
  });

  it.each<[string, Answer]>([
    ['never answered', () => undefined],
    [
      'answered in drips',
      (response) => {
        response.writeHead(201);
        const drip = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('%s: unknown, in time', async (_name, answer) => {
    server.answerWith(answer);
    const started = performance.now();
    const outcome = await provider.send({ ...account, timeoutMs: 250 }, sms);
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'timeout' });
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe('the circuit', () => {
  it('opens after calls that failed, without touching another account', async () => {
    server.answerWith(json(500, {}));
    for (let call = 0; call < 5; call++) await provider.send(account, sms);
    expect(provider.circuit(account)).toBe('open');
    expect(await provider.send(account, sms)).toMatchObject({ kind: 'not_sent', code: 'circuit_open' });
    expect(server.received).toHaveLength(5);
    expect(provider.circuit({ ...account, key: 't2' })).toBe('closed');
  });

  it('is not opened by refusals', async () => {
    server.answerWith(json(400, { code: 21610 }));
    for (let call = 0; call < 10; call++) await provider.send(account, sms);
    expect(provider.circuit(account)).toBe('closed');
  });
});

describe('the look-up', () => {
  const handedOff = Date.parse('2026-01-01T12:00:00Z');
  const message = (change: object) => ({
    sid: 'SM1',
    status: 'delivered',
    direction: 'outbound-api',
    from: account.from,
    to: sms.to,
    body: sms.body,
    date_created: 'Thu, 01 Jan 2026 12:00:01 +0000',
    date_sent: null,
    date_updated: null,
    error_code: null,
    ...change,
  });
  const answer = (...messages: object[]) =>
    server.answerWith(json(200, { messages, page: 0, page_size: 100 }));
  const query = { to: sms.to, sinceMs: handedOff, body: sms.body };

  it('finds our message among others, sent or still queued', async () => {
    answer(
      message({ sid: 'SM9', direction: 'inbound', from: sms.to }),
      message({ sid: 'SM8', body: 'something else' }),
      message({ sid: 'SM7', from: '+15550000000' }),
      message({ sid: 'SM6', status: 'queued' }),
      message({ sid: 'SM5', date_created: 'Thu, 01 Jan 2026 11:00:00 +0000' }),
    );
    expect(await provider.lookup(account, query)).toEqual({
      kind: 'found',
      messages: [
        {
          sid: 'SM6',
          status: 'queued',
          body: sms.body,
          from: account.from,
          createdAt: new Date('2026-01-01T12:00:01Z'),
          errorCode: undefined,
        },
      ],
    });
    const asked = new URL(server.received[0]?.url ?? '', server.url).searchParams;
    expect(Object.fromEntries(asked)).toEqual({ To: sms.to, PageSize: '100' });
  });

  it('does not take a reply for our message when a service picks the sender', async () => {
    answer(message({ sid: 'SM9', direction: 'inbound', from: sms.to }), message({ sid: 'SM8', from: null }));
    const found = await provider.lookup({ ...account, from: 'MG123' }, { ...query, body: undefined });
    expect(found).toMatchObject({ kind: 'found', messages: [{ sid: 'SM8', from: '' }] });
  });

  it('says none only when it has seen all there is', async () => {
    answer();
    expect(await provider.lookup(account, query)).toEqual({ kind: 'none' });
    answer(...Array.from({ length: 100 }, (_, index) => message({ sid: `SM${index}`, body: 'other' })));
    expect(await provider.lookup(account, query)).toMatchObject({ kind: 'unavailable', code: 'too_many' });
  });

  it.each([
    [500, '500'],
    [401, '401'],
  ])('is unavailable, not none, on %i', async (status, code) => {
    server.answerWith(json(status, {}));
    expect(await provider.lookup(account, query)).toMatchObject({ kind: 'unavailable', code });
  });
});

it.each([
  ['a SID of something else', { accountSid: 'SK123' }],
  ['no token', { authToken: '' }],
  ['an address that is none', { baseUrl: 'twilio' }],
])('refuses an account with %s', async (_name, wrong) => {
  expect(await provider.send({ ...account, ...wrong }, sms)).toMatchObject({
    kind: 'rejected',
    scope: 'account',
    code: 'bad_account',
    effect: 'account',
  });
  expect(server.received).toHaveLength(0);
});
