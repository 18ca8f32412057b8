import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { EmailAccount, EmailBatch } from './email-batch';
import { EmailProvider } from './email-provider';
import { startProviderServer, type Answer, type ProviderServer } from './test/provider-server';

interface RestError {
  status: number;
  when: string;
  contentType?: string;
  headers?: Record<string, string>;
  body: unknown;
}

const errorsPath = join(import.meta.dirname, 'test/payloads/rest-errors.json');
const restErrors = JSON.parse(readFileSync(errorsPath, 'utf8')) as RestError[];

let server: ProviderServer;
let provider: EmailProvider;
let account: EmailAccount;

const batch = (): EmailBatch => ({
  from: { email: 'agent@crm.example', name: 'Ann' },
  subject: 'Hello {{first}}',
  text: 'Hi {{first}}',
  html: '<p>Hi {{first}}</p>',
  recipients: [
    {
      messageId: 'm1',
      to: { email: 'lead@x.example', name: 'Bo' },
      customArgs: { crm_team_id: 't1' },
      substitutions: { '{{first}}': 'Bo' },
      headers: { 'List-Unsubscribe': '<https://crm.example/u/m1>', 'X-Campaign': 'c1' },
    },
  ],
});

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

beforeEach(async () => {
  server = await startProviderServer();
  provider = new EmailProvider();
  account = { key: 't1', apiKey: 'SG.one', baseUrl: server.url, timeoutMs: 10_000 };
});

afterEach(async () => {
  provider.close();
  await server.close();
});

async function plainServer(onSocket: (socket: Socket) => unknown): Promise<Server> {
  const plain = createServer(onSocket);
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  return plain;
}
const urlOf = (plain: Server) => `http://127.0.0.1:${(plain.address() as AddressInfo).port}`;

describe('an accepted batch', () => {
  it('is one call with one personalization per recipient, text before HTML, our ids as custom arguments', async () => {
    const two = batch();
    two.recipients.push({
      ...two.recipients[0]!,
      messageId: 'm2',
      to: { email: 'b@x.example' },
      subject: 'For you',
    });
    two.replyTo = { email: 'reply@crm.example' };
    two.categories = ['campaign'];
    expect(await provider.send(account, two)).toEqual({ kind: 'accepted', providerId: 'first' });
    expect(server.received).toHaveLength(1);
    const [{ url, headers, body }] = server.received as [(typeof server.received)[0]];
    expect(url).toBe('/v3/mail/send');
    expect(headers.authorization).toBe('Bearer SG.one');
    expect(headers).not.toHaveProperty('list-unsubscribe');
    expect(JSON.parse(body)).toEqual({
      from: { email: 'agent@crm.example', name: 'Ann' },
      reply_to: { email: 'reply@crm.example' },
      subject: 'Hello {{first}}',
      personalizations: [
        {
          to: [{ email: 'lead@x.example', name: 'Bo' }],
          custom_args: { crm_team_id: 't1', crm_message_id: 'm1' },
          substitutions: { '{{first}}': 'Bo' },
          headers: { 'List-Unsubscribe': '<https://crm.example/u/m1>', 'X-Campaign': 'c1' },
        },
        {
          to: [{ email: 'b@x.example' }],
          subject: 'For you',
          custom_args: { crm_team_id: 't1', crm_message_id: 'm2' },
          substitutions: { '{{first}}': 'Bo' },
          headers: { 'List-Unsubscribe': '<https://crm.example/u/m1>', 'X-Campaign': 'c1' },
        },
      ],
      content: [
        { type: 'text/plain', value: 'Hi {{first}}' },
        { type: 'text/html', value: '<p>Hi {{first}}</p>' },
      ],
      categories: ['campaign'],
    });
  });

  it('keeps two accounts apart, and takes a changed key at once', async () => {
    await provider.send(account, batch());
    await provider.send({ ...account, key: 't2', apiKey: 'SG.two' }, batch());
    await provider.send({ ...account, apiKey: 'SG.new' }, batch());
    await provider.send({ ...account, key: 't2', apiKey: 'SG.two' }, batch());
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer SG.one',
      'Bearer SG.two',
      'Bearer SG.new',
      'Bearer SG.two',
    ]);
  });

  it('does not take a page of some proxy for an acceptance', async () => {
    server.answerWith((response) => response.writeHead(200).end('<html>welcome</html>'));
    expect(await provider.send(account, batch())).toMatchObject({ kind: 'unknown', code: '200' });
  });
});

