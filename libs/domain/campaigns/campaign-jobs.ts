import { Injectable } from '@nestjs/common';
import { type SqlTx, teamOf } from '@platform/database';
import { Jobs, JobsRepository } from '@platform/jobs';
import { launchDueAt } from './campaign-schedule';
import type { Campaign } from './campaign.types';
import { campaignJobs, launchKey } from './campaigns.jobs';

/** The jobs a campaign waits for, in the caller's transaction. */
@Injectable()
export class CampaignJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly rows: JobsRepository,
  ) {}

  async enqueueLaunch(tx: SqlTx, campaign: Campaign): Promise<void> {
    const { id: campaignId, revision } = campaign;
    await this.jobs.enqueue(
      tx,
      campaignJobs.launch,
      { teamId: teamOf(tx), campaignId, revision },
      { dueAt: launchDueAt(campaign) ?? undefined, dedupeKey: launchKey(campaignId, revision) },
    );
  }

  /** Takes the launch job of `before` away and puts that of `after` in its place. */
  async exchange(tx: SqlTx, before: Campaign, after: Campaign): Promise<void> {
    await this.cancelLaunch(tx, before);
    await this.enqueueLaunch(tx, after);
  }

  /** One that has started cannot be cancelled, and finds out by status and revision that it is not wanted. */
  async cancelLaunch(tx: SqlTx, { id, revision }: Campaign): Promise<void> {
    const job = await this.rows.findOpenByKey(
      tx,
      campaignJobs.launch.name,
      teamOf(tx),
      launchKey(id, revision),
    );
    if (job) await this.jobs.cancel(tx, job);
  }
}
