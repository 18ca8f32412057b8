import { createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifySendGridSignature } from './sendgrid-signature';

interface Vector {
  name: string;
  publicKey: string;
  timestamp: string;
  signature: string;
  payload_base64: string;
  valid: boolean;
}

const path = join(import.meta.dirname, 'test/vectors/sendgrid-event-webhook.json');
const { vectors } = JSON.parse(readFileSync(path, 'utf8')) as { vectors: Vector[] };
const [genuine] = vectors as [Vector];
const given = {
  publicKeyBase64: genuine.publicKey,
  signature: genuine.signature,
  timestamp: genuine.timestamp,
  rawBody: Buffer.from(genuine.payload_base64, 'base64'),
};

describe('the official vectors', () => {
  it('hold a valid and an invalid case', () => {
    expect(new Set(vectors.map(({ valid }) => valid)).size).toBe(2);
  });

  it.each(vectors)('$name', (vector) => {
    const rawBody = Buffer.from(vector.payload_base64, 'base64');
    const { publicKey: publicKeyBase64, signature, timestamp, valid } = vector;
    expect(verifySendGridSignature({ publicKeyBase64, signature, timestamp, rawBody })).toBe(valid);
  });
});

describe('what was not signed', () => {
  it.each([
    ['without its last CRLF', { rawBody: given.rawBody.subarray(0, -2) }],
    ['serialised again', { rawBody: Buffer.from(JSON.stringify(JSON.parse(given.rawBody.toString()))) }],
    ['with another timestamp', { timestamp: '1600112503' }],
    ['without a timestamp', { timestamp: undefined }],
    ['without a signature', { signature: undefined }],
    ['with an empty signature', { signature: '' }],
    ['with a signature that is no DER', { signature: Buffer.from('not a signature').toString('base64') }],
    ['with a cut signature', { signature: given.signature.slice(0, 40) }],
    ['with a signature that is no base64', { signature: '%%%' }],
    ['without a key', { publicKeyBase64: undefined }],
    ['with a key that is no DER', { publicKeyBase64: 'bm90IGEga2V5' }],
  ])('is refused %s', (_name, change) => {
    expect(verifySendGridSignature({ ...given, ...change })).toBe(false);
  });

  it('is refused under a key of another curve, although the signature fits it', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    const rawBody = Buffer.from('[]');
    const signature = createSign('sha256').update('1').update(rawBody).sign(privateKey, 'base64');
    const publicKeyBase64 = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    expect(verifySendGridSignature({ publicKeyBase64, signature, timestamp: '1', rawBody })).toBe(false);
  });
});

it('verifies a batch over all its bytes, the CRLF between events included', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const rawBody = Buffer.from('[{"event":"open"},\r\n{"event":"click"}]\r\n');
  const signature = createSign('sha256').update('1600112502').update(rawBody).sign(privateKey, 'base64');
  const publicKeyBase64 = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const batch = { publicKeyBase64, signature, timestamp: '1600112502' };
  expect(verifySendGridSignature({ ...batch, rawBody })).toBe(true);
  const joined = Buffer.from(rawBody.toString().replace('},\r\n{', '},{'));
  expect(verifySendGridSignature({ ...batch, rawBody: joined })).toBe(false);
});