describe("SendGrid's error answers", () => {
  const expected: Record<string, object> = {
    'bad body': { kind: 'rejected', scope: 'batch', code: '400', index: 0 },
    'no content and no template': { kind: 'rejected', scope: 'batch', code: '400' },
    'bad or deleted key': { kind: 'rejected', scope: 'account', code: '401' },
    'plan quota used up': { kind: 'rejected', scope: 'account', code: 'credits_exceeded' },
    'sender not verified': { kind: 'rejected', scope: 'account', code: 'sender_not_verified' },
    'key lacks mail.send scope': { kind: 'rejected', scope: 'account', code: '403' },
    'over 30 MB': { kind: 'rejected', scope: 'batch', code: '413', detail: 'HTTP 413' },
    'rate limited': { kind: 'rate_limited' },
    'server fault': { kind: 'unknown', code: '500' },
    unavailable: { kind: 'unknown', code: '503' },
  };

  it.each(restErrors)('$status $when', async ({ status, when, contentType, headers, body }) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    server.answerWith((response) =>
      response.writeHead(status, { 'content-type': contentType ?? 'application/json', ...headers }).end(text),
    );
    const outcome = await provider.send(account, batch());
    expect(expected).toHaveProperty([when]);
    expect(outcome).toMatchObject(expected[when]!);
    if (!when.startsWith('bad body')) expect(outcome).not.toHaveProperty('index');
  });

  it('names the recipient SendGrid refused', async () => {
    server.answerWith(json(400, { errors: [{ message: 'bad', field: 'personalizations.412.to.0.email' }] }));
    expect(await provider.send(account, batch())).toMatchObject({ detail: 'bad', index: 412 });
  });

  it('does not follow a redirect with the key', async () => {
    server.answerWith((response) => response.writeHead(307, { location: '/elsewhere' }).end());
    expect(await provider.send(account, batch())).toMatchObject({
      kind: 'rejected',
      scope: 'account',
      code: '307',
    });
    expect(server.received).toHaveLength(1);
  });
});

