import { IsInt, IsString, IsUUID, Min } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class LaunchCampaign {
  @IsUUID() teamId: string;
  @IsUUID() campaignId: string;
  /** The edit this launch belongs to: a campaign that was changed since has a launch job of its own. */
  @IsInt() @Min(0) revision: number;
}

export class CompleteCampaign {
  @IsUUID() teamId: string;
  @IsUUID() campaignId: string;
}

export class HoldRejectedCampaign {
  @IsUUID() teamId: string;
  @IsUUID() campaignId: string;
  /** What the provider said, e.g. 401. */
  @IsString() code: string;
}

export class HoldUnfinishedCampaign {
  @IsUUID() teamId: string;
  @IsUUID() campaignId: string;
}

const retries = { attempts: 8, backoff: exponential(5) };

export const campaignJobs = {
  /** Freezes the audience and starts sending. */
  launch: defineJob({
    name: 'campaigns.launch',
    queue: 'campaigns',
    payload: LaunchCampaign,
    ...retries,
  }),
  /** Ends a campaign that has nothing left to send. */
  complete: defineJob({
    name: 'campaigns.complete',
    queue: 'campaigns',
    payload: CompleteCampaign,
    ...retries,
  }),
  /** Pauses a campaign whose audience could not be laid out to its end. */
  holdUnfinished: defineJob({
    name: 'campaigns.hold-unfinished',
    queue: 'campaigns',
    payload: HoldUnfinishedCampaign,
    ...retries,
  }),
  /** Pauses a campaign whose provider account is refused. */
  holdRejected: defineJob({
    name: 'campaigns.hold-rejected',
    queue: 'campaigns',
    payload: HoldRejectedCampaign,
    ...retries,
  }),
};

/** At most one open launch job per campaign and revision. */
export const launchKey = (campaignId: string, revision: number) => `launch:${campaignId}:${revision}`;
