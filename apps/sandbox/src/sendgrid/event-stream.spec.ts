import { createPublicKey, verify } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { mailTo, postMail } from '../../test/provider-clients';
import { startReceiver, until } from '../../test/webhook-receiver';
import type { Receiver, Received } from '../../test/webhook-receiver';
import { createSandbox } from '../sandbox';
import type { Sandbox } from '../sandbox';
import type { SettingsPatch } from '../settings-schema';

const quiet = {
  dropped: 0,
  bounce: 0,
  blocked: 0,
  deferred: 0,
  open: 0,
  click: 0,
  unsubscribe: 0,
  spamreport: 0,
};
const delaysMs = {
  processed: 0,
  dropped: 0,
  deferred: 5,
  bounce: 10,
  delivered: 10,
  open: 20,
  click: 30,
  unsubscribe: 40,
  spamreport: 40,
};

let sandbox: Sandbox;
let receiver: Receiver;
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

async function start(
  settings: SettingsPatch['sendgrid'] = {},
  answer?: (post: Received, index: number) => number,
) {
  receiver = await startReceiver(answer);
  sandbox = await createSandbox({
    settings: {
      targetUrl: receiver.url,
      sendgrid: { delaysMs, mix: quiet, ...settings, webhooks: { gatherMs: 5, ...settings.webhooks } },
    },
  });
}

const namesOf = (address: string) =>
  receiver
    .events()
    .filter((event) => event.email === address)
    .map((event) => [event.event, event['type']].filter(Boolean).join(':'));

