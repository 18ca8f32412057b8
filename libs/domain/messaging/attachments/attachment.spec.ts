import { contentDisposition, safeName, safeType } from './attachment';
import { attachmentsOf, isKept } from './expected-attachments';
import type { InboundPost } from '../inbound/inbound-post';

it.each([
  ['plan.pdf', 'plan.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\temp\\a.doc', 'a.doc'],
  ['a\r\nSet-Cookie: x.txt', 'a_Set-Cookie_ x.txt'],
  ['photo\u202egpj.exe', 'photo_gpj.exe'],
  ['..', 'file'],
  ['', 'file'],
  [`${'x'.repeat(300)}.pdf`, 'x'.repeat(150)],
])('the file %j is called %j', (given, name) => expect(safeName(given, 'file')).toBe(name));

it.each([
  ['image/PNG; name="x"', 'image/png'],
  ['text/html\r\nx: y', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('the type %j is %j', (given, type) => expect(safeType(given)).toBe(type));

it('a name ends no header', () =>
  expect(contentDisposition('Grundriß "Süd" (1).pdf')).toBe(
    `attachment; filename="Grundri_ _S_d_ (1).pdf"; filename*=UTF-8''Grundri%C3%9F%20%22S%C3%BCd%22%20%281%29.pdf`,
  ));

describe('what a post brings', () => {
  const post = (more: Partial<InboundPost>): InboundPost => ({
    ...{
      channel: 'EMAIL',
      from: 'a@x.example',
      to: [],
      subject: null,
      body: '',
      html: null,
      providerId: 'x',
    },
    ...{ optOutType: null, automatic: false, metadata: {} },
    ...more,
  });
  const file = (bytes: number) => ({ field: 'f', filename: 'a.pdf', contentType: 'application/pdf', bytes });

  it('is fetched from where it was put, unless it is too much', () => {
    const megabyte = 1024 * 1024;
    const attachments = [file(10), file(21 * megabyte), ...Array.from({ length: 19 }, () => file(1))];
    const expected = attachmentsOf(post({ upload: 'd1', metadata: { attachments } }));
    expect(expected.map(({ reason, sourceUrl }) => reason ?? sourceUrl)).toEqual([
      'upload:d1:0',
      'too_large',
      ...Array.from({ length: 18 }, (_, n) => `upload:d1:${n + 2}`),
      'too_many',
    ]);
    expect(attachments.map(({ bytes }, position) => isKept(bytes, position))).toEqual(
      expected.map(({ reason }) => reason === null),
    );
  });

  it('is gone when it came before files were kept', () =>
    expect(attachmentsOf(post({ metadata: { attachments: [file(1)] } }))).toMatchObject([
      { reason: 'gone' },
    ]));

  it('is named by its kind when it came with a text', () => {
    const media = [
      { url: 'https://api.twilio.com/1', contentType: 'image/jpeg' },
      { url: 'https://api.twilio.com/2', contentType: 'text/x-vcard' },
    ];
    expect(attachmentsOf(post({ channel: 'SMS', metadata: { media } }))).toMatchObject([
      { name: 'media-1.jpg', sourceUrl: 'https://api.twilio.com/1', reason: null },
      { name: 'media-2.bin' },
    ]);
  });
});
