import { mailClient, mailTo, postMail } from '../../test/provider-clients';
import { createSandbox } from '../sandbox';
import type { Sandbox } from '../sandbox';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(async () => sandbox.close());
beforeEach(() => {
  sandbox.control.record.reset();
  sandbox.control.clearOutbox();
});

interface ErrorBody {
  errors: { message: string; field: string | null; help: null }[];
}

async function refusalOf(change: (mail: ReturnType<typeof mailTo> & Record<string, unknown>) => unknown) {
  const mail: ReturnType<typeof mailTo> & Record<string, unknown> = mailTo([
    'a@example.com',
    'b@example.com',
  ]);
  const answer = await postMail(sandbox.url, change(mail) ?? mail);
  return { status: answer.status, body: (await answer.json()) as ErrorBody };
}

describe('a mail sent with the SDK', () => {
  it('is accepted with X-Message-Id, recorded and shown as its recipient gets it', async () => {
    const [answer] = await mailClient(sandbox.url).send({
      to: 'ann@example.com',
      from: { email: 'agent@brickwork.example', name: 'Agent' },
      replyTo: 'reply@brickwork.example',
      subject: 'Hello -name-',
      text: 'Dear -name-, -name-of-agent- here',
      html: '<p>Dear -name-</p>',
      headers: { 'List-Unsubscribe': '<https://crm.example/u/-token->' },
      substitutions: { '-name-': 'Ann $& Bob', '-name-of-agent-': 'Eve', '-token-': 't1' },
      customArgs: { crm_message_id: 'm-1' },
      categories: ['campaign'],
    });
    expect(answer.statusCode).toBe(202);
    expect(answer.body).toBe('');
    const messageId = (answer.headers as Record<string, string>)['x-message-id'];
    expect(messageId).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(sandbox.control.outbox('ann@').emails).toEqual([
      expect.objectContaining({
        messageId,
        from: 'Agent <agent@brickwork.example>',
        to: 'ann@example.com',
        subject: 'Hello Ann $& Bob',
        text: 'Dear Ann $& Bob, Eve here',
        html: '<p>Dear Ann $& Bob</p>',
        headers: { 'List-Unsubscribe': '<https://crm.example/u/t1>' },
        customArgs: { crm_message_id: 'm-1' },
        categories: ['campaign'],
      }),
    ]);
    expect(sandbox.control.record.page({ limit: 10 }).data).toEqual([
      expect.objectContaining({
        provider: 'email',
        messageId: 'm-1',
        address: 'ann@example.com',
        providerMessageId: messageId,
      }),
    ]);
  });

  it('reports a refusal to the SDK as the provider does', async () => {
    await expect(
      mailClient(sandbox.url).send({
        to: 'not an address',
        from: 'agent@brickwork.example',
        subject: 'x',
        text: 'x',
      }),
    ).rejects.toMatchObject({
      code: 400,
      response: {
        body: {
          errors: [{ message: 'Does not contain a valid address.', field: 'personalizations.0.to.0.email' }],
        },
      },
    });
    expect(sandbox.control.record.summary()).toMatchObject({ refused: 1, email: { accepted: 0 } });
  });

  it('is not sent in sandbox mode', async () => {
    const mail = { ...mailTo(['a@example.com']), mail_settings: { sandbox_mode: { enable: true } } };
    expect((await postMail(sandbox.url, mail)).status).toBe(200);
    expect(sandbox.control.record.summary().email.accepted).toBe(0);
  });
});

describe('the provider document', () => {
  it('refuses a request without a key', async () => {
    const answer = await fetch(`${sandbox.url}/v3/mail/send`, { method: 'POST' });
    expect(answer.status).toBe(401);
    expect(((await answer.json()) as ErrorBody).errors[0]?.message).toMatch(/authorization grant is invalid/);
  });

  it.each<[string, (mail: ReturnType<typeof mailTo> & Record<string, unknown>) => unknown, string | null]>([
    ['unknown property', (mail) => ({ ...mail, templateId: 'x' }), 'templateId'],
    ['no personalizations', (mail) => ({ ...mail, personalizations: [] }), 'personalizations'],
    ['no from', ({ from: _from, ...mail }) => mail, 'from'],
    ['no content', ({ content: _content, ...mail }) => mail, null],
    ['number as custom argument', (mail) => ({ ...mail, custom_args: { a: 1 } }), 'custom_args.a'],
    ['text as send_at', (mail) => ({ ...mail, send_at: 'soon' }), 'send_at'],
    [
      'eleven categories',
      (mail) => ({ ...mail, categories: Array.from({ length: 11 }, (_, index) => `c${index}`) }),
      'categories',
    ],
    [
      '1,001 personalizations',
      () => mailTo(Array.from({ length: 1_001 }, (_, index) => `p${index}@example.com`)),
      'personalizations',
    ],
  ])('refuses %s', async (_name, change, field) => {
    const { status, body } = await refusalOf(change);
    expect(status).toBe(400);
    if (field) expect(body.errors.map((error) => error.field)).toContain(field);
    expect(sandbox.control.record.summary().email.accepted).toBe(0);
  });

  it('answers broken JSON, an unknown path and another content type in its own form', async () => {
    const broken = await postMail(sandbox.url, '{"from":');
    expect([broken.status, Object.keys((await broken.json()) as object)]).toEqual([400, ['errors']]);
    const missing = await fetch(`${sandbox.url}/v3/nothing`);
    expect([missing.status, Object.keys((await missing.json()) as object)]).toEqual([404, ['errors']]);
    const form = await fetch(`${sandbox.url}/v3/mail/send`, {
      method: 'POST',
      body: new URLSearchParams('a=1'),
    });
    expect([form.status, Object.keys((await form.json()) as object)]).toEqual([415, ['errors']]);
  });
});

