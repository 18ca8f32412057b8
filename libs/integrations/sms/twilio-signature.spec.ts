import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyTwilioSignature } from './twilio-signature';

interface Vector {
  name: string;
  kind: 'form' | 'json';
  authToken: string;
  url: string;
  params?: Record<string, string | string[]>;
  body?: string;
  signature: string | null;
  valid: boolean;
}
interface WebhookRequest {
  name: string;
  url: string;
  contentType: string;
  body: string;
  signature: string;
}

const read = (path: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'test', path), 'utf8'));
const { vectors } = read('vectors/twilio-signature.json') as { vectors: Vector[] };
const recorded = read('payloads/webhooks.json') as { authToken: string; requests: WebhookRequest[] };

const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';

function formBody(params: Record<string, string | string[]> = {}): Buffer {
  const pairs = Object.entries(params).flatMap(([key, values]) =>
    [values].flat().map((value) => [key, value] as [string, string]),
  );
  return Buffer.from(new URLSearchParams(pairs).toString());
}

describe('the official vectors', () => {
  it('hold valid and invalid, form and JSON cases', () => {
    expect(new Set(vectors.map(({ kind, valid }) => `${kind} ${valid}`)).size).toBe(4);
  });

  it.each(vectors)('$name', ({ kind, authToken, url, params, body, signature, valid }) => {
    const contentType = kind === 'form' ? FORM : 'application/json';
    const rawBody = kind === 'form' ? formBody(params) : Buffer.from(body ?? '');
    const given = { authToken, url, rawBody, contentType, signature: signature ?? undefined };
    expect(verifyTwilioSignature(given)).toBe(valid);
    // What is invalid must not become valid by leaving the content type out.
    if (!valid) expect(verifyTwilioSignature({ ...given, contentType: undefined })).toBe(false);
  });
});

describe('webhook requests', () => {
  it.each(recorded.requests)('$name', ({ url, contentType, body, signature }) => {
    const given = { authToken: recorded.authToken, url, contentType, signature, rawBody: Buffer.from(body) };
    expect(verifyTwilioSignature(given)).toBe(true);
    expect(verifyTwilioSignature({ ...given, rawBody: Buffer.from(`${body}&Extra=1`) })).toBe(false);
    expect(verifyTwilioSignature({ ...given, url: url.replace('crm.', 'evil.') })).toBe(false);
    expect(verifyTwilioSignature({ ...given, authToken: 'another' })).toBe(false);
  });
});

/** Twilio's scheme in six lines, apart from the SDK. */
function sign(token: string, url: string, pairs: [string, string][]): string {
  const names = [...new Set(pairs.map(([name]) => name))].sort();
  const values = (name: string) => [...new Set(pairs.filter(([n]) => n === name).map(([, v]) => v))].sort();
  const text = url + names.flatMap((name) => values(name).map((value) => name + value)).join('');
  return createHmac('sha1', token).update(text).digest('base64');
}

describe('forms as they come', () => {
  const url = 'https://crm.example/api/webhooks/twilio/status?mid=1';
  const check = (pairs: [string, string][], rawBody = new URLSearchParams(pairs).toString()) =>
    verifyTwilioSignature({
      authToken: 'token',
      signature: sign('token', url, pairs),
      url,
      rawBody: Buffer.from(rawBody),
      contentType: FORM,
    });

  it.each<[string, [string, string][]]>([
    [
      'a repeated key',
      [
        ['A', '2'],
        ['A', '1'],
        ['B', 'x'],
      ],
    ],
    [
      'a repeated value',
      [
        ['A', '1'],
        ['A', '1'],
      ],
    ],
    [
      'brackets in a key',
      [
        ['a[b]', '1'],
        ['a[]', '2'],
        ['a.b', '3'],
      ],
    ],
    [
      'an empty value',
      [
        ['A', ''],
        ['B', '1'],
      ],
    ],
    ['blanks kept', [['Body', '  hello  ']]],
    ['other scripts', [['Body', '¿podemos? 👍 + & =']]],
    [
      'a key named __proto__',
      [
        ['__proto__', 'x'],
        ['B', '1'],
      ],
    ],
  ])('%s', (_name, pairs) => {
    expect(check(pairs)).toBe(true);
    expect(check(pairs, 'B=other')).toBe(false);
  });

  it('accepts the second token while tokens rotate, and never an empty one', () => {
    const given = { url, rawBody: Buffer.from('A=1'), contentType: FORM };
    const signature = sign('new', url, [['A', '1']]);
    expect(verifyTwilioSignature({ ...given, signature, authToken: ['old', 'new'] })).toBe(true);
    expect(verifyTwilioSignature({ ...given, signature, authToken: ['old'] })).toBe(false);
    const unkeyed = sign('', url, [['A', '1']]);
    expect(verifyTwilioSignature({ ...given, signature: unkeyed, authToken: '' })).toBe(false);
    expect(verifyTwilioSignature({ ...given, signature: unkeyed, authToken: [] })).toBe(false);
  });

  it('is false for what cannot be read', () => {
    const given = { authToken: 'token', rawBody: Buffer.from('A=1'), contentType: FORM };
    expect(verifyTwilioSignature({ ...given, url: 'not a url', signature: 'x' })).toBe(false);
    expect(verifyTwilioSignature({ ...given, url, signature: '' })).toBe(false);
    expect(verifyTwilioSignature({ ...given, url, signature: 'é'.repeat(20) })).toBe(false);
  });
});

describe('other bodies', () => {
  const plain = 'https://crm.example/hook';
  const given = { authToken: 'token', contentType: 'application/json' };

  it('count only through bodySHA256', () => {
    const rawBody = Buffer.from('{"a":1}');
    const unhashed = { ...given, url: plain, signature: sign('token', plain, []), rawBody };
    expect(verifyTwilioSignature(unhashed)).toBe(false);
    const url = `${plain}?bodySHA256=${createHash('sha256').update(rawBody).digest('hex')}`;
    const hashed = { ...given, url, signature: sign('token', url, []), rawBody };
    expect(verifyTwilioSignature(hashed)).toBe(true);
    expect(verifyTwilioSignature({ ...hashed, rawBody: Buffer.from('{"a":2}') })).toBe(false);
  });

  it('may be absent: a GET is signed by its URL', () => {
    const get = { authToken: 'token', contentType: undefined, url: plain, rawBody: Buffer.alloc(0) };
    expect(verifyTwilioSignature({ ...get, signature: sign('token', plain, []) })).toBe(true);
  });
});
