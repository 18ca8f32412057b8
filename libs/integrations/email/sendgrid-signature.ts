import { createPublicKey, createVerify, type KeyObject } from 'node:crypto';

export interface SendGridSignature {
  /** The webhook's verification key as SendGrid shows it: base64 of the DER SubjectPublicKeyInfo. */
  publicKeyBase64: string | undefined;
  /** `X-Twilio-Email-Event-Webhook-Signature` */
  signature: string | undefined;
  /** `X-Twilio-Email-Event-Webhook-Timestamp` */
  timestamp: string | undefined;
  /** The body exactly as it came, its last CRLF included. */
  rawBody: Buffer;
}

const KEYS_KEPT = 200;
const keys = new Map<string, KeyObject | undefined>();

/**
 * Whether SendGrid signed this body: ECDSA P-256 over SHA-256 of timestamp and raw bytes (docs "Event Webhook security
 * features"). A missing or unreadable key, signature or timestamp is `false`, never an exception. The age of the
 * timestamp is not judged: events are retried for 24 hours, duplicates are told by their event id.
 */
export function verifySendGridSignature(given: SendGridSignature): boolean {
  if (!given.publicKeyBase64 || !given.signature || !given.timestamp) return false;
  const key = publicKey(given.publicKeyBase64);
  if (!key) return false;
  try {
    const verifier = createVerify('sha256').update(given.timestamp).update(given.rawBody);
    return verifier.verify(key, given.signature, 'base64');
  } catch {
    // A signature that is no DER makes OpenSSL throw on some versions; to the caller it is simply not valid.
    return false;
  }
}

function publicKey(base64: string): KeyObject | undefined {
  if (!keys.has(base64)) {
    if (keys.size >= KEYS_KEPT) keys.clear();
    keys.set(base64, readKey(base64));
  }
  return keys.get(base64);
}

function readKey(base64: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    // Not a key at all: nothing it could have signed.
    return undefined;
  }
}
