import { Injectable } from '@nestjs/common';
import { Env } from '@platform/config';
import { OpaqueTokens } from '@platform/crypto';

export interface UnsubscribeTarget {
  teamId: string;
  messageId: string;
}

const purpose = 'unsubscribe';
const bareUuid = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** Links that end marketing to one recipient. They never expire (RFC 8058; CAN-SPAM wants 30 days) and need no row of their own. */
@Injectable()
export class UnsubscribeLinks {
  private readonly base: string;

  constructor(
    env: Env,
    private readonly tokens: OpaqueTokens,
  ) {
    this.base = `${env.PUBLIC_URL.replace(/\/+$/, '')}/api/unsubscribe/`;
  }

  /** The https link of one message, for its `List-Unsubscribe` header and its footer. A few microseconds. */
  urlOf(target: UnsubscribeTarget): string {
    return this.base + this.tokens.signOpaque(purpose, bare(target.teamId) + bare(target.messageId));
  }

  /** Null for a token that is not ours or was tampered with. */
  read(token: string): UnsubscribeTarget | null {
    const payload = this.tokens.verifyOpaque(purpose, token);
    const [teamId, messageId] = [payload?.slice(0, 32), payload?.slice(32)].map(dashed);
    return teamId && messageId ? { teamId, messageId } : null;
  }
}

function bare(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

function dashed(id: string | undefined): string | null {
  return bareUuid.exec(id ?? '')?.slice(1).join('-') ?? null;
}
