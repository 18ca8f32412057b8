import { Injectable } from '@nestjs/common';
import { normaliseEmail, normalisePhone } from '@domain/leads';
import { Messages } from '@domain/messaging';
import { Database, newId, type SqlTx, type TenantScope } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { contentsOf } from './campaign-content';
import { CampaignLog } from './campaign-log';
import { CampaignPeopleRepository } from './campaign-people.repository';
import { compileParts, sampleFor } from './campaign-preview';
import { missingParts } from './campaign-rules';
import type { FilledTexts } from './campaign-texts';
import { CampaignTexts } from './campaign-texts.service';
import type { CampaignContent, CampaignType } from './campaign.types';
import { campaignIncomplete, campaignNotFound } from './campaigns.errors';
import { CampaignsRepository } from './campaigns.repository';

export interface TestSend {
  /** At most 5 email addresses or phone numbers. Default: the caller's own email address. */
  to?: string[] | null;
  /** Default: the first variant. */
  variant?: string | null;
}

export interface QueuedTest {
  messageId: string;
  to: string;
}

/** Shows a campaign to its author in a real inbox. Test sends pass the gate and stand in the ledger like every message. */
@Injectable()
export class CampaignTestService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignsRepository,
    private readonly texts: CampaignTexts,
    private readonly people: CampaignPeopleRepository,
    private readonly messages: Messages,
    private readonly log: CampaignLog,
  ) {}

  /**
   * Queues one message per address, with the values of a sample lead and `[Test]` before the subject.
   * @throws DomainError campaign_not_found, variant_not_found, campaign_incomplete; invalid for an address
   */
  async send(
    scope: TenantScope,
    userId: string | null,
    id: string,
    request: TestSend,
  ): Promise<QueuedTest[]> {
    return this.database.transaction(scope, async (tx) => {
      const campaign = await this.campaigns.find(tx, id);
      if (!campaign) throw campaignNotFound();
      const content = sideOf(campaign.type, await this.texts.fill(tx, campaign), request.variant);
      const addresses = request.to?.map((raw, index) => addressOf(campaign.type, raw, index));
      const to = addresses ?? [await this.ownAddress(tx, campaign.type, userId)];
      const mergeValues = sampleFor(compileParts(campaign.type, content));
      const queued: QueuedTest[] = [];
      for (const address of new Set(to)) {
        const { messageId } = await this.messages.sendSingle(tx, {
          content: contentToSend(campaign.type, content),
          purpose: 'transactional',
          kind: 'test',
          to: address,
          dedupeKey: `test:${id}:${newId()}`,
          userId,
          mergeValues,
        });
        queued.push({ messageId, to: address });
      }
      await this.log.record(tx, 'campaign.tested', campaign, { userId, description: `To ${to.join(', ')}` });
      return queued;
    });
  }

  private async ownAddress(tx: SqlTx, type: CampaignType, userId: string | null): Promise<string> {
    const user = type === 'EMAIL' && userId ? await this.people.find(tx, userId) : undefined;
    if (!user) throw invalidField('to', 'required', 'Say whom to send the test to.');
    return user.email;
  }
}

function sideOf(
  type: CampaignType,
  { texts, problems: troubles }: FilledTexts,
  variant: string | null | undefined,
): CampaignContent {
  if (troubles.length > 0) throw campaignIncomplete(troubles);
  const sides = contentsOf(texts);
  const side = variant ? sides.find((each) => each.variant === variant) : sides[0];
  if (!side) throw notFound('variant');
  const problems = missingParts(type, side);
  if (problems.length > 0) throw campaignIncomplete(problems);
  return side;
}

function addressOf(type: CampaignType, raw: string, index: number): string {
  const address = type === 'EMAIL' ? normaliseEmail(raw) : normalisePhone(raw)?.e164;
  if (address) return address;
  const [code, what] =
    type === 'EMAIL' ? ['email_invalid', 'an email address'] : ['phone_invalid', 'a phone number'];
  throw invalidField(`to[${index}]`, code, `This is not ${what}.`);
}

function contentToSend(type: CampaignType, { subject, previewText, body }: CampaignContent) {
  if (type === 'SMS') return { channel: type, text: `[Test] ${body}` };
  return { channel: type, subject: `[Test] ${subject}`, previewText, html: body };
}
