import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { areaUnderCurve, liftByDecile, type Decile } from '../model-figures';
import { minOutcomes } from '../predictions/prediction';
import { personalRules } from '../rules/default-rules';
import { RuleSetsRepository } from '../rules/rule-sets.repository';
import { RuleSets } from '../rules/rule-sets.service';
import { ruleSetNotFound } from '../scoring.errors';
import { BackTestRepository } from './back-test.repository';
import { contributionsOf, type RuleContribution } from './rule-contributions';

export type BackTestResult =
  | { status: 'not_enough_data'; version: number; outcomes: number }
  | {
      status: 'ready';
      version: number;
      outcomes: number;
      won: number;
      /** Share of all that was won: what a guess achieves. */
      baseline: number;
      auc: number | null;
      deciles: Decile[];
      rules: RuleContribution[];
    };

/** Would these rules have told the leads that were won from those that were lost? */
@Injectable()
export class BackTest {
  constructor(
    private readonly database: Database,
    private readonly sets: RuleSets,
    private readonly ruleSets: RuleSetsRepository,
    private readonly repository: BackTestRepository,
  ) {}

  /**
   * Scores the newest 5,000 closed leads as of just before they closed, by a version or a draft; without one, by the rules in force.
   * What people said of a lead is left out: they may have known its end. @throws DomainError not_found/score_rule_set_not_found
   */
  async run(scope: TenantScope, ruleSetId?: string): Promise<BackTestResult> {
    return this.database.sql(scope, async (tx) => {
      const set = ruleSetId ? await this.ruleSets.find(tx, ruleSetId) : await this.sets.current(tx);
      if (!set) throw ruleSetNotFound();
      const rules = set.rules.filter(({ key }) => !personalRules.some((personal) => personal.key === key));
      const leads = rules.length === 0 ? [] : await this.repository.score(tx, { ...set, rules });
      const { version } = set;
      const won = leads.filter((lead) => lead.won).length;
      if (leads.length < minOutcomes || won === 0 || won === leads.length)
        return { status: 'not_enough_data', version, outcomes: leads.length };
      const judged = leads.map((lead) => ({ score: lead.overall, happened: lead.won }));
      return {
        status: 'ready',
        version,
        outcomes: leads.length,
        won,
        baseline: won / leads.length,
        auc: areaUnderCurve(judged),
        deciles: liftByDecile(judged),
        rules: contributionsOf(leads, rules),
      };
    });
  }
}
