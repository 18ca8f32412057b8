import { mailTo, postMail, textClient } from '../../test/provider-clients';
import { startReceiver } from '../../test/webhook-receiver';
import { createSandbox } from '../sandbox';
import type { Sandbox } from '../sandbox';

const evil = `"><script>alert(1)</script><img src=x onerror='x'>`;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
  const mail = { ...mailTo(['ann@example.com', 'bob@example.com']), subject: `Sale ${evil}` };
  mail.content = [
    { type: 'text/plain', value: `plain ${evil}` },
    { type: 'text/html', value: `<p style="color:red">html</p>${evil}` },
  ];
  await postMail(sandbox.url, { ...mail, headers: { 'X-Evil': evil } });
  for (const to of ['+15558675310', '+15558675311']) {
    await textClient(sandbox.url).messages.create({ from: '+15017122661', to, body: `text ${evil}` });
  }
});
afterAll(async () => sandbox.close());

async function open(path: string) {
  const answer = await fetch(sandbox.url + path);
  return { answer, page: await answer.text(), policy: answer.headers.get('content-security-policy') ?? '' };
}

async function mailPath(): Promise<string> {
  return /href="(\/outbox\/email\/[^"]+)"/.exec((await open('/outbox?q=ann')).page)?.[1] ?? '';
}

describe('the outbox', () => {
  it.each([
    '/',
    '/outbox',
    `/outbox?q=${encodeURIComponent(evil)}`,
    '/outbox/sms/%2B15558675310',
    `/outbox/sms/${encodeURIComponent(evil)}`,
  ])('shows %s without scripts, markup of senders or anything from elsewhere', async (path) => {
    const { answer, page, policy } = await open(path);
    expect(answer.status).toBe(200);
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'/);
    expect(policy).not.toContain('unsafe');
    expect(page).not.toMatch(/<script|<img|onerror='|https?:\/\/(?!127)/i);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('filters by address and number', async () => {
    const { page } = await open('/outbox?q=ANN');
    expect(page).toContain('ann@example.com');
    expect(page).not.toContain('bob@example.com');
    expect((await open('/outbox?q=5311')).page).not.toContain('+15558675310');
  });

  it('opens a mail in a frame that may do nothing', async () => {
    const { page, policy } = await open(await mailPath());
    expect(page).toContain('<iframe sandbox="" ');
    const framed = /srcdoc="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(framed).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(framed).toContain('&lt;p style=&quot;color:red&quot;&gt;html');
    expect(page.replace(framed, '')).not.toMatch(/<script|<img|onerror='/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src|https?:/);
    expect(page).toContain('X-Evil');
  });

  it('says when a mail is no longer there', async () => {
    expect((await open('/outbox/email/nothing/0')).answer.status).toBe(404);
    expect((await open('/outbox/email/nothing/abc')).answer.status).toBe(404);
  });

  it('gives the same as JSON', async () => {
    const { emails } = JSON.parse((await open('/outbox.json?to=ann')).page) as {
      emails: { to: string; subject: string }[];
    };
    expect(emails).toEqual([expect.objectContaining({ to: 'ann@example.com', subject: `Sale ${evil}` })]);
    const { texts } = JSON.parse(
      (await open(`/outbox.json?to=${encodeURIComponent('+15558675311')}`)).page,
    ) as {
      texts: unknown[];
    };
    expect(texts).toHaveLength(1);
    expect((await open('/outbox.json?limit=0')).answer.status).toBe(400);
  });

  it('shows events, both sides of a conversation, and where it failed', async () => {
    const receiver = await startReceiver();
    sandbox.control.configure({
      targetUrl: receiver.url,
      sendgrid: { delaysMs: { processed: 0, delivered: 1, open: 2 }, webhooks: { gatherMs: 0 } },
      twilio: {
        delaysMs: { sent: 0, delivered: 1 },
        numbers: { '+15558675312': { outcome: 'undelivered', errorCode: 30006 } },
      },
    });
    await postMail(sandbox.url, mailTo(['open@example.com']));
    await textClient(sandbox.url).messages.create({ from: '+15017122661', to: '+15558675312', body: 'ours' });
    await sandbox.control.inboundText({ from: '+15558675312', body: 'theirs' });
    expect(await sandbox.control.drained()).toBe(true);
    const path = /href="(\/outbox\/email\/[^"]+)"/.exec((await open('/outbox?q=open@')).page)?.[1] ?? '';
    expect((await open(path)).page).toMatch(/processed.*delivered.*open/s);
    const thread = (await open('/outbox/sms/%2B15558675312')).page;
    expect(thread).toMatch(/bubble sent">ours.*undelivered 30006.*bubble received">theirs/s);
    await receiver.close();
  });
});
