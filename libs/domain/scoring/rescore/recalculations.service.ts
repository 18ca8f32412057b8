import { Injectable } from '@nestjs/common';
import { Database, type SqlTx, teamOf, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Jobs } from '@platform/jobs';
import { RuleSets } from '../rules/rule-sets.service';
import { scoringJobs } from '../scoring.jobs';
import { RecalculationsRepository, type ScoreJob } from './recalculations.repository';
import { Rescoring } from './rescoring.service';

/** All leads of a team, scored anew by the rules in force. One at a time per team; it goes on where it was after a crash. */
@Injectable()
export class Recalculations {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly rules: RuleSets,
    private readonly rescoring: Rescoring,
    private readonly repository: RecalculationsRepository,
  ) {}

  /** Starts one, or answers the one that is running. */
  async start(scope: TenantScope, by: string | null): Promise<ScoreJob> {
    return this.database.sql(scope, (tx) => this.startIn(tx, by));
  }

  async startIn(tx: SqlTx, by: string | null): Promise<ScoreJob> {
    const { version } = await this.rules.current(tx);
    const id = await this.repository.insert(tx, version, by);
    if (!id) return (await this.repository.running(tx)) ?? this.startIn(tx, by);
    const teamId = teamOf(tx);
    await this.jobs.enqueue(tx, scoringJobs.recalculate, { teamId, scoreJobId: id });
    return (await this.repository.find(tx, id))!;
  }

  /** New rules: what the one that is running has still to do, the new one does. */
  async restartIn(tx: SqlTx, by: string | null): Promise<ScoreJob> {
    await this.repository.supersedeRunning(tx);
    return this.startIn(tx, by);
  }

  /** @throws DomainError not_found/recalculation_not_found */
  async get(scope: TenantScope, id: string): Promise<ScoreJob> {
    const found = await this.database.sql(scope, (tx) => this.repository.find(tx, id));
    if (!found) throw notFound('recalculation');
    return found;
  }

  /** The next `portion` leads, in the caller's transaction. False when nothing is left to do. */
  async continue(tx: SqlTx, id: string, portion: number): Promise<boolean> {
    const leads = await this.repository.nextLeads(tx, id, portion);
    if (!leads) return false;
    const last = leads.at(-1);
    if (last) {
      const ids = leads.map((lead) => lead.id);
      const changed = await this.rescoring.rescoreAll(tx, ids, { cause: 'recalculation', quiet: true });
      await this.repository.advance(tx, id, { leads: leads.length, changed, last });
    }
    if (leads.length === portion) return true;
    await this.repository.end(tx, id, 'completed');
    return false;
  }

  async fail(tx: SqlTx, id: string): Promise<void> {
    await this.repository.end(tx, id, 'failed', 'The scores could not all be recalculated; start it again.');
  }
}
