import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import published from '../../test/vectors/sendgrid-event-webhook.json' with { type: 'json' };
import { EventSigner, signatureHeader, timestampHeader } from './event-signature';

function verifies(publicKey: string, timestamp: string, body: Buffer, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(
    'sha256',
    Buffer.concat([Buffer.from(timestamp), body]),
    key,
    Buffer.from(signature, 'base64'),
  );
}

describe('the event signature', () => {
  it.each(published.vectors)('follows the published vector: $name', (vector) => {
    const body = Buffer.from(vector.payload_base64, 'base64');
    expect(verifies(vector.publicKey, vector.timestamp, body, vector.signature)).toBe(vector.valid);
  });

  it('of the sandbox verifies by the same rule, and only over these bytes and this time', () => {
    const signer = new EventSigner();
    const body = Buffer.from('[{"event":"open"}]\r\n');
    const headers = signer.headersFor(body, 1_600_112_502_900);
    const signature = headers[signatureHeader] ?? '';
    expect(headers[timestampHeader]).toBe('1600112502');
    expect(verifies(signer.publicKey, '1600112502', body, signature)).toBe(true);
    expect(verifies(signer.publicKey, '1600112503', body, signature)).toBe(false);
    expect(verifies(signer.publicKey, '1600112502', body.subarray(0, -2), signature)).toBe(false);
  });

  it('uses the key it is given, as PEM or base64, and no other curve', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const expected = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const der = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    expect(new EventSigner(der).publicKey).toBe(expected);
    expect(new EventSigner(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()).publicKey).toBe(
      expected,
    );
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    expect(() => new EventSigner(other.export({ format: 'pem', type: 'pkcs8' }).toString())).toThrow('P-256');
  });
});