describe('events of accepted mail', () => {
  it('come as signed arrays with the custom arguments flat and ids that name the message', async () => {
    await start();
    const answer = await postMail(sandbox.url, mailTo(['click@example.com', 'plain@example.com']));
    const messageId = answer.headers.get('x-message-id') ?? '';
    expect(await sandbox.control.drained()).toBe(true);
    const key = createPublicKey({
      key: Buffer.from(sandbox.control.sendgridPublicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    for (const post of receiver.received) {
      expect(post.path).toBe('/api/webhooks/sendgrid');
      const timestamp = String(post.headers['x-twilio-email-event-webhook-timestamp']);
      const signature = String(post.headers['x-twilio-email-event-webhook-signature']);
      const signed = Buffer.concat([Buffer.from(timestamp), post.body]);
      expect(verify('sha256', signed, key, Buffer.from(signature, 'base64'))).toBe(true);
      expect(post.body.toString()).toMatch(/\]\r\n$/);
    }
    const click = receiver.events().find((event) => event.event === 'click');
    expect(click).toMatchObject({
      email: 'click@example.com',
      crm_message_id: 'msg-0',
      crm_team_id: 'team-1',
      url: 'https://homes.example/r0?a=1&b=2',
    });
    expect(click?.sg_message_id.split('.')[0]).toBe(messageId);
    expect(Math.abs((click?.timestamp ?? 0) - Date.now() / 1_000)).toBeLessThan(10);
    const ids = receiver.events().map((event) => event.sg_event_id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('follow the address where it asks for something', async () => {
    await start();
    const scripts: Record<string, string[]> = {
      'bounce@example.com': ['processed', 'bounce:bounce'],
      'blocked+1@example.com': ['processed', 'bounce:blocked'],
      'dropped7@example.com': ['dropped'],
      'deferred@example.com': ['processed', 'deferred', 'delivered'],
      'open@example.com': ['processed', 'delivered', 'open'],
      'click@example.com': ['processed', 'delivered', 'open', 'click'],
      'unsubscribe@example.com': ['processed', 'delivered', 'open', 'unsubscribe'],
      'spam@example.com': ['processed', 'delivered', 'spamreport'],
      'bouncer@example.com': ['processed', 'delivered'],
    };
    await postMail(sandbox.url, mailTo(Object.keys(scripts)));
    await sandbox.control.drained();
    for (const [address, names] of Object.entries(scripts))
      expect([address, namesOf(address)]).toEqual([address, names]);
  });

  it('follow the mix otherwise, the same for the same seed', async () => {
    await start({ mix: { ...quiet, open: 0.5, bounce: 0.1 } });
    const addresses = Array.from({ length: 1_000 }, (_, index) => `lead-${index}@example.com`);
    await postMail(sandbox.url, mailTo(addresses));
    await sandbox.control.drained();
    const fate = () =>
      receiver
        .events()
        .map((event) => `${event.event} ${event.email}`)
        .sort();
    const first = fate();
    const count = (name: string) => first.filter((line) => line.startsWith(`${name} `)).length;
    expect(count('processed')).toBe(1_000);
    expect(count('bounce') + count('delivered')).toBe(1_000);
    expect(count('bounce')).toBeGreaterThan(60);
    expect(count('bounce')).toBeLessThan(140);
    expect(count('open') / count('delivered')).toBeGreaterThan(0.4);
    expect(count('open') / count('delivered')).toBeLessThan(0.6);
    receiver.received.length = 0;
    await postMail(sandbox.url, mailTo(addresses));
    await sandbox.control.drained();
    expect(fate()).toEqual(first);
  });

  it('call an unsubscribe from a group by its name', async () => {
    await start();
    await postMail(sandbox.url, { ...mailTo(['unsubscribe@example.com']), asm: { group_id: 9 } });
    await sandbox.control.drained();
    expect(receiver.events().at(-1)).toMatchObject({ event: 'group_unsubscribe', asm_group_id: 9 });
  });
});

describe('delivery', () => {
  it('never puts more than a thousand events into one post', async () => {
    await start();
    sandbox.control.configure({ sendgrid: { webhooks: { paused: true } } });
    for (const part of [0, 1, 2]) {
      await postMail(
        sandbox.url,
        mailTo(Array.from({ length: 700 }, (_, index) => `d${part}-${index}@example.com`)),
      );
    }
    await sleep(50);
    expect(receiver.received).toHaveLength(0);
    sandbox.control.configure({ sendgrid: { webhooks: { paused: false } } });
    await sandbox.control.drained();
    const sizes = receiver.received.map((post) => (JSON.parse(post.body.toString()) as unknown[]).length);
    expect(Math.max(...sizes)).toBe(1_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(4_200);
  });

  it('is repeated after errors and lost connections with the same event ids, signed anew', async () => {
    const refusals = [500, -1, 403];
    await start({ webhooks: { retryDelaysMs: [20, 1_100, 20] } }, (_post, index) => refusals[index] ?? 204);
    await postMail(sandbox.url, mailTo(['dropped@example.com']));
    await until(() => receiver.received.length === 4);
    await sandbox.control.drained();
    expect(new Set(receiver.events().map((event) => event.sg_event_id)).size).toBe(1);
    const times = receiver.received.map((post) => post.headers['x-twilio-email-event-webhook-timestamp']);
    expect(new Set(times).size).toBeGreaterThan(1);
    expect(sandbox.control.stats().sendgrid).toMatchObject({ delivered: 1, lost: 0, retried: 3 });
  });

  it('gives up after the last gap and says so', async () => {
    await start({ webhooks: { retryDelaysMs: [5, 5] } }, () => 503);
    await postMail(sandbox.url, mailTo(['dropped@example.com']));
    expect(await sandbox.control.drained()).toBe(true);
    expect(receiver.received).toHaveLength(3);
    expect(sandbox.control.stats().sendgrid).toMatchObject({ lost: 1, lastProblem: 'HTTP 503' });
  });

  it('sends copies, mixes the order, and loses nothing by it', async () => {
    await start({ webhooks: { copies: 3, shuffle: true } });
    const addresses = Array.from({ length: 200 }, (_, index) => `click${index}@example.com`);
    await postMail(sandbox.url, mailTo(addresses));
    await sandbox.control.drained();
    const perId = new Map<string, number>();
    for (const { sg_event_id: id } of receiver.events()) perId.set(id, (perId.get(id) ?? 0) + 1);
    expect(perId.size).toBe(800);
    expect([...new Set(perId.values())]).toEqual([3]);
    const early = addresses.filter((address) => namesOf(address)[0] !== 'processed');
    expect(early.length).toBeGreaterThan(20);
  });

  it('can be there before the answer to the request', async () => {
    await start({ webhooks: { early: true } });
    await postMail(sandbox.url, mailTo(['open@example.com']));
    expect(namesOf('open@example.com')).toEqual(['processed', 'delivered', 'open']);
  });

  it('keeps to the given rate', async () => {
    await start({ webhooks: { perSecond: 100 } });
    const started = Date.now();
    await postMail(
      sandbox.url,
      mailTo(Array.from({ length: 30 }, (_, index) => `delivered${index}@example.com`)),
    );
    await sandbox.control.drained();
    expect(receiver.events()).toHaveLength(60);
    expect(Date.now() - started).toBeGreaterThan(450);
    expect(Date.now() - started).toBeLessThan(3_000);
  });

  it('counts the events of a batch that does not fit into the queue instead of keeping them', async () => {
    await start({ webhooks: { maxPending: 10, paused: true } });
    await postMail(sandbox.url, mailTo(['delivered1@example.com', 'delivered2@example.com']));
    await postMail(sandbox.url, mailTo(['click1@example.com', 'click2@example.com']));
    expect(sandbox.control.stats().sendgrid).toMatchObject({ pendingEvents: 4, overflow: 8 });
  });

  it('still knows custom arguments and links of a mail the outbox has let go', async () => {
    receiver = await startReceiver();
    sandbox = await createSandbox({
      keepMessages: 1,
      settings: { targetUrl: receiver.url, sendgrid: { delaysMs, webhooks: { paused: true } } },
    });
    for (const address of ['click1@example.com', 'delivered@example.com'])
      await postMail(sandbox.url, mailTo([address]));
    sandbox.control.configure({ sendgrid: { webhooks: { paused: false } } });
    await sandbox.control.drained();
    expect(receiver.events().find((event) => event.event === 'click')).toMatchObject({
      crm_message_id: 'msg-0',
      url: 'https://homes.example/r0?a=1&b=2',
    });
  });

  it('survives a receiver that is taken away between two attempts, and one that comes back', async () => {
    await start({ webhooks: { retryDelaysMs: [30, 30, 30, 30, 30] } }, (_post, index) =>
      index === 0 ? 500 : 204,
    );
    await postMail(sandbox.url, mailTo(['dropped@example.com']));
    await until(() => receiver.received.length === 1);
    sandbox.control.configure({ targetUrl: null });
    await until(() => sandbox.control.stats().sendgrid.lastProblem === 'no receiver');
    sandbox.control.configure({ targetUrl: receiver.url });
    expect(await sandbox.control.drained()).toBe(true);
    expect(sandbox.control.stats().sendgrid).toMatchObject({ delivered: 1, lost: 0 });
  });

  it('sends nothing without a receiver', async () => {
    await start();
    sandbox.control.configure({ targetUrl: null });
    await postMail(sandbox.url, mailTo(['open@example.com']));
    expect(sandbox.control.stats().sendgrid.pendingEvents).toBe(0);
  });
});
