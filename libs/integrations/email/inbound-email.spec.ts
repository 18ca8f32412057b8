import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseInboundEmail } from './inbound-email';
import { MalformedWebhookError } from '@integrations/hand-off';

/** The recorded forms name their boundary xYzZY and hold fields only. */
function fieldsOf(file: string): Record<string, Buffer> {
  const form = readFileSync(join(import.meta.dirname, 'test/payloads', file), 'latin1');
  const parts = form.split(/\r?\n?--xYzZY(?:--)?(?:\r?\n|$)/).filter((part) => part !== '');
  return Object.fromEntries(
    parts.map((part) => {
      const [head = '', ...body] = part.split(/\r?\n\r?\n/);
      return [/name="([^"]+)"/.exec(head)?.[1] ?? '', Buffer.from(body.join('\r\n\r\n'), 'latin1')];
    }),
  );
}

const mail = {
  from: 'Ann <ann@x.example>',
  to: 'in@crm.example',
  subject: 'Re: tour',
  text: 'Yes',
  headers: '',
};

it("reads SendGrid's recorded form", () => {
  const email = parseInboundEmail(fieldsOf('default_data.multipart'));
  expect(email).toMatchObject({
    from: { email: 'test@example.com', name: 'Example User' },
    to: [{ email: 'inbound@inbound.example.com' }],
    envelope: { from: 'test@example.com', to: ['inbound@inbound.example.com'] },
    subject: 'Testing non-raw',
    spf: 'pass',
    automatic: false,
    attachments: [],
  });
  expect(email.text.trim()).toBe('Hello Twilio SendGrid!');
  expect(email.html?.trim()).toBe('<html><body><strong>Hello Twilio SendGrid!</body></html>');
  expect(email.headers.get('subject')).toEqual(['Inbound Parse Test Data']);
});

it('refuses the recorded raw form, and says which setting to change', () => {
  expect(() => parseInboundEmail(fieldsOf('raw_data.multipart'))).toThrow(MalformedWebhookError);
  expect(() => parseInboundEmail(fieldsOf('raw_data.multipart'))).toThrow(/full MIME message/);
});

it('finds the thread in folded headers', () => {
  const headers = [
    'Message-ID: <three@x.example>',
    'in-reply-to: <two@crm.example>',
    'References: <one@crm.example>',
    '\t<two@crm.example>',
    ' broken line without a name',
    'Received: a',
    'Received: b',
  ].join('\r\n');
  const email = parseInboundEmail({ ...mail, headers });
  expect(email).toMatchObject({
    messageId: 'three@x.example',
    inReplyTo: 'two@crm.example',
    references: ['one@crm.example', 'two@crm.example'],
  });
  expect(email.headers.get('received')).toEqual(['a', 'b']);
});

it.each([
  ['Auto-Submitted: auto-replied', true],
  ['Auto-Submitted: no', false],
  ['Precedence: bulk', true],
  ['X-Auto-Response-Suppress: All', true],
  ['Subject: Automatic reply', false],
])('tells whether a program wrote it: %s', (headers, automatic) => {
  expect(parseInboundEmail({ ...mail, headers }).automatic).toBe(automatic);
});

it('decodes each field by the charset SendGrid names for it', () => {
  const fields = {
    ...mail,
    text: Buffer.from([0xbf, 0x63, 0x75, 0xe1, 0x6e, 0x64, 0x6f, 0x3f]),
    subject: Buffer.from('¿Mañana?', 'utf8'),
    charsets: '{"text":"iso-8859-1","subject":"UTF-8"}',
  };
  expect(parseInboundEmail(fields)).toMatchObject({ text: '¿cuándo?', subject: '¿Mañana?' });
  const unknown = { ...fields, charsets: '{"text":"x-nobody-knows"}' };
  expect(parseInboundEmail(unknown).text).toBe('¿cuándo?');
});

it('reads addresses with quotes, commas and comments', () => {
  const to =
    '"Lee, \\"Ann\\"" <ann@x.example>, bob@x.example (work), <c@x.example>, undisclosed-recipients:;';
  expect(parseInboundEmail({ ...mail, to }).to).toEqual([
    { email: 'ann@x.example', name: 'Lee, "Ann"' },
    { email: 'bob@x.example' },
    { email: 'c@x.example' },
  ]);
});

it('describes attachments, with what SendGrid says about each file', () => {
  const fields = {
    ...mail,
    'attachment-info': '{"attachment1":{"filename":"plan.pdf","type":"application/pdf","content-id":"c1"}}',
  };
  const files = [
    { field: 'attachment1', filename: 'x', contentType: 'text/plain', bytes: 9 },
    { field: 'attachment2', bytes: 3 },
  ];
  expect(parseInboundEmail(fields, files).attachments).toEqual([
    { field: 'attachment1', filename: 'plan.pdf', contentType: 'application/pdf', bytes: 9, contentId: 'c1' },
    { field: 'attachment2', filename: 'attachment2', contentType: 'application/octet-stream', bytes: 3 },
  ]);
});

it('survives JSON fields that are none, and refuses a mail nobody sent', () => {
  const email = parseInboundEmail({
    ...mail,
    envelope: '{broken',
    charsets: '[]',
    'attachment-info': 'null',
  });
  expect(email.envelope).toEqual({ to: [] });
  expect(() => parseInboundEmail({ ...mail, from: 'no address here' })).toThrow(MalformedWebhookError);
  expect(() => parseInboundEmail({})).toThrow(MalformedWebhookError);
});
