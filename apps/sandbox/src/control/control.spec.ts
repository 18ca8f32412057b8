import { generateKeyPairSync } from 'node:crypto';
import { mailTo, postMail } from '../../test/provider-clients';
import { startReceiver } from '../../test/webhook-receiver';
import type { Receiver } from '../../test/webhook-receiver';
import { createSandbox } from '../sandbox';
import type { Sandbox } from '../sandbox';
import { optionsFromEnvironment } from '../sandbox-config';

let sandbox: Sandbox;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await createSandbox({
    settings: { targetUrl: receiver.url, sendgrid: { webhooks: { enabled: false } } },
  });
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

async function control(method: string, path: string, body?: unknown, contentType = 'application/json') {
  const answer = await fetch(`${sandbox.url}/_control/${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': contentType },
    body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('settings', () => {
  it('are merged, checked and shown', async () => {
    const patch = {
      sendgrid: { mix: { open: 1 } },
      twilio: { numbers: { '+15558675310': { replies: ['STOP'] } } },
    };
    expect((await control('PUT', 'config', patch)).status).toBe(200);
    const { body } = await control('GET', 'config');
    expect(body).toMatchObject({ targetUrl: receiver.url, ...patch });
    expect(body).toMatchObject({ sendgrid: { mix: { bounce: 0.01 }, webhooks: { enabled: false } } });
  });

  it.each<[string, unknown]>([
    ['unknown name', { sendgrid: { mixx: {} } }],
    ['chance above one', { sendgrid: { mix: { open: 2 } } }],
    ['a path in the target', { targetUrl: 'http://127.0.0.1:3000/api' }],
    ['not an object', []],
  ])('refuse %s and stay as they are', async (_name, patch) => {
    const before = await control('GET', 'config');
    expect((await control('PUT', 'config', patch)).status).toBe(400);
    expect(await control('GET', 'config')).toEqual(before);
  });

  it('cannot be changed by a form or plain text, which any page may post', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      expect((await control('POST', 'inbound', 'from=1&body=2', type)).status).toBe(415);
    }
  });
});

describe('what people do with their mail', () => {
  const oneClickHeaders = (url: string) => ({
    'List-Unsubscribe': `<mailto:u@example.com>, <${url}/api/u/-token->`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
  const mail = (headers: Record<string, string>) => {
    const body = mailTo(['ann@example.com', 'joann@example.com']);
    for (const [index, part] of body.personalizations.entries())
      Object.assign(part.substitutions, { '-token-': `t${index}` });
    return { ...body, headers };
  };

  it('one-click: posts to the address in the header of the newest mail', async () => {
    await postMail(sandbox.url, mail(oneClickHeaders(receiver.url)));
    const { status, body } = await control('POST', 'one-click', { address: 'ANN@example.com' });
    expect([status, body]).toEqual([200, { url: `${receiver.url}/api/u/t0`, status: 204, body: '' }]);
    expect(receiver.received[0]).toMatchObject({ path: '/api/u/t0' });
    expect(receiver.received[0]?.body.toString()).toBe('List-Unsubscribe=One-Click');
    expect(receiver.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    await control('POST', 'one-click', { url: `${receiver.url}/direct` });
    expect(receiver.received[1]?.path).toBe('/direct');
  });

  it('one-click: has no button without both headers', async () => {
    await postMail(sandbox.url, mail({ 'List-Unsubscribe': `<${receiver.url}/u>` }));
    expect((await control('POST', 'one-click', { address: 'ann@example.com' })).status).toBe(422);
    expect((await control('POST', 'one-click', { address: 'nobody@example.com' })).status).toBe(422);
    expect(receiver.received).toHaveLength(0);
  });

  it('answer it: the mail is parsed into a multipart form', async () => {
    const { body } = await control('POST', 'inbound-email', {
      to: 'Agent <r+7@in.crm.example>',
      from: 'Ann Lee <ann@example.com>',
      subject: 'Re: ü',
      text: 'Yes 👍',
      html: '<p>Yes</p>',
      attachments: [
        { filename: 'a.txt', type: 'text/plain', content: Buffer.from('file').toString('base64') },
      ],
    });
    expect(body).toMatchObject({ outcome: { status: 204 } });
    const [post] = receiver.received;
    expect(post?.path).toBe('/api/webhooks/sendgrid/inbound');
    expect(post?.headers['x-twilio-email-event-webhook-signature']).toMatch(/^MEUC|^ME/);
    const contentType = String(post?.headers['content-type']);
    const form = await new Response(new Uint8Array(post?.body ?? []), {
      headers: { 'content-type': contentType },
    }).formData();
    expect(Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'))).toMatchObject({
      from: 'Ann Lee <ann@example.com>',
      subject: 'Re: ü',
      text: 'Yes 👍',
      attachments: '1',
      envelope: '{"to":["r+7@in.crm.example"],"from":"ann@example.com"}',
    });
    const file = form.get('attachment1') as File;
    expect([file.name, await file.text()]).toEqual(['a.txt', 'file']);
  });
});

it('shows its public key and its health', async () => {
  expect((await control('GET', 'sendgrid-public-key')).body).toEqual({
    publicKey: sandbox.control.sendgridPublicKey,
  });
  expect((await control('GET', 'health')).body).toMatchObject({
    status: 'ok',
    sendgrid: { pendingEvents: 0 },
  });
});

describe('the environment', () => {
  it('has defaults that work alone', () => {
    expect(optionsFromEnvironment({})).toMatchObject({ port: 3002, host: '127.0.0.1', settings: {} });
  });

  it('is read', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const options = optionsFromEnvironment({
      SANDBOX_PORT: '0',
      SANDBOX_TARGET_URL: 'http://127.0.0.1:3000',
      SANDBOX_SETTINGS: '{"seed":5}',
      SANDBOX_SENDGRID_PRIVATE_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    });
    const other = await createSandbox({ ...options, log: false });
    expect(other.control.settings()).toMatchObject({ seed: 5, targetUrl: 'http://127.0.0.1:3000' });
    expect(other.control.sendgridPublicKey).toBe(
      publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    );
    await other.close();
  });

  it('is refused when it makes no sense', () => {
    expect(() => optionsFromEnvironment({ SANDBOX_PORT: '70000' })).toThrow('SANDBOX_PORT');
  });
});
