import twilio from 'twilio';
import { account, authToken, textClient } from '../../test/provider-clients';
import { startReceiver, until } from '../../test/webhook-receiver';
import type { Receiver, Received } from '../../test/webhook-receiver';
import { createSandbox } from '../sandbox';
import type { Sandbox } from '../sandbox';
import type { SettingsPatch } from '../settings-schema';

const from = '+15017122661';
const to = '+15558675310';
const delaysMs = { sent: 5, delivered: 15, reply: 25 };
let sandbox: Sandbox;
let receiver: Receiver;
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

async function start(
  settings: SettingsPatch['twilio'] = {},
  answer?: (post: Received, index: number) => number,
) {
  receiver = await startReceiver(answer);
  sandbox = await createSandbox({
    settings: {
      targetUrl: receiver.url,
      twilio: { delaysMs, mix: { undelivered: 0, failed: 0 }, ...settings },
    },
  });
}

const send = async (body = 'Hello', number = to, fragment = '') =>
  textClient(sandbox.url).messages.create({
    from,
    to: number,
    body,
    statusCallback: `${receiver.url}/api/webhooks/twilio/status?mid=m-1${fragment}`,
  });

function isSigned(post: Received): boolean {
  const fields = Object.fromEntries(new URLSearchParams(post.body.toString()));
  const signature = String(post.headers['x-twilio-signature']);
  return twilio.validateRequest(authToken, signature, receiver.url + post.path, fields);
}

describe('status callbacks', () => {
  it('are signed forms to the URL of the request, and the resource follows', async () => {
    await start();
    const { sid } = await send();
    await sandbox.control.drained();
    expect(receiver.received.map((post) => post.path)).toEqual(
      Array(2).fill('/api/webhooks/twilio/status?mid=m-1'),
    );
    expect(receiver.received.every(isSigned)).toBe(true);
    expect(receiver.forms()).toEqual([
      expect.objectContaining({
        MessageSid: sid,
        SmsSid: sid,
        MessageStatus: 'sent',
        SmsStatus: 'sent',
        AccountSid: account,
        From: from,
        To: to,
        ApiVersion: '2010-04-01',
      }),
      expect.objectContaining({ MessageSid: sid, MessageStatus: 'delivered' }),
    ]);
    expect(receiver.forms()[1]?.['RawDlrDoneDate']).toMatch(/^\d{10}$/);
    expect((await textClient(sandbox.url).messages(sid).fetch()).status).toBe('delivered');
  });

  it('carry the error code of a number that is scripted to fail', async () => {
    await start({
      numbers: {
        [to]: { outcome: 'undelivered' },
        '+15558675311': { outcome: 'failed', errorCode: 30034 },
      },
    });
    const { sid } = await send();
    await send('x', '+15558675311');
    await sandbox.control.drained();
    const statuses = receiver.forms().map((form) => [form['To'], form['MessageStatus'], form['ErrorCode']]);
    expect(statuses.sort()).toEqual([
      [to, 'sent', undefined],
      [to, 'undelivered', '30003'],
      ['+15558675311', 'failed', '30034'],
    ]);
    expect((await textClient(sandbox.url).messages(sid).fetch()).errorCode).toBe(30003);
  });

  it('follow the mix', async () => {
    await start({ mix: { undelivered: 0.3, failed: 0.1 } });
    for (let index = 0; index < 100; index++) await send('x', `+1555867${1000 + index}`, `${index}`);
    await sandbox.control.drained();
    const ends = receiver.forms().filter((form) => form['MessageStatus'] !== 'sent');
    expect(ends).toHaveLength(100);
    const undelivered = ends.filter((form) => form['MessageStatus'] === 'undelivered').length;
    expect(undelivered).toBeGreaterThan(12);
    expect(undelivered).toBeLessThan(50);
  });

  it('are not repeated after a 500, unless the URL asks for it', async () => {
    await start({}, () => 500);
    await send();
    await sandbox.control.drained();
    expect(receiver.received).toHaveLength(2);
    await send('x', to, '#rc=2&rp=5xx,ct');
    await sandbox.control.drained();
    expect(receiver.received).toHaveLength(8);
    expect(receiver.received.every((post) => isSigned(post) && !post.path.includes('#'))).toBe(true);
    const tokens = receiver.received.slice(2).map((post) => post.headers['i-twilio-idempotency-token']);
    expect(new Set(tokens).size).toBe(2);
  });

  it('are tried once more when nobody listens', async () => {
    await start();
    const { url } = receiver;
    await receiver.close();
    await textClient(sandbox.url).messages.create({
      from,
      to,
      body: 'x',
      statusCallback: `${url}/status?mid=1`,
    });
    expect(await sandbox.control.drained()).toBe(true);
    expect(sandbox.control.stats().twilio).toMatchObject({ attempts: 4, retried: 2, lost: 2, delivered: 0 });
  });

  it('sign a URL with unusual characters as it goes over the wire', async () => {
    await start();
    const statusCallback = `${receiver.url}/status?mid=it's+a%20b`;
    await textClient(sandbox.url).messages.create({ from, to, body: 'x', statusCallback });
    await sandbox.control.drained();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received.every(isSigned)).toBe(true);
  });

  it('come before the answer, in copies, or out of order when asked to', async () => {
    await start({ webhooks: { early: true } });
    await send();
    expect(receiver.forms().map((form) => form['MessageStatus'])).toEqual(['sent', 'delivered']);
    receiver.received.length = 0;
    sandbox.control.configure({ twilio: { webhooks: { early: false, copies: 2, shuffle: true } } });
    for (let index = 0; index < 30; index++) await send('x', `+15558676${100 + index}`);
    await sandbox.control.drained();
    expect(receiver.received).toHaveLength(120);
    const firstOf = (number: string) =>
      receiver.forms().find((form) => form['To'] === number)?.['MessageStatus'];
    const firsts = Array.from({ length: 30 }, (_, index) => firstOf(`+15558676${100 + index}`));
    expect(new Set(firsts)).toEqual(new Set(['sent', 'delivered']));
  });

  it('reach a receiver that is named differently from where it listens', async () => {
    await start();
    sandbox.control.configure({ publicUrl: 'https://crm.example.com' });
    await textClient(sandbox.url).messages.create({
      from,
      to,
      body: 'x',
      statusCallback: 'https://crm.example.com/api/webhooks/twilio/status?mid=2',
    });
    await until(() => receiver.received.length === 2);
    const [post] = receiver.received;
    const signature = String(post?.headers['x-twilio-signature']);
    const url = `https://crm.example.com${post?.path}`;
    expect(twilio.validateRequest(authToken, signature, url, receiver.forms()[0] ?? {})).toBe(true);
  });

  it('stop with enabled: false', async () => {
    await start({ webhooks: { enabled: false } });
    await send();
    expect(sandbox.control.stats().twilio.pendingTexts).toBe(0);
  });
});

