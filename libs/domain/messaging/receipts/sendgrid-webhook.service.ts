import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  MalformedWebhookError,
  parseInboundEmail,
  parseSendGridEvents,
  verifySendGridSignature,
} from '@integrations/email';
import { Clock } from '@platform/clock';
import { Env } from '@platform/config';
import { InboundUploads } from '../attachments/inbound-uploads.service';
import { receiptOfMail } from '../inbound/inbound-post';
import { readMultipart } from '../inbound/multipart-form';
import { TeamCredentials } from '../own-accounts/team-credentials.service';
import type { NewReceipt } from './receipt';
import { ReceiptIntake } from './receipt-intake.service';
import { webhooksReceived } from './receipt-metrics';
import { receiptsOfSendGrid } from './sendgrid-receipts';
import { ofTeams } from './team-receipts';
import { webhookMalformed, webhookUnsigned } from './webhook.errors';

export interface SignedPost {
  rawBody: Buffer;
  contentType: string | undefined;
  /** `X-Twilio-Email-Event-Webhook-Signature` and `-Timestamp` */
  signature: string | undefined;
  timestamp: string | undefined;
  /** `?team=` of the address: the post comes from that team's own account, and says nothing about other teams. */
  team?: string;
}

/**
 * What SendGrid posts to us. Both webhooks must be signed: the Event Webhook by its own setting, Inbound Parse by a webhook
 * security policy. SENDGRID_WEBHOOK_PUBLIC_KEY holds the verification key, or both keys with a comma between them; without it
 * every post is refused. A team's own account posts to the address with `?team=`, signed with the key that the team has set.
 */
@Injectable()
export class SendGridWebhook {
  private readonly keys: string[];

  constructor(
    env: Env,
    private readonly clock: Clock,
    private readonly intake: ReceiptIntake,
    private readonly credentials: TeamCredentials,
    private readonly uploads: InboundUploads,
  ) {
    this.keys = (env.SENDGRID_WEBHOOK_PUBLIC_KEY ?? '').split(',').map((key) => key.trim());
  }

  /**
   * Stores an array of events; resolves once they are safe.
   * @throws DomainError unauthenticated/webhook_signature_invalid, invalid/webhook_malformed, unavailable/database_unavailable
   */
  events(post: SignedPost): Promise<void> {
    return this.take('events', post, (receivedAt) =>
      receiptsOfSendGrid(parseSendGridEvents(post.rawBody, receivedAt), receivedAt),
    );
  }

  /** Stores a mail somebody sent us (Inbound Parse, parsed mode). Throws as `events` does. */
  inbound(post: SignedPost): Promise<void> {
    return this.take('inbound', post, async (receivedAt) => {
      const { fields, files } = readMultipart(post.rawBody, post.contentType);
      const digest = createHash('sha256').update(post.rawBody).digest('hex');
      const receipt = receiptOfMail(parseInboundEmail(fields, files), digest, receivedAt);
      await this.uploads.keep(digest, files);
      return [receipt];
    });
  }

  private async take(
    kind: string,
    post: SignedPost,
    read: (receivedAt: Date) => NewReceipt[] | Promise<NewReceipt[]>,
  ): Promise<void> {
    const count = (outcome: string) => webhooksReceived.inc({ provider: 'sendgrid', kind, outcome });
    const { team } = post;
    const keys = team === undefined ? this.keys : [(await this.credentials.webhookKey(team)) ?? ''];
    if (!keys.some((publicKeyBase64) => verifySendGridSignature({ ...post, publicKeyBase64 }))) {
      count('unsigned');
      throw webhookUnsigned();
    }
    let receipts: NewReceipt[];
    try {
      receipts = await read(this.clock.now());
    } catch (error) {
      if (!(error instanceof MalformedWebhookError)) throw error;
      count('malformed');
      throw webhookMalformed(error.message);
    }
    await this.intake.take(team ? receipts.map((receipt) => ofTeams(receipt, [team])) : receipts);
    count('taken');
  }
}
