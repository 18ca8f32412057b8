import { Injectable, Logger } from '@nestjs/common';
import { Env } from '@platform/config';
import { CrossTeamScope, Database } from '@platform/database';
import { DomainError } from '@platform/errors';
import { wakeUpId } from '../job-state';
import { Batcher } from './batcher';
import {
  JobClaimsRepository,
  type ClaimAnswer,
  type ClaimedJob,
  type ClaimRequest,
  type Settlement,
} from './job-claims.repository';

type Wish = { claim: ClaimRequest } | { settle: Settlement };
type Granted = { claim: ClaimAnswer } | { settled: boolean };

/** Where jobs are claimed and completed. What many of them want at one moment is one round trip and one commit. */
@Injectable()
export class JobDesk {
  private readonly logger = new Logger(JobDesk.name);
  private readonly wishes = new Batcher<Wish, Granted>((wishes) => this.grant(wishes), {
    size: 500,
    parallel: 1,
  });

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly claims: JobClaimsRepository,
  ) {}

  async claim(claim: ClaimRequest): Promise<ClaimAnswer> {
    const granted = await this.wishes.add({ claim });
    return 'claim' in granted ? granted.claim : { kind: 'nothing' };
  }

  /** Completes a job without last effects; false when it belongs to another worker by now. */
  async complete(settle: Settlement): Promise<boolean> {
    const granted = await this.wishes.add({ settle });
    return 'settled' in granted && granted.settled;
  }

  private async grant(wishes: Wish[]): Promise<Granted[]> {
    const claims = wishes.flatMap((wish) => ('claim' in wish ? [wish.claim] : []));
    const settlements = wishes.flatMap((wish) => ('settle' in wish ? [wish.settle] : []));
    const [settled, answers] = await this.settleAndClaim(settlements, claims);
    return wishes.map((wish) => {
      if ('settle' in wish) return { settled: settled.has(wish.settle.id) };
      const key = wakeUpId(wish.claim.id, wish.claim.run);
      const answer = answers.get(key);
      // Only one of two wake-ups for the same run may have it.
      answers.delete(key);
      return { claim: answer ?? { kind: 'nothing' } };
    });
  }

  private async settleAndClaim(
    settlements: Settlement[],
    claims: ClaimRequest[],
  ): Promise<[Set<string>, Map<string, ClaimAnswer>]> {
    try {
      const [settled, claimed] = await this.database.sqlAtOnce(CrossTeamScope.system, (tx) =>
        Promise.all([
          this.claims.complete(tx, settlements),
          this.claims.claim(tx, claims, this.env.JOB_LEASE_MS),
        ]),
      );
      return [settled, await this.answers(claims, claimed)];
    } catch (error) {
      if (settlements.length === 0 || claims.length === 0 || error instanceof DomainError) throw error;
      // A deadlock between two workers, or what is wrong with a claim, must not cost a finished job a try.
      this.logger.warn(`settling and claiming in one commit failed: ${(error as Error).message}`);
      const [settled] = await this.settleAndClaim(settlements, []);
      const [, answers] = await this.settleAndClaim([], claims);
      return [settled, answers];
    }
  }

  /** Says of the few that were not claimed whether they are early. */
  private async answers(
    claims: ClaimRequest[],
    claimed: Map<string, ClaimedJob>,
  ): Promise<Map<string, ClaimAnswer>> {
    const answers = new Map<string, ClaimAnswer>();
    for (const [wakeUp, job] of claimed) answers.set(wakeUp, { kind: 'claimed', job });
    const refused = claims.filter(({ id, run }) => !claimed.has(wakeUpId(id, run)));
    if (refused.length === 0) return answers;
    const early = await this.database.sqlAtOnce(CrossTeamScope.system, (tx) =>
      this.claims.early(tx, refused),
    );
    for (const { id, run, waitMs, dueAt } of early)
      answers.set(wakeUpId(id, run), { kind: 'early', waitMs, dueAt });
    return answers;
  }
}
