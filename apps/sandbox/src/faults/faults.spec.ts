import { setTimeout as sleep } from 'node:timers/promises';
import { account, mailClient, mailTo, postMail, textClient } from '../../test/provider-clients';
import { until } from '../../test/webhook-receiver';
import { createSandbox } from '../sandbox';
import type { Sandbox } from '../sandbox';
import { FaultBook } from './fault-book';
import type { FaultRule } from './fault-rule';

const text = { from: '+15017122661', to: '+15558675310', body: 'x' };
const mail = { to: 'a@example.com', from: 'b@example.com', subject: 's', text: 't' };
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(async () => sandbox.close());
beforeEach(() => {
  sandbox.control.faults.remove();
  sandbox.control.record.reset();
});

async function control(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${sandbox.url}/_control/${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answered = await answer.text();
  return { status: answer.status, body: (answered ? JSON.parse(answered) : null) as Record<string, unknown> };
}

const rule = async (fault: Record<string, unknown>) => {
  const { status } = await control('POST', 'faults', fault);
  expect(status).toBe(201);
};
const accepted = () =>
  sandbox.control.record.summary().email.accepted + sandbox.control.record.summary().sms.accepted;

describe('faults by control endpoint', () => {
  it('latency: waits, then goes on', async () => {
    await rule({ provider: 'sendgrid', kind: 'latency', ms: 150 });
    const started = performance.now();
    await mailClient(sandbox.url).send({ ...mail });
    expect(performance.now() - started).toBeGreaterThan(145);
    expect(accepted()).toBe(1);
  });

  it('429: tells when to come back, and holds that account until then', async () => {
    await rule({
      provider: 'sendgrid',
      kind: 'status',
      status: 429,
      resetAfterSeconds: 1,
      holdUntilReset: true,
      count: 1,
      match: { account: 'SG.one' },
    });
    const answer = await postMail(sandbox.url, mailTo(['a@example.com']), 'SG.one');
    expect(answer.status).toBe(429);
    expect(await answer.json()).toMatchObject({ errors: [{ message: 'too many requests' }] });
    const resetAt = Number(answer.headers.get('x-ratelimit-reset')) * 1_000;
    expect(resetAt).toBeGreaterThanOrEqual(Date.now() + 900);
    expect((await postMail(sandbox.url, mailTo(['a@example.com']), 'SG.one')).status).toBe(429);
    expect((await postMail(sandbox.url, mailTo(['a@example.com']), 'SG.two')).status).toBe(202);
    expect(sandbox.control.faults.list()).toEqual([expect.objectContaining({ hits: 2, hitsBeforeReset: 1 })]);
    await sleep(resetAt - Date.now() + 5);
    expect((await postMail(sandbox.url, mailTo(['a@example.com']), 'SG.one')).status).toBe(202);
  });

  it('429 of Twilio: code 20429 and Retry-After', async () => {
    await rule({ provider: 'twilio', kind: 'status', status: 429, resetAfterSeconds: 2, match: { account } });
    await expect(textClient(sandbox.url).messages.create(text)).rejects.toMatchObject({
      status: 429,
      code: 20429,
    });
    const answer = await fetch(`${sandbox.url}/2010-04-01/Accounts/${account}/Messages.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${account}:t`)}` },
      body: new URLSearchParams({ To: text.to, From: text.from, Body: 'x' }),
    });
    expect(['2', '3']).toContain(answer.headers.get('retry-after'));
    expect(accepted()).toBe(0);
  });

  it.each([401, 403, 500])('status %d: in the form of each provider', async (status) => {
    await rule({ provider: 'sendgrid', kind: 'status', status });
    await rule({ provider: 'twilio', kind: 'status', status });
    await expect(mailClient(sandbox.url).send({ ...mail })).rejects.toMatchObject({
      code: status,
      response: { body: { errors: [expect.objectContaining({ field: null })] } },
    });
    await expect(textClient(sandbox.url).messages.create(text)).rejects.toMatchObject({
      status,
      code: expect.any(Number) as number,
    });
    expect(accepted()).toBe(0);
  });

  it('503: HTML of the proxy', async () => {
    await rule({ provider: 'sendgrid', kind: 'status', status: 503 });
    await rule({ provider: 'twilio', kind: 'status', status: 503 });
    const answer = await postMail(sandbox.url, mailTo(['a@example.com']));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html']);
    const refusal: unknown = await textClient(sandbox.url)
      .messages.create(text)
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ status: 503 });
    expect(refusal).not.toHaveProperty('code', expect.any(Number));
    expect(accepted()).toBe(0);
  });

  it('refuse_address: the whole batch, naming its place', async () => {
    await rule({ provider: 'sendgrid', kind: 'refuse_address', match: { address: 'bad*@example.com' } });
    const answer = await postMail(
      sandbox.url,
      mailTo(['a@example.com', 'b@example.com', 'BAD7@example.com']),
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'personalizations.2.to.0.email' }] });
    expect(accepted()).toBe(0);
    expect((await postMail(sandbox.url, mailTo(['a@example.com', 'b@example.com']))).status).toBe(202);
  });

  it.each([
    ['reset_before', 0],
    ['reset_after', 1],
  ])('%s: the socket is reset with %d accepted', async (kind, expected) => {
    await rule({ provider: 'sendgrid', kind });
    await rule({ provider: 'twilio', kind });
    await expect(mailClient(sandbox.url).send({ ...mail })).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(textClient(sandbox.url).messages.create(text)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.control.record.summary()).toMatchObject({
      email: { accepted: expected },
      sms: { accepted: expected },
      refused: expected === 0 ? 2 : 0,
    });
  });

  it('late: accepted although the client has gone', async () => {
    await rule({ provider: 'sendgrid', kind: 'late', ms: 200 });
    await expect(mailClient(sandbox.url, 'SG.x', 50).send({ ...mail })).rejects.toMatchObject({
      code: 'ECONNABORTED',
    });
    expect(accepted()).toBe(0);
    await until(() => accepted() === 1);
  });

  it('timeout_no_accept: no answer and nothing accepted', async () => {
    await rule({ provider: 'sendgrid', kind: 'timeout_no_accept' });
    await expect(mailClient(sandbox.url, 'SG.x', 100).send({ ...mail })).rejects.toMatchObject({
      code: 'ECONNABORTED',
    });
    await sleep(200);
    expect(sandbox.control.record.summary()).toMatchObject({ refused: 1, email: { accepted: 0 } });
  });

  it('a request that the provider would refuse anyway uses up no fault', async () => {
    await rule({ provider: 'sendgrid', kind: 'reset_before', count: 1 });
    expect((await postMail(sandbox.url, {})).status).toBe(400);
    await expect(postMail(sandbox.url, mailTo(['a@example.com']))).rejects.toThrow();
    expect((await postMail(sandbox.url, mailTo(['a@example.com']))).status).toBe(202);
  });

  it('can be listed and removed, and are refused when they make no sense', async () => {
    const { body } = await control('POST', 'faults', {
      rules: [
        { provider: 'sendgrid', kind: 'reset_after' },
        { provider: 'twilio', kind: 'late', ms: 5 },
      ],
    });
    const ids = body['ids'] as string[];
    expect((await control('GET', 'faults')).body['data']).toHaveLength(2);
    expect((await control('DELETE', `faults/${ids[0]}`)).status).toBe(204);
    expect((await control('DELETE', `faults/${ids[0]}`)).status).toBe(404);
    expect((await control('GET', 'faults')).body['data']).toHaveLength(1);
    expect((await control('DELETE', 'faults')).status).toBe(204);
    expect((await control('GET', 'faults')).body['data']).toHaveLength(0);
    for (const fault of [
      { provider: 'sendgrid', kind: 'status' },
      { provider: 'sendgrid', kind: 'late' },
      { provider: 'sendgrid', kind: 'refuse_address' },
      { provider: 'mailgun', kind: 'late', ms: 1 },
      { provider: 'sendgrid', kind: 'reset_before', probabilty: 0.5 },
    ]) {
      expect([fault, (await control('POST', 'faults', fault)).status]).toEqual([fault, 400]);
    }
  });

  it('closes in time with requests still waiting', async () => {
    const other = await createSandbox();
    other.control.faults.add([{ provider: 'sendgrid', kind: 'late', ms: 60_000 }]);
    const pending = postMail(other.url, mailTo(['a@example.com'])).catch(() => 'gone');
    await sleep(50);
    const started = Date.now();
    await other.close();
    expect(await pending).toBe('gone');
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});

describe('which requests a rule meets', () => {
  const met = (fault: Partial<FaultRule>, times: number, seed?: number) => {
    const book = new FaultBook();
    book.add([{ provider: 'sendgrid', kind: 'reset_before', ...fault }], seed);
    return Array.from({ length: times }, () =>
      book.decide('sendgrid', ['k'], ['a@b.cc'], 0).fault ? 'x' : '.',
    ).join('');
  };

  it('by count, every nth, and after some', () => {
    expect(met({ count: 2 }, 5)).toBe('xx...');
    expect(met({ everyNth: 3 }, 7)).toBe('..x..x.');
    expect(met({ skip: 2, count: 1 }, 5)).toBe('..x..');
  });

  it('by a chance that a seed replays', () => {
    const first = met({ probability: 0.3 }, 500, 7);
    expect(first).toBe(met({ probability: 0.3 }, 500, 7));
    expect(first).not.toBe(met({ probability: 0.3 }, 500, 8));
    const hits = first.replaceAll('.', '').length;
    expect(hits).toBeGreaterThan(110);
    expect(hits).toBeLessThan(190);
    expect(met({ probability: 0 }, 50)).not.toContain('x');
  });

  it('adds latencies up and takes the first other rule', () => {
    const book = new FaultBook();
    book.add([
      { provider: 'sendgrid', kind: 'latency', ms: 10 },
      { provider: 'sendgrid', kind: 'status', status: 500 },
      { provider: 'sendgrid', kind: 'latency', ms: 5, jitterMs: 10 },
      { provider: 'sendgrid', kind: 'reset_before' },
      { provider: 'twilio', kind: 'latency', ms: 1_000 },
    ]);
    const verdict = book.decide('sendgrid', [], [], 0);
    expect(verdict.fault?.rule.kind).toBe('status');
    expect(verdict.delayMs).toBeGreaterThanOrEqual(15);
    expect(verdict.delayMs).toBeLessThan(25);
  });
});
