import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { asPartOf, type Cause } from '@platform/jobs';
import { rankOf } from '../bands';
import type { RuleSet } from '../rules/rule';
import { RuleSets } from '../rules/rule-sets.service';
import { leadScoreBandChanged, type LeadScoreBandChanged } from '../scoring.events';
import { DueRepository, type DueLead } from './due.repository';
import { RescoreRepository, type Crossing, type RescoreCause } from './rescore.repository';

/** Brings the scores of a set of leads up to date, in the caller's transaction: a fixed number of statements for any number. */
@Injectable()
export class Rescoring {
  constructor(
    private readonly events: Events,
    private readonly rules: RuleSets,
    private readonly due: DueRepository,
    private readonly repository: RescoreRepository,
  ) {}

  /** Rescores up to `limit` leads that are marked. Answers how many there were; undefined while another job is at it. */
  async takeDue(tx: SqlTx, limit: number): Promise<number | undefined> {
    if (!(await this.repository.tryTurn(tx))) return undefined;
    // The marks are taken under the lock and before the instant: whoever marked a lead has committed its evidence by then.
    await this.repository.lockTeam(tx);
    const due = await this.due.take(tx, limit);
    if (due.length > 0) await this.rescore(tx, due, { cause: 'events' });
    return due.length;
  }

  /**
   * Rescores these leads as of now. With `quiet`, bands that are crossed are published quietly, but for those of leads to whom
   * something has just happened: their own rescoring will find nothing left to cross.
   */
  async rescoreAll(
    tx: SqlTx,
    leadIds: readonly string[],
    options: { cause: RescoreCause; onlyChanged?: boolean; quiet: boolean },
  ): Promise<number> {
    await this.repository.lockTeam(tx);
    const { cause, onlyChanged, quiet } = options;
    return this.rescore(
      tx,
      leadIds.map((leadId) => ({ leadId, chain: null, quiet })),
      { cause, onlyChanged },
    );
  }

  private async rescore(
    tx: SqlTx,
    leads: readonly DueLead[],
    { cause, onlyChanged = false }: { cause: RescoreCause; onlyChanged?: boolean },
  ): Promise<number> {
    const ids = leads.map(({ leadId }) => leadId);
    const rules = await this.rules.current(tx);
    await this.repository.adoptStated(tx, ids);
    const at = await this.repository.instant(tx);
    const { changed, crossings } = await this.repository.rescore(tx, ids, rules, { at, cause, onlyChanged });
    if (crossings.length > 0) await this.publish(tx, crossings, leads, rules);
    return changed;
  }

  /** What an automation caused stays in its chain, so that it can tell that it is running in a circle. */
  private async publish(
    tx: SqlTx,
    crossings: readonly Crossing[],
    leads: readonly DueLead[],
    rules: RuleSet,
  ): Promise<void> {
    const asked = new Map(leads.map((lead) => [lead.leadId, lead]));
    const chainOf = ({ leadId, mark }: Crossing): Cause | undefined => {
      const chain = asked.get(leadId)?.chain ?? mark?.chain;
      return chain && chain.depth > 0 ? chain : undefined;
    };
    const byChain = Map.groupBy(crossings, (crossing) => JSON.stringify(chainOf(crossing) ?? null));
    for (const group of byChain.values()) {
      const facts = group.map((crossing) =>
        factOf(
          crossing,
          (asked.get(crossing.leadId)?.quiet ?? false) && (crossing.mark?.quiet ?? true),
          rules,
        ),
      );
      const publish = () => this.events.publishMany(tx, leadScoreBandChanged, facts);
      const chain = chainOf(group[0]!);
      await (chain ? asPartOf(chain, publish) : publish());
    }
  }
}

function factOf(
  { leadId, from, to, score }: Crossing,
  quiet: boolean,
  { bands }: RuleSet,
): LeadScoreBandChanged {
  const direction = rankOf(bands, to) > rankOf(bands, from) ? 'up' : 'down';
  return { leadId, from, to, score, direction, ...(quiet ? { quiet } : {}) };
}
