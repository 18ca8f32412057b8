import type { Audience } from '@domain/leads';
import type { SegmentCount } from '@integrations/sms';
import type { CampaignStatus } from './campaign-state';

export const CAMPAIGN_TYPES = ['EMAIL', 'SMS'] as const;
export type CampaignType = (typeof CAMPAIGN_TYPES)[number];

/** Whom a campaign is for. A segment means who is in it when the campaign starts. */
export type CampaignAudience = Audience | { segmentId: string };

/** One side of an A/B split. What it does not override is the campaign's own. */
export interface CampaignVariant {
  /** Unique in the campaign; stats and messages carry it. */
  name: string;
  /** Share of the audience in percent; the shares of a campaign sum to 100. */
  weight: number;
  subject?: string;
  previewText?: string;
  /** Excludes a template. */
  body?: string;
  templateId?: string;
  /** Absent: the newest at launch. */
  templateVersion?: number;
}

/** The template that gives what the campaign does not say itself; excludes a body of its own. */
export interface TemplateChoice {
  templateId: string | null;
  /** Null: the newest at launch, which is written down here then. */
  templateVersion: number | null;
}

export interface CampaignContent {
  /** EMAIL only. */
  subject: string | null;
  /** EMAIL only: shown behind the subject in an inbox. */
  previewText: string | null;
  /** HTML for EMAIL, plain text for SMS. */
  body: string;
}

/**
 * When messages are due: at `scheduledAt` (an instant), or when the clock of each recipient shows `localTime` (`HH:mm`) on
 * `localDate` (`YYYY-MM-DD`). All null: at once after the launch.
 */
export interface CampaignSchedule {
  scheduledAt: Date | null;
  localDate: string | null;
  localTime: string | null;
}

/** What people write; everything else of a campaign follows from what happens to it. */
export interface CampaignDraft extends CampaignContent, TemplateChoice, CampaignSchedule {
  name: string;
  /** Null while the author has not chosen one. */
  audience: CampaignAudience | null;
  /** Empty without a split, else 2–5. */
  variants: CampaignVariant[];
}

export interface Campaign extends CampaignDraft {
  id: string;
  type: CampaignType;
  status: CampaignStatus;
  /** Leads in the audience, frozen when the messages were laid out. */
  audienceCount: number | null;
  /** Raised by every edit; a launch job of an older revision does nothing. */
  revision: number;
  createdById: string | null;
  launchedAt: Date | null;
  laidOutAt: Date | null;
  finishedAt: Date | null;
  /** Why the campaign was given up, if it was. */
  failure: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** As it is answered. */
export interface SeenCampaign extends Campaign {
  /** What one SMS of each side will about cost, by sample values. Empty for EMAIL. */
  smsEstimates: ({ variant: string | null } & SegmentCount)[];
}

export interface NewCampaign extends Partial<CampaignDraft> {
  name: string;
  type: CampaignType;
}

/** Absent: unchanged. Null: cleared. The type of a campaign never changes. */
export type CampaignChanges = Partial<CampaignDraft>;
