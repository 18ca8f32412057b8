import { accountRejected, layoutFailed, sourceDrained } from '@domain/messaging';
import { subscribe } from '@platform/events/worker';
import { campaignJobs } from '../campaigns.jobs';

/** Sources of every kind report here; the id of a campaign's source is the campaign's, so another's finds no campaign. */
export function subscribeToMessaging(): void {
  subscribe(sourceDrained, campaignJobs.complete, ({ teamId, payload }) => ({
    teamId,
    campaignId: payload.sourceId,
  }));
  subscribe(accountRejected, campaignJobs.holdRejected, ({ teamId, payload }) => ({
    teamId,
    campaignId: payload.sourceId,
    code: payload.code,
  }));
  subscribe(layoutFailed, campaignJobs.holdUnfinished, ({ teamId, payload }) => ({
    teamId,
    campaignId: payload.sourceId,
  }));
}
