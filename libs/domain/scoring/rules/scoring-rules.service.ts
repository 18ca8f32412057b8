import { Injectable } from '@nestjs/common';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { Recalculations } from '../rescore/recalculations.service';
import type { ScoreJob } from '../rescore/recalculations.repository';
import { draftMissing, ruleKeyTaken, ruleNotFound, ruleSetNotFound } from '../scoring.errors';
import { personalRules } from './default-rules';
import { completeRule, type RuleInput, type RuleSet, type Scheme } from './rule';
import { RuleSets } from './rule-sets.service';
import { RuleSetsRepository } from './rule-sets.repository';
import { checkScheme } from './scheme-checks';
import { TagNamesRepository } from './tag-names.repository';

/** A whole draft as its author states it; the rules for what a person says are added. */
export type SchemeInput = Omit<Scheme, 'rules'> & { rules: readonly RuleInput[] };

/** Rules are written in a draft, one per team, and become the next version when it is published. Published versions never change. */
@Injectable()
export class ScoringRules {
  constructor(
    private readonly database: Database,
    private readonly sets: RuleSets,
    private readonly recalculations: Recalculations,
    private readonly repository: RuleSetsRepository,
    private readonly tagNames: TagNamesRepository,
  ) {}

  async overview(scope: TenantScope): Promise<{ published: RuleSet; draft: RuleSet | null }> {
    return this.database.sql(scope, async (tx) => {
      const published = await this.sets.current(tx);
      return { published, draft: (await this.repository.draft(tx)) ?? null };
    });
  }

  /** The newest version first. @throws DomainError invalid (cursor) */
  async versions(
    scope: TenantScope,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<RuleSet>> {
    const below = decodeCursor(cursor, ['int']);
    const rows = await this.database.sql(scope, (tx) => this.repository.list(tx, below?.[0], limit + 1));
    return pageOf(rows, limit, ({ version }) => [version]);
  }

  /** @throws DomainError not_found/score_rule_set_not_found */
  async get(scope: TenantScope, id: string): Promise<RuleSet> {
    const found = await this.database.sql(scope, (tx) => this.repository.find(tx, id));
    if (!found) throw ruleSetNotFound();
    return found;
  }

  /** Replaces the draft, or begins one. @throws DomainError invalid/validation_failed */
  async saveDraft(scope: TenantScope, input: SchemeInput, by: string | null): Promise<RuleSet> {
    const scheme = { ...input, rules: input.rules.map(completeRule) };
    return this.database.sql(scope, async (tx) => this.save(tx, (await this.openDraft(tx, by)).id, scheme));
  }

  async discardDraft(scope: TenantScope): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const draft = await this.repository.draft(tx);
      if (draft) await this.repository.remove(tx, draft.id);
    });
  }

  /** Adds a rule to the draft, which begins as a copy of the version in force. @throws DomainError conflict/score_rule_key_taken, invalid */
  async addRule(scope: TenantScope, rule: RuleInput, by: string | null): Promise<RuleSet> {
    return this.editDraft(scope, by, (rules) => {
      if (rules.some(({ key }) => key === rule.key)) throw ruleKeyTaken(rule.key);
      return [...rules, rule];
    });
  }

  /** @throws DomainError not_found/score_rule_not_found, invalid */
  async changeRule(
    scope: TenantScope,
    key: string,
    rule: Omit<RuleInput, 'key'>,
    by: string | null,
  ): Promise<RuleSet> {
    return this.editDraft(scope, by, (rules) => {
      if (!rules.some((existing) => existing.key === key)) throw ruleNotFound();
      return rules.map((existing) => (existing.key === key ? { ...rule, key } : existing));
    });
  }

  /** @throws DomainError not_found/score_rule_not_found */
  async removeRule(scope: TenantScope, key: string, by: string | null): Promise<RuleSet> {
    return this.editDraft(scope, by, (rules) => {
      if (!rules.some((existing) => existing.key === key)) throw ruleNotFound();
      return rules.filter((existing) => existing.key !== key);
    });
  }

  /** Puts the draft in force and begins to rescore every lead. @throws DomainError conflict/score_draft_missing */
  async publish(
    scope: TenantScope,
    by: string | null,
  ): Promise<{ published: RuleSet; recalculation: ScoreJob }> {
    return this.database.sql(scope, async (tx) => {
      const draft = await this.repository.draft(tx);
      if (!draft) throw draftMissing();
      await this.repository.publish(tx, draft.id, by);
      const recalculation = await this.recalculations.restartIn(tx, by);
      return { published: await this.sets.current(tx), recalculation };
    });
  }

  private async editDraft(
    scope: TenantScope,
    by: string | null,
    edit: (rules: readonly RuleInput[]) => RuleInput[],
  ): Promise<RuleSet> {
    return this.database.sql(scope, async (tx) => {
      const draft = await this.openDraft(tx, by);
      const own = draft.rules.filter(({ key }) => !isPersonal(key));
      const rules = edit(own).map(completeRule);
      const groups = new Set(rules.map(({ capGroup }) => capGroup));
      const caps = Object.fromEntries(Object.entries(draft.caps).filter(([group]) => groups.has(group)));
      return this.save(tx, draft.id, { ...draft, rules, caps });
    });
  }

  private async openDraft(tx: SqlTx, by: string | null): Promise<RuleSet> {
    const current = await this.sets.current(tx);
    const draft = await this.repository.draft(tx);
    if (draft) return draft;
    const id = await this.repository.insert(tx, current, by);
    return id ? (await this.repository.find(tx, id))! : this.openDraft(tx, by);
  }

  private async save(tx: SqlTx, id: string, scheme: Scheme): Promise<RuleSet> {
    checkScheme(scheme, await this.tagNames.all(tx));
    await this.repository.replace(tx, id, { ...scheme, rules: [...scheme.rules, ...personalRules] });
    return (await this.repository.find(tx, id))!;
  }
}

function isPersonal(key: string): boolean {
  return personalRules.some((rule) => rule.key === key);
}