describe('a rate limit', () => {
  let now: Date;
  beforeEach(() => {
    now = new Date('2026-01-01T00:00:00Z');
    provider = new EmailProvider({ now: () => now });
  });

  const limited = (headers: Record<string, string>) => json(429, {}, headers);
  const seconds = (count: number) => new Date(now.getTime() + count * 1000);

  it.each([
    ['X-RateLimit-Reset', { 'x-ratelimit-reset': String(Date.parse('2026-01-01T00:00:30Z') / 1000) }, 30],
    ['Retry-After in seconds', { 'retry-after': '7' }, 7],
    ['Retry-After as a date', { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60],
    ['a reset in the past', { 'x-ratelimit-reset': '1392815263' }, 1],
    ['a reset in years', { 'x-ratelimit-reset': '4000000000' }, 3600],
    ['no header', {}, 60],
    ['a header that is no number', { 'x-ratelimit-reset': 'soon' }, 60],
  ])('waits as told by %s', async (_name, headers, wait) => {
    server.answerWith(limited(headers));
    expect(await provider.send(account, batch())).toEqual({ kind: 'rate_limited', retryAt: seconds(wait) });
  });

  it('stops this account alone, without a call, until the moment has come', async () => {
    server.answerWith(limited({ 'retry-after': '10' }));
    const until = seconds(10);
    await provider.send(account, batch());
    server.answerWith((response) => response.writeHead(202, { 'x-message-id': 'id' }).end());
    now = seconds(9);
    expect(await provider.send(account, batch())).toEqual({ kind: 'rate_limited', retryAt: until });
    expect(server.received).toHaveLength(1);
    expect(await provider.send({ ...account, key: 't2' }, batch())).toMatchObject({ kind: 'accepted' });
    now = seconds(1);
    expect(await provider.send(account, batch())).toMatchObject({ kind: 'accepted' });
  });
});

describe('the network', () => {
  it('refused the connection: not sent', async () => {
    const closed = await plainServer(() => undefined);
    const baseUrl = urlOf(closed);
    await new Promise((resolve) => closed.close(resolve));
    const refused = { kind: 'not_sent', code: 'ECONNREFUSED' };
    expect(await provider.send({ ...account, baseUrl }, batch())).toMatchObject(refused);
    // Two addresses, two causes in one AggregateError.
    const localhost = baseUrl.replace('127.0.0.1', 'localhost');
    expect(await provider.send({ ...account, baseUrl: localhost }, batch())).toMatchObject(refused);
  });

  it('knows no such host: not sent', async () => {
    const outcome = await provider.send({ ...account, baseUrl: 'http://nobody.invalid' }, batch());
    expect(outcome.kind).toBe('not_sent');
    expect(outcome).toHaveProperty('code', expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/));
  });

  it('reset the connection at the first byte: unknown', async () => {
    const resetting = await plainServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await provider.send({ ...account, baseUrl: urlOf(resetting) }, batch())).toMatchObject({
      kind: 'unknown',
      code: 'ECONNRESET',
    });
    resetting.close();
  });

  it('reset the connection after the request: unknown', async () => {
    server.answerWith((response) => response.socket?.resetAndDestroy());
    expect(await provider.send(account, batch())).toMatchObject({ kind: 'unknown', code: 'ECONNRESET' });
  });

  it('broke off inside the answer: unknown', async () => {
    server.answerWith((response) => {
      response.writeHead(202, { 'content-length': '100' });
      response.write('x');
      setTimeout(() => response.socket?.destroy(), 20);
    });
    expect(await provider.send(account, batch())).toMatchObject({ kind: 'unknown' });
  });

  it('never answered: unknown, in time', async () => {
    server.answerWith(() => undefined);
    const started = performance.now();
    const outcome = await provider.send({ ...account, timeoutMs: 200 }, batch());
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'timeout' });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('answered in drips: ended in time all the same', async () => {
    server.answerWith((response) => {
      response.writeHead(202);
      const drip = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(drip));
    });
    const started = performance.now();
    const outcome = await provider.send({ ...account, timeoutMs: 300 }, batch());
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'timeout' });
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('never finished the TLS handshake: not sent, because the request waits for it', async () => {
    const silent = await plainServer((socket) => socket.resume());
    const baseUrl = urlOf(silent).replace('http:', 'https:');
    const outcome = await provider.send({ ...account, baseUrl, timeoutMs: 200 }, batch());
    expect(outcome).toMatchObject({ kind: 'not_sent', code: 'timeout' });
    silent.close();
  });
});

