import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { CampaignControlService } from '../campaign-control.service';
import { CampaignLaunchService, LaunchWithdrawn } from '../campaign-launch.service';
import { type campaignJobs, LaunchCampaign } from '../campaigns.jobs';

@Injectable()
export class LaunchCampaignHandler implements JobHandler<typeof campaignJobs.launch> {
  constructor(
    private readonly launches: CampaignLaunchService,
    private readonly control: CampaignControlService,
  ) {}

  async run(launch: LaunchCampaign, context: JobContext): Promise<void> {
    const team = await context.step((tx) => this.launches.begin(tx, launch));
    if (!team) return;
    try {
      // Without Prisma: its transactions end after a minute, and a million recipients may take longer.
      await context.completeSql((tx) => this.launches.freeze(tx, team, launch));
    } catch (error) {
      if (!(error instanceof LaunchWithdrawn)) throw error;
    }
  }

  async abandoned(tx: Tx, { campaignId }: LaunchCampaign, reason: string): Promise<void> {
    await this.control.giveUp(tx, campaignId, failureOf(reason));
  }
}

/** What we foresaw is told in its own words; anything else is for the log, not for the owners of the campaign. */
function failureOf(reason: string): string {
  const foreseen = /^DomainError: (.+)$/s.exec(reason)?.[1];
  return foreseen ?? 'The campaign could not be started. Nothing was sent; duplicate it and launch the copy.';
}
