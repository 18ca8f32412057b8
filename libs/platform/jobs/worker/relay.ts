import { Injectable, Logger } from '@nestjs/common';
import { Env } from '@platform/config';
import { CrossTeamScope, Database } from '@platform/database';
import { JobNoticesRepository } from '../job-notices.repository';
import { JobsRepository } from '../jobs.repository';
import { WakeUps } from '../wake-ups';
import { jobMetrics } from './job-metrics';
import { PollingLoop } from '@platform/loops';

const batchSize = 1_000;
const noticeBatch = 50;
/** A row younger than that is probably being added at this moment, by a producer that leaves no notice. In ms. */
const producerGrace = 500;

/** Adds to the queue every row that is due within the horizon and not there yet. Any number of workers may run it. */
@Injectable()
export class Relay {
  readonly loop: PollingLoop;

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly repository: JobsRepository,
    private readonly notices: JobNoticesRepository,
    private readonly wakeUps: WakeUps,
  ) {
    this.loop = new PollingLoop('relay', 400, () => this.tick(), new Logger(Relay.name));
  }

  /** One batch; true when there may be more. */
  async tick(): Promise<boolean> {
    // A commit of its own: what died with its producer is on record as such also while the queue takes nothing.
    const lapsed = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.notices.lapse(tx, noticeBatch),
    );
    const added = await this.database.sql(CrossTeamScope.system, async (tx) => {
      const rows = await this.repository.lockUnqueued(tx, {
        horizonHours: this.env.JOB_HORIZON_HOURS,
        graceMs: producerGrace,
        limit: batchSize,
      });
      if (rows.length > 0) await this.wakeUps.addNow(tx, rows);
      return rows.length;
    });
    jobMetrics.recovered('relayed', added);
    return added === batchSize || lapsed === noticeBatch;
  }
}