describe('rules beyond the schema', () => {
  const long = 'x'.repeat(9_990);

  it.each<[string, (mail: ReturnType<typeof mailTo> & Record<string, unknown>) => unknown, RegExp]>([
    [
      'an address twice, in any case',
      () => mailTo(['a@example.com', 'A@Example.com']),
      /first duplicate instance of \[A@Example\.com\]/,
    ],
    ['large custom_args', (mail) => ({ ...mail, custom_args: { long } }), /custom_args may not exceed/],
    [
      'custom_args of few characters but many bytes',
      (mail) => ({ ...mail, custom_args: { long: '€'.repeat(3_400) } }),
      /custom_args may not exceed/,
    ],
    [
      'large substitutions',
      (mail) => {
        Object.assign(mail.personalizations[1]?.substitutions ?? {}, { long });
      },
      /substitutions may not exceed/,
    ],
    [
      'HTML before text',
      (mail) => ({ ...mail, content: mail.content.toReversed() }),
      /text\/plain must be first/,
    ],
    ['no subject', ({ subject: _subject, ...mail }) => mail, /subject is required/],
    [
      'a reserved header',
      (mail) => ({ ...mail, headers: { 'reply-to': 'x@y.zz' } }),
      /reply-to may not be set/,
    ],
    ['a header of two lines', (mail) => ({ ...mail, headers: { 'X-A': 'b\r\nBcc: c@d.ee' } }), /one line/],
    [
      'a date beyond 72 hours',
      (mail) => ({ ...mail, send_at: Math.floor(Date.now() / 1_000) + 73 * 3_600 }),
      /72 hours/,
    ],
    ['empty content list', (mail) => ({ ...mail, content: [] }), /content parameter is required/],
  ])('refuse %s', async (_name, change, message) => {
    const { status, body } = await refusalOf(change);
    expect(status).toBe(400);
    expect(body.errors[0]?.message).toMatch(message);
  });

  it('let custom_args of just under the limit pass', async () => {
    const mail = { ...mailTo(['a@example.com']), custom_args: { long: 'x'.repeat(9_900) } };
    expect((await postMail(sandbox.url, mail)).status).toBe(202);
  });

  it('count every address of a request against the 1,000', async () => {
    const mail = mailTo(Array.from({ length: 999 }, (_, index) => `p${index}@example.com`));
    const copies = [{ email: 'x@example.com' }, { email: 'y@example.com' }];
    Object.assign(mail.personalizations[0] ?? {}, { cc: copies });
    const answer = await postMail(sandbox.url, mail);
    expect(((await answer.json()) as ErrorBody).errors[0]?.message).toMatch(/no more than 1000/);
  });

  it('stop at 30 MB with the answer of its proxy', async () => {
    const content = [{ type: 'text/plain', value: 'x'.repeat(30.5 * 1024 * 1024) }];
    const answer = await postMail(sandbox.url, { ...mailTo(['a@example.com']), content });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([413, 'text/html']);
  });
});

it('keeps full content of the newest mails only, and all in the record', async () => {
  const small = await createSandbox({ keepMessages: 3 });
  await postMail(small.url, mailTo(['a1@example.com', 'a2@example.com'], 'a'));
  await postMail(small.url, mailTo(['b1@example.com', 'b2@example.com'], 'b'));
  expect(small.control.outbox().emails.map((mail) => mail.to)).toEqual(['b2@example.com', 'b1@example.com']);
  expect(small.control.record.summary().email).toMatchObject({ accepted: 4, distinctMessageIds: 4 });
  await small.close();
});
