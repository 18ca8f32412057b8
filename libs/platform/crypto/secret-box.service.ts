import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Env } from '@platform/config';

/** Where a sealed secret lies. It opens nowhere else: a value that was copied to another row, column or owner is worthless. */
export interface SecretPlace {
  table: string;
  /** The team or the person whose row it is. */
  owner: string;
  row: string;
  column: string;
}

/** A sealed secret that does not open: altered, moved, or sealed with a key that is not configured any more. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable';
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const version = 's1';

/**
 * Envelope encryption for secrets at rest. Every value has a data key of its own (AES-256-GCM, random nonce of 96 bits); the data key
 * is wrapped by a key made of `ENCRYPTION_KEY`. Written as `s1.<key id>.<wrapped data key>.<value>`, the last two base64url of
 * nonce, cipher text and tag; both parts are bound to the place of the value by their additional data.
 */
@Injectable()
export class SecretBox {
  private readonly keys: Map<string, Buffer>;
  private readonly current: string;

  constructor(env: Env) {
    const all = [env.ENCRYPTION_KEY, ...env.previousEncryptionKeys].map((secret) => derive(secret));
    this.keys = new Map(all.map(({ id, key }) => [id, key]));
    this.current = all[0]!.id;
  }

  /** The id of the key that seals now: 8 hex digits, derived from the key, telling nothing of it. */
  get keyId(): string {
    return this.current;
  }

  seal(secret: string, place: SecretPlace): string {
    const dataKey = randomBytes(32);
    const bound = additional(place, this.current);
    const wrapped = encrypt(this.keys.get(this.current)!, dataKey, `${bound}\nkey`);
    const value = encrypt(dataKey, Buffer.from(secret, 'utf8'), `${bound}\nvalue`);
    return [version, this.current, wrapped.toString('base64url'), value.toString('base64url')].join('.');
  }

  /** @throws SecretUnreadable */
  open(sealed: string, place: SecretPlace): string {
    const [head, keyId = '', wrapped = '', value = '', ...rest] = sealed.split('.');
    const key = this.keys.get(keyId);
    if (head !== version || rest.length > 0) throw new SecretUnreadable('this is no sealed secret');
    if (!key) {
      throw new SecretUnreadable(
        `sealed with the key ${keyId}, which is neither ENCRYPTION_KEY nor one of ENCRYPTION_KEY_PREVIOUS`,
      );
    }
    const bound = additional(place, keyId);
    const dataKey = decrypt(key, Buffer.from(wrapped, 'base64url'), `${bound}\nkey`);
    return decrypt(dataKey, Buffer.from(value, 'base64url'), `${bound}\nvalue`).toString('utf8');
  }

  /** Seals anew with the present key; null when it is sealed with it already. @throws SecretUnreadable */
  renew(sealed: string, place: SecretPlace): string | null {
    return sealed.startsWith(`${version}.${this.current}.`)
      ? null
      : this.seal(this.open(sealed, place), place);
  }

  /** The same; undefined for what does not open. */
  tryRenew(sealed: string, place: SecretPlace): string | null | undefined {
    try {
      return this.renew(sealed, place);
    } catch (error) {
      if (error instanceof SecretUnreadable) return undefined;
      throw error;
    }
  }
}

/** HKDF (RFC 5869) with a purpose each, so that neither the id nor a link's signature tells of the key that wraps. */
function derive(secret: string): { id: string; key: Buffer } {
  const of = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, 'brickwork', purpose, bytes));
  return { id: of('secret-box:id', 4).toString('hex'), key: of('secret-box:key', 32) };
}

function additional({ table, owner, row, column }: SecretPlace, keyId: string): string {
  // JSON keeps the parts apart, whatever they contain.
  return JSON.stringify([version, keyId, owner, table, row, column]);
}

function encrypt(key: Buffer, plain: Buffer, bound: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, bound: string): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw new SecretUnreadable('this is no sealed secret');
  const nonce = sealed.subarray(0, nonceBytes);
  const end = sealed.length - tagBytes;
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(bound)).setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, end)), decipher.final()]);
  } catch (cause) {
    throw new SecretUnreadable('the sealed secret was altered, or belongs to another place', { cause });
  }
}