describe('the circuit', () => {
  const fail = () => server.answerWith(json(500, {}));
  const accept = () =>
    server.answerWith((response) => response.writeHead(202, { 'x-message-id': 'id' }).end());

  it('opens after calls that failed, for this account alone, and closes after one that went through', async () => {
    provider = new EmailProvider({ circuit: { openMs: 150 } });
    fail();
    for (let call = 0; call < 3; call++) await provider.send(account, batch());
    expect(provider.circuit(account)).toBe('open');
    const refused = await provider.send(account, batch());
    expect(refused).toMatchObject({ kind: 'not_sent', code: 'circuit_open', retryAt: expect.any(Date) });
    expect(server.received).toHaveLength(3);
    accept();
    expect(await provider.send({ ...account, key: 't2' }, batch())).toMatchObject({ kind: 'accepted' });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(provider.circuit(account)).toBe('half-open');
    expect(await provider.send(account, batch())).toMatchObject({ kind: 'accepted' });
    expect(provider.circuit(account)).toBe('closed');
  });

  it('lets one call through when half open, and opens again when that fails', async () => {
    provider = new EmailProvider({ circuit: { openMs: 100 } });
    fail();
    for (let call = 0; call < 3; call++) await provider.send(account, batch());
    await new Promise((resolve) => setTimeout(resolve, 200));
    const outcomes = await Promise.all([1, 2, 3].map(() => provider.send(account, batch())));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['unknown', 'not_sent', 'not_sent']);
    expect(provider.circuit(account)).toBe('open');
  });

  it.each([400, 401, 403, 413])('is not opened by %i', async (status) => {
    server.answerWith(json(status, {}));
    for (let call = 0; call < 8; call++) await provider.send(account, batch());
    expect(provider.circuit(account)).toBe('closed');
    expect(server.received).toHaveLength(8);
  });

  it('is opened by calls that time out one after another', async () => {
    server.answerWith(() => undefined);
    const slow = { ...account, timeoutMs: 100 };
    for (let call = 0; call < 3; call++) await provider.send(slow, batch());
    expect(provider.circuit(slow)).toBe('open');
  });
});

describe('what is not put on the wire', () => {
  const change = (how: (batch: EmailBatch) => void) => {
    const changed = batch();
    how(changed);
    return changed;
  };
  const one = (changed: EmailBatch) => changed.recipients[0]!;

  it.each<[string, (batch: EmailBatch) => void, object]>([
    ['nobody', (b) => (b.recipients = []), { code: 'no_recipients' }],
    ['1,001', (b) => (b.recipients = Array(1001).fill(one(b))), { code: 'too_many_recipients' }],
    ['11 categories', (b) => (b.categories = Array(11).fill('c')), { code: 'too_many_categories' }],
    ['a long category', (b) => (b.categories = ['c'.repeat(256)]), { code: 'category_too_long' }],
    ['Authorization', (b) => (b.headers = { Authorization: 'x' }), { code: 'header_not_allowed' }],
    ['x-sg-', (b) => (one(b).headers = { 'X-SG-EID': 'x' }), { code: 'header_not_allowed', index: 0 }],
    ['a header in a header', (b) => (one(b).headers = { 'X-A': 'a\r\nBcc: b@x.example' }), { index: 0 }],
    ['10 KB of ids', (b) => (one(b).customArgs = { a: 'é'.repeat(5000) }), { code: 'custom_args_too_large' }],
    [
      '10 KB of values',
      (b) => (one(b).substitutions = { a: 'x'.repeat(10_000) }),
      { code: 'substitutions_too_large' },
    ],
  ])('%s', async (_name, how, expected) => {
    const outcome = await provider.send(account, change(how));
    expect(outcome).toMatchObject({ kind: 'rejected', scope: 'batch', ...expected });
    expect(server.received).toHaveLength(0);
  });

  it.each([
    ['a key with a line end', { apiKey: 'SG.one\n' }],
    ['an empty key', { apiKey: '' }],
    ['an address that is none', { baseUrl: 'sendgrid' }],
    ['an address of a file', { baseUrl: 'file:///etc/passwd' }],
  ])('anything of an account with %s', async (_name, wrong) => {
    const outcome = await provider.send({ ...account, ...wrong }, batch());
    expect(outcome).toMatchObject({ kind: 'rejected', scope: 'account', code: 'bad_account' });
  });
});

it('warns of a key that is none of SendGrid without printing it', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  await provider.send({ ...account, apiKey: 'secret-of-another-kind' }, batch());
  expect(JSON.stringify(warn.mock.calls)).not.toContain('secret');
  warn.mockRestore();
});
