import { Injectable } from '@nestjs/common';
import { Env } from '@platform/config';
import { OpaqueTokens } from '@platform/crypto';

const purpose = 'unsubscribe';

/** The link that ends marketing to one recipient. It works without signing in, and for ever (CAN-SPAM: at least 30 days). */
@Injectable()
export class UnsubscribeLinks {
  private readonly prefix: string;

  constructor(
    env: Env,
    private readonly tokens: OpaqueTokens,
  ) {
    this.prefix = `${env.PUBLIC_URL.replace(/\/+$/, '')}/api/unsubscribe/`;
  }

  /** For the link in the mail and for its List-Unsubscribe header (RFC 8058). Holds ids only. */
  urlFor(teamId: string, messageId: string): string {
    return (
      this.prefix + this.tokens.signOpaque(purpose, Buffer.from(hexOf(teamId) + hexOf(messageId), 'hex'))
    );
  }

  /** What a token stands for; null when it was not made here. */
  read(token: string): { teamId: string; messageId: string } | null {
    const ids = this.tokens.verifyOpaque(purpose, token)?.toString('hex');
    if (ids?.length !== 64) return null;
    return { teamId: uuidOf(ids.slice(0, 32)), messageId: uuidOf(ids.slice(32)) };
  }
}

/** By place: a regular expression takes longer than the signature. */
function hexOf(uuid: string): string {
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
