import { Injectable } from '@nestjs/common';
import { MalformedWebhookError } from '@integrations/email';
import {
  parseTwilioInbound,
  parseTwilioStatus,
  verifyTwilioSignature,
  type TwilioParams,
} from '@integrations/sms';
import { Clock } from '@platform/clock';
import { Env } from '@platform/config';
import { receiptOfText } from '../inbound/inbound-post';
import { TeamCredentials } from '../own-accounts/team-credentials.service';
import type { NewReceipt } from './receipt';
import { ReceiptIntake } from './receipt-intake.service';
import { webhooksReceived } from './receipt-metrics';
import { ofTeams } from './team-receipts';
import { receiptOfTwilioStatus } from './twilio-receipts';
import { webhookMalformed, webhookUnsigned } from './webhook.errors';

export interface TwilioPost {
  rawBody: Buffer;
  contentType: string | undefined;
  /** `X-Twilio-Signature` */
  signature: string | undefined;
  /** Path and query exactly as they were called. */
  path: string;
}

const sandboxAuthToken = 'sandbox-auth-token';

type Kind = 'status' | 'inbound';

/**
 * What Twilio posts to us, signed with TWILIO_AUTH_TOKEN over PUBLIC_URL and the path that was called. Without a token the sandbox
 * stands in for Twilio and signs as it does, but never in production: there every post is then refused.
 * A team's own account is known by the AccountSid in the post, and its posts are signed with the team's token.
 */
@Injectable()
export class TwilioWebhook {
  private readonly base: string;
  private readonly authToken: string;

  constructor(
    env: Env,
    private readonly clock: Clock,
    private readonly intake: ReceiptIntake,
    private readonly credentials: TeamCredentials,
  ) {
    this.base = env.PUBLIC_URL.replace(/\/+$/, '');
    this.authToken = env.TWILIO_AUTH_TOKEN ?? (env.NODE_ENV === 'production' ? '' : sandboxAuthToken);
  }

  /**
   * Stores a status callback; resolves once it is safe.
   * @throws DomainError unauthenticated/webhook_signature_invalid, invalid/webhook_malformed, unavailable/database_unavailable
   */
  status(post: TwilioPost): Promise<Kind> {
    return this.take(post, () => 'status');
  }

  /** Stores a text somebody sent us. Throws as `status` does. */
  inbound(post: TwilioPost): Promise<Kind> {
    return this.take(post, () => 'inbound');
  }

  /** For the one address of older set-ups: a post is a text when it was received, else a status. */
  either(post: TwilioPost): Promise<Kind> {
    return this.take(post, (params) =>
      params['SmsStatus'] === 'received' || params['MessageStatus'] === undefined ? 'inbound' : 'status',
    );
  }

  private async take(post: TwilioPost, kindOf: (params: TwilioParams) => Kind): Promise<Kind> {
    const url = this.base + post.path;
    const signed = (authToken: string) => verifyTwilioSignature({ ...post, authToken, url });
    const teams = signed(this.authToken) ? null : await this.teamsOf(post, signed);
    if (teams?.length === 0) {
      webhooksReceived.inc({ provider: 'twilio', kind: 'unknown', outcome: 'unsigned' });
      throw webhookUnsigned();
    }
    const params = paramsOf(post.rawBody);
    const kind = kindOf(params);
    let receipt: NewReceipt;
    try {
      receipt = this.read(kind, params, url);
    } catch (error) {
      if (!(error instanceof MalformedWebhookError)) throw error;
      webhooksReceived.inc({ provider: 'twilio', kind, outcome: 'malformed' });
      throw webhookMalformed(error.message);
    }
    await this.intake.take([teams ? ofTeams(receipt, teams) : receipt]);
    webhooksReceived.inc({ provider: 'twilio', kind, outcome: 'taken' });
    return kind;
  }

  /** Whose own account sent the post: of those with the account that it names, the ones whose token signed it. */
  private async teamsOf(post: TwilioPost, signed: (authToken: string) => boolean): Promise<string[]> {
    const sid = paramsOf(post.rawBody)['AccountSid'];
    if (typeof sid !== 'string' || !/^AC[0-9a-f]{32}$/.test(sid)) return [];
    const owners = await this.credentials.ofTwilioAccount(sid);
    return owners.filter(({ authToken }) => signed(authToken)).map(({ teamId }) => teamId);
  }

  private read(kind: Kind, params: TwilioParams, url: string): NewReceipt {
    const now = this.clock.now();
    if (kind === 'inbound') return receiptOfText(parseTwilioInbound(params), now);
    return receiptOfTwilioStatus(parseTwilioStatus(params, url), new URL(url).searchParams.get('team'), now);
  }
}

/** Of a repeated key the first value counts. */
function paramsOf(rawBody: Buffer): TwilioParams {
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, value] of new URLSearchParams(rawBody.toString('utf8'))) params[key] ??= value;
  return params;
}