describe('texts to the CRM', () => {
  it('come from the other side of the newest conversation, signed', async () => {
    await start();
    await send();
    await sandbox.control.drained();
    receiver.received.length = 0;
    const { sid, outcome } = await sandbox.control.inboundText({
      from: to,
      body: 'Is it still available? 👍',
    });
    expect(outcome).toEqual({ status: 204, body: '' });
    const [post] = receiver.received;
    expect(post && isSigned(post)).toBe(true);
    expect(post?.path).toBe('/api/webhooks/twilio/inbound');
    expect(receiver.forms()[0]).toMatchObject({
      MessageSid: sid,
      From: to,
      To: from,
      Body: 'Is it still available? 👍',
      AccountSid: account,
      NumMedia: '0',
      SmsStatus: 'received',
    });
  });

  it('answer by script; STOP blocks further texts until START', async () => {
    await start({ numbers: { [to]: { replies: ['Stop '] } } });
    await send();
    await sandbox.control.drained();
    expect(receiver.forms().at(-1)).toMatchObject({ From: to, Body: 'Stop ' });
    await expect(send()).rejects.toMatchObject({ code: 21610 });
    await expect(send('x', '+15558675399')).resolves.toMatchObject({ status: 'queued' });
    await sandbox.control.inboundText({ from: to, to: from, body: 'START' });
    await expect(send()).resolves.toMatchObject({ status: 'queued' });
  });

  it('do not block for a sentence with the word in it', async () => {
    await start();
    await send();
    await sandbox.control.inboundText({ from: to, body: 'Can you stop by tomorrow?' });
    await expect(send()).resolves.toMatchObject({ status: 'queued' });
  });

  it('are drawn from the mix of replies', async () => {
    await start({ replies: [{ body: 'Who is this?', probability: 1 }] });
    await send();
    await sandbox.control.drained();
    expect(receiver.forms().at(-1)).toMatchObject({ From: to, To: from, Body: 'Who is this?' });
  });

  it('are refused by the control endpoint when nobody can get them', async () => {
    await start();
    const answer = await fetch(`${sandbox.url}/_control/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: to, body: 'hi' }),
    });
    expect(answer.status).toBe(409);
  });
});
