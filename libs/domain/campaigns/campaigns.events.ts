import { IsInt, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

export class CampaignStarted {
  @IsUUID() campaignId: string;
  /** Messages laid out, those skipped for want of an address included. */
  @IsInt() audienceCount: number;
}

export class CampaignCompleted {
  @IsUUID() campaignId: string;
}

export const campaignEvents = {
  /** The audience is frozen and its messages are in the ledger. */
  started: defineEvent({ name: 'campaign.started', payload: CampaignStarted }),
  /** Every message has left our hands, or never will. */
  completed: defineEvent({ name: 'campaign.completed', payload: CampaignCompleted }),
};
