import { Injectable } from '@nestjs/common';
import { Activities, changedFields, type Author } from '@domain/activities';
import { SegmentChecks } from '@domain/segments';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { RoutingPeopleRepository } from '../people/people.repository';
import { RoutingSettingsRepository } from '../people/settings.repository';
import { conditionInvalid, groupNotFound, ruleNotFound, rulesChanged, tooManyRules } from '../routing.errors';
import { GroupsRepository } from './groups.repository';
import {
  ROUTING_LIMITS,
  type Fallback,
  type NewRule,
  type Rule,
  type RuleChanges,
  type RuleInput,
} from './rule';
import { RulesRepository } from './rules.repository';

const byDefault = {
  ...{ enabled: true, userIds: [], groupIds: [], hours: 'skip', offerMinutes: 15, fallbacks: [] },
  ...{ slaMinutes: null, slaReassign: false },
} satisfies Partial<RuleInput>;

/** The team's rules in their order. Leads on their way go by the rules as they are when their next step comes. */
@Injectable()
export class RoutingRules {
  constructor(
    private readonly database: Database,
    private readonly settings: RoutingSettingsRepository,
    private readonly people: RoutingPeopleRepository,
    private readonly groups: GroupsRepository,
    private readonly rules: RulesRepository,
    private readonly conditions: SegmentChecks,
    private readonly activities: Activities,
  ) {}

  async list(scope: TenantScope): Promise<Rule[]> {
    return this.database.sql(scope, (tx) => this.rules.list(tx));
  }

  /** @throws DomainError not_found/routing_rule_not_found */
  async get(scope: TenantScope, id: string): Promise<Rule> {
    return this.database.sql(scope, (tx) => this.require(tx, id));
  }

  /**
   * Behind all others.
   * @throws DomainError invalid/routing_condition_invalid · invalid (targets) · not_found/user_not_found, routing_group_not_found ·
   * conflict/too_many_routing_rules
   */
  async create(scope: TenantScope, input: NewRule, by: Author): Promise<Rule> {
    return this.changing(scope, async (tx) => {
      if ((await this.rules.list(tx)).length >= ROUTING_LIMITS.rules)
        throw tooManyRules(ROUTING_LIMITS.rules);
      const rule = await this.rules.insert(tx, await this.checked(tx, { ...byDefault, ...input }));
      await this.note(tx, 'created', rule, by);
      return rule;
    });
  }

  /** Changes what is given. @throws DomainError as `create`, and not_found/routing_rule_not_found */
  async update(scope: TenantScope, id: string, changes: RuleChanges, by: Author): Promise<Rule> {
    return this.changing(scope, async (tx) => {
      const before = await this.require(tx, id);
      const after = await this.rules.update(tx, id, await this.checked(tx, { ...before, ...changes }));
      const changed = changedFields(before, after, Object.keys(changes) as (keyof Rule)[]);
      if (Object.keys(changed).length > 0) await this.note(tx, 'changed', after, by, changed);
      return after;
    });
  }

  /** @throws DomainError not_found/routing_rule_not_found */
  async delete(scope: TenantScope, id: string, by: Author): Promise<void> {
    await this.changing(scope, async (tx) => {
      const rule = await this.require(tx, id);
      await this.rules.delete(tx, id);
      await this.note(tx, 'deleted', rule, by);
    });
  }

  /** `ids`: all rules of the team, as they are to be asked. @throws DomainError conflict/routing_rules_changed */
  async order(scope: TenantScope, ids: string[], by: Author): Promise<Rule[]> {
    return this.changing(scope, async (tx) => {
      const known = await this.rules.list(tx);
      const wanted = new Set(ids.map((id) => id.toLowerCase()));
      if (
        wanted.size !== known.length ||
        ids.length !== known.length ||
        !known.every(({ id }) => wanted.has(id))
      )
        throw rulesChanged();
      await this.rules.order(tx, ids);
      const rules = await this.rules.list(tx);
      await this.activities.record(tx, [
        {
          ...{ type: 'routing_rule.ordered', title: 'Rules for leads ordered', userId: by.userId },
          changes: { order: { from: known.map(({ name }) => name), to: rules.map(({ name }) => name) } },
        },
      ]);
      return rules;
    });
  }

  private changing<T>(scope: TenantScope, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    return this.database.sql(scope, async (tx) => {
      await this.settings.hold(tx);
      return work(tx);
    });
  }

  private async checked(
    tx: SqlTx,
    input: Omit<RuleInput, 'condition'> & { condition: object },
  ): Promise<RuleInput> {
    const { condition, problems } = await this.conditions.read(tx, input.condition);
    if (!condition) throw conditionInvalid(problems);
    const [userIds, groupIds] = [distinct(input.userIds), distinct(input.groupIds)];
    if (userIds.length + groupIds.length === 0)
      throw invalidField('userIds', 'required', 'A rule names people or groups.');
    const fallbacks = input.fallbacks.map(checkedFallback);
    const users = distinct([...userIds, ...fallbacks.flatMap(({ userId }) => userId ?? [])]);
    if ((await this.people.members(tx, users)).size < users.length) throw notFound('user');
    const known = new Set((await this.groups.list(tx)).map(({ id }) => id));
    const named = [...groupIds, ...fallbacks.flatMap(({ groupId }) => groupId ?? [])];
    if (!named.every((id) => known.has(id))) throw groupNotFound();
    return { ...input, condition, userIds, groupIds, fallbacks };
  }

  private async require(tx: SqlTx, id: string): Promise<Rule> {
    const rule = await this.rules.find(tx, id);
    if (!rule) throw ruleNotFound();
    return rule;
  }

  private async note(tx: SqlTx, what: string, { id, name }: Rule, { userId }: Author, changes?: object) {
    const title = `Rule for leads ${what}: ${name}`;
    await this.activities.record(tx, [
      { type: `routing_rule.${what}`, title, subjectId: id, userId, changes },
    ]);
  }
}

const distinct = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))];

/** What belongs to its target, and nothing else; what comes behind the pool or the next rules would never be reached. */
function checkedFallback(given: Fallback, index: number, all: readonly Fallback[]): Fallback {
  const { to, groupId, userId, strategy, offerMinutes } = given;
  const at = `fallbacks.${index}`;
  if (index < all.length - 1 && (to === 'pool' || to === 'next_rule'))
    throw invalidField(`${at}.to`, 'not_last', `Nothing is reached behind "${to}".`);
  if (groupId && to !== 'group') throw invalidField(`${at}.groupId`, 'not_taken', 'Only with "group".');
  if (userId && to !== 'user') throw invalidField(`${at}.userId`, 'not_taken', 'Only with "user".');
  if (to === 'group') {
    if (!groupId) throw invalidField(`${at}.groupId`, 'required', 'Which group?');
    const offer = { ...(strategy ? { strategy } : {}), ...(offerMinutes ? { offerMinutes } : {}) };
    return { to, groupId: groupId.toLowerCase(), ...offer };
  }
  if (to === 'user' && !userId) throw invalidField(`${at}.userId`, 'required', 'Which person?');
  return to === 'user' ? { to, userId: userId!.toLowerCase() } : { to };
}
