import { createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Env } from '@platform/config';

/** Bytes of the signature that a token carries: 128 bits cannot be guessed online and keep links short. */
const signatureBytes = 16;

/** Tokens that carry a signed payload, for links that must work for years without a row (unsubscribe, status callbacks). */
@Injectable()
export class OpaqueTokens {
  private readonly keys = new Map<string, KeyObject>();

  constructor(private readonly env: Env) {}

  /** Signs `payload` for one purpose. The payload can be read by whoever holds the token: ids only, no secrets. */
  signOpaque(purpose: string, payload: string): string {
    const body = Buffer.from(payload).toString('base64url');
    return `${body}.${this.signature(purpose, body).toString('base64url')}`;
  }

  /** The payload of a token made for this purpose; null for anything else. */
  verifyOpaque(purpose: string, token: string): string | null {
    if (token.length > 2_000) return null;
    const [body, given, ...rest] = token.split('.');
    if (!body || !given || rest.length > 0) return null;
    const signature = Buffer.from(given, 'base64url');
    if (signature.length !== signatureBytes || signature.toString('base64url') !== given) return null;
    if (!timingSafeEqual(signature, this.signature(purpose, body))) return null;
    return Buffer.from(body, 'base64url').toString('utf8');
  }

  private signature(purpose: string, body: string): Buffer {
    return createHmac('sha256', this.key(purpose)).update(body).digest().subarray(0, signatureBytes);
  }

  /** One key per purpose (HKDF, RFC 5869): a token of one kind is worthless as another. */
  private key(purpose: string): KeyObject {
    let key = this.keys.get(purpose);
    if (!key) {
      // A KeyObject is read once; a Buffer at each signature, which takes four times as long for a campaign's links.
      key = createSecretKey(
        Buffer.from(hkdfSync('sha256', this.env.ENCRYPTION_KEY, 'brickwork', `opaque:${purpose}`, 32)),
      );
      this.keys.set(purpose, key);
    }
    return key;
  }
}
