import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import type { Campaign, CampaignDraft } from './campaign.types';

const titles = {
  'campaign.created': 'Campaign created',
  'campaign.updated': 'Campaign changed',
  'campaign.deleted': 'Campaign deleted',
  'campaign.launched': 'Campaign launched',
  'campaign.started': 'Campaign started sending',
  'campaign.paused': 'Campaign paused',
  'campaign.resumed': 'Campaign resumed',
  'campaign.cancelled': 'Campaign cancelled',
  'campaign.failed': 'Campaign given up',
  'campaign.completed': 'Campaign completed',
  'campaign.tested': 'Campaign sent as a test',
} as const;

/** The trail of a campaign, written in the transaction of the change it tells of. */
@Injectable()
export class CampaignLog {
  constructor(private readonly activities: Activities) {}

  async record(
    tx: SqlTx,
    type: keyof typeof titles,
    { id, name }: Campaign,
    {
      userId = null,
      description,
      changes,
    }: { userId?: string | null; description?: string; changes?: object } = {},
  ): Promise<void> {
    const title = `${titles[type]}: ${name}`;
    await this.activities.record(tx, [{ type, title, campaignId: id, userId, description, changes }]);
  }
}

/** What an act made of the status. */
export const statusChange = (before: Campaign, after: Campaign): { changes: object } => ({
  changes: { status: { from: before.status, to: after.status } },
});

const editable = [
  'name',
  'subject',
  'previewText',
  'body',
  'templateId',
  'templateVersion',
  'audience',
  'variants',
  'scheduledAt',
  'localDate',
  'localTime',
] as const satisfies (keyof CampaignDraft)[];
/** Longer values are only named: the trail is read in lists. */
const longestShown = 500;

/** What an edit changed, as `{ field: { from, to } }`; of long texts only the field. */
export function changesBetween(before: CampaignDraft, after: CampaignDraft): Record<string, object> {
  const changed = editable.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  return Object.fromEntries(
    changed.map((field) => {
      const change = { from: before[field], to: after[field] };
      return [field, JSON.stringify(change).length > longestShown ? {} : change];
    }),
  );
}
