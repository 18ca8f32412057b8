import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export const signatureHeader = 'X-Twilio-Email-Event-Webhook-Signature';
export const timestampHeader = 'X-Twilio-Email-Event-Webhook-Timestamp';

/** Signs webhooks as SendGrid does: ECDSA P-256 and SHA-256 over timestamp and raw body, DER in base64. */
export class EventSigner {
  /** Base64 of the SubjectPublicKeyInfo DER: what the provider's console shows as verification key. */
  readonly publicKey: string;
  private readonly key: KeyObject;

  /** `privateKey`: base64 of a PKCS8 DER, or PEM; left out, a new pair is made. */
  constructor(privateKey?: string) {
    this.key = privateKey
      ? readKey(privateKey)
      : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    this.publicKey = createPublicKey(this.key).export({ format: 'der', type: 'spki' }).toString('base64');
  }

  /** `now` in milliseconds; the header carries seconds. */
  headersFor(body: string | Buffer, now: number): Record<string, string> {
    const timestamp = String(Math.floor(now / 1_000));
    const signed = Buffer.concat([Buffer.from(timestamp), Buffer.from(body)]);
    return {
      [signatureHeader]: sign('sha256', signed, this.key).toString('base64'),
      [timestampHeader]: timestamp,
    };
  }
}

function readKey(privateKey: string): KeyObject {
  const key = privateKey.includes('-----BEGIN')
    ? createPrivateKey(privateKey)
    : createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('the webhook key must be P-256');
  return key;
}
