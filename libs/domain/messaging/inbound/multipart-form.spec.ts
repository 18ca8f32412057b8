import { MalformedWebhookError } from '@integrations/email';
import { readMultipart } from './multipart-form';

const type = 'multipart/form-data; boundary=xYz';
const form = (...parts: string[]) =>
  Buffer.from(`${parts.map((part) => `--xYz\r\n${part}\r\n`).join('')}--xYz--\r\n`);
const field = (name: string, content: string) =>
  `Content-Disposition: form-data; name="${name}"\r\n\r\n${content}`;
const texts = (body: Buffer, contentType = type) =>
  Object.fromEntries(
    Object.entries(readMultipart(body, contentType).fields).map(([name, bytes]) => [
      name,
      bytes.toString('utf8'),
    ]),
  );

describe('readMultipart', () => {
  it('keeps the bytes of a field, line ends and all', () => {
    const body = form(
      field('text', 'one\r\n\r\ntwo\r\n--xY\r\n'),
      field('empty', ''),
      field('__proto__', 'x'),
    );
    expect(Object.entries(texts(body))).toEqual([
      ['text', 'one\r\n\r\ntwo\r\n--xY\r\n'],
      ['empty', ''],
      ['__proto__', 'x'],
    ]);
  });

  it('does not decode: the charset of a field stands elsewhere', () => {
    const head = Buffer.from('--xYz\r\ncontent-disposition: form-data; name=text\r\n\r\n');
    const body = Buffer.concat([head, Buffer.from([0xe9, 0x00, 0xff]), Buffer.from('\r\n--xYz--')]);
    expect(readMultipart(body, type).fields['text']).toEqual(Buffer.from([0xe9, 0x00, 0xff]));
  });

  it('describes a file and lets its bytes go', () => {
    const head =
      'Content-Disposition: form-data; name="attachment1"; filename="a \\"b\\".pdf"\r\nContent-Type: application/pdf; x=y';
    expect(readMultipart(form(`${head}\r\n\r\n12345`), type)).toEqual({
      fields: {},
      files: [
        {
          field: 'attachment1',
          filename: 'a "b".pdf',
          contentType: 'application/pdf',
          bytes: 5,
          content: Buffer.from('12345'),
        },
      ],
    });
  });

  it('reads what the platform itself writes', async () => {
    const data = new FormData();
    data.set('subject', 'Re: ünï');
    data.set('attachment1', new Blob(['abc'], { type: 'text/plain' }), 'a.txt');
    const request = new Request('http://127.0.0.1/', { method: 'POST', body: data });
    const contentType = request.headers.get('content-type')!;
    const read = readMultipart(Buffer.from(await request.arrayBuffer()), contentType);
    expect(read.fields['subject']?.toString('utf8')).toBe('Re: ünï');
    expect(read.files).toEqual([
      {
        field: 'attachment1',
        filename: 'a.txt',
        contentType: 'text/plain',
        bytes: 3,
        content: Buffer.from('abc'),
      },
    ]);
  });

  it.each<[string, Buffer, string | undefined]>([
    ['another type', form(field('a', 'b')), 'application/json'],
    ['no type', form(field('a', 'b')), undefined],
    ['another boundary', form(field('a', 'b')), 'multipart/form-data; boundary=zzz'],
    ['a cut body', form(field('a', 'b')).subarray(0, -8), type],
    ['a part without a name', form('Content-Disposition: form-data\r\n\r\nx'), type],
    ['a part without a header', form('x'), type],
    [
      'more parts than a mail has',
      form(...Array.from({ length: 1_001 }, (_, index) => field(`f${index}`, ''))),
      type,
    ],
    ['nothing', Buffer.alloc(0), type],
  ])('refuses %s', (_, body, contentType) => {
    expect(() => readMultipart(body, contentType)).toThrow(MalformedWebhookError);
  });

  it('takes a large body in linear time', () => {
    const body = form(field('text', '\r\n--xY'.repeat(700_000)), field('b', '1'));
    const before = performance.now();
    expect(texts(body)['b']).toBe('1');
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
