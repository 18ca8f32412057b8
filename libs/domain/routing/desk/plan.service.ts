import { Injectable } from '@nestjs/common';
import { evaluate, type Facts } from '@domain/conditions';
import { SegmentPeople } from '@domain/segments';
import type { SqlTx, TeamRole } from '@platform/database';
import type { Candidate } from '../choice/candidate';
import { walk, type Outcome, type Place } from '../choice/walk';
import { RoutingPeopleRepository } from '../people/people.repository';
import type { RoutingSettings } from '../people/person';
import { RoutingSettingsRepository } from '../people/settings.repository';
import { GroupsRepository } from '../rules/groups.repository';
import type { Rule } from '../rules/rule';
import { RulesRepository } from '../rules/rules.repository';

export interface PlanInput {
  /** A lead, or what is to be known of one that does not exist. */
  lead: string | Facts;
  now: Date;
  from?: Place;
  without?: ReadonlySet<string>;
}

export interface Plan {
  outcome: Outcome;
  settings: RoutingSettings;
  rules: readonly Rule[];
  people: readonly Candidate[];
}

/** Who would get a lead: reads what that depends on and changes nothing. Routing does what it says, a simulation shows it. */
@Injectable()
export class RoutingPlans {
  constructor(
    private readonly settings: RoutingSettingsRepository,
    private readonly rules: RulesRepository,
    private readonly groups: GroupsRepository,
    private readonly people: RoutingPeopleRepository,
    private readonly segments: SegmentPeople,
  ) {}

  async make(tx: SqlTx, { lead, now, from, without }: PlanInput): Promise<Plan> {
    const settings = await this.settings.read(tx);
    const rules = (await this.rules.list(tx)).filter(({ enabled }) => enabled);
    const meets = await this.met(tx, rules, lead, now);
    // Those that are met, and the one that is gone on with, are all whose people matter.
    const asked = rules.filter(({ id }) => meets.has(id) || id === from?.ruleId);
    const groups = asked.length > 0 ? await this.groups.list(tx) : [];
    const wanted = wantedOf(asked);
    const inGroups = groups.filter(({ id }) => wanted.groupIds.has(id)).flatMap(({ userIds }) => userIds);
    const userIds = [...wanted.userIds, ...inGroups];
    const people =
      asked.length > 0 ? await this.people.candidates(tx, { userIds, roles: wanted.roles }, settings) : [];
    const outcome = walk({ rules, meets, groups, people, now, from, without });
    return { outcome, settings, rules, people };
  }

  private async met(
    tx: SqlTx,
    rules: readonly Rule[],
    lead: string | Facts,
    now: Date,
  ): Promise<Set<string>> {
    const conditions = rules.map(({ condition }) => condition);
    if (typeof lead === 'string') {
      const compiled = await this.segments.compileAll(tx, conditions, now);
      return this.rules.met(
        tx,
        lead,
        rules.map(({ id }, index) => ({ id, condition: compiled[index]! })),
      );
    }
    const { zone } = await this.segments.moment(tx);
    return new Set(rules.filter(({ condition }) => evaluate(condition, lead, now, zone)).map(({ id }) => id));
  }
}

function wantedOf(rules: readonly Rule[]) {
  const fallbacks = rules.flatMap((rule) => rule.fallbacks);
  const roles = new Set<TeamRole>();
  if (fallbacks.some(({ to }) => to === 'owner')) roles.add('OWNER');
  if (fallbacks.some(({ to }) => to === 'managers')) roles.add('MANAGER').add('ADMIN');
  return {
    userIds: new Set([
      ...rules.flatMap((rule) => rule.userIds),
      ...fallbacks.flatMap(({ userId }) => userId ?? []),
    ]),
    groupIds: new Set([
      ...rules.flatMap((rule) => rule.groupIds),
      ...fallbacks.flatMap(({ groupId }) => groupId ?? []),
    ]),
    roles: [...roles],
  };
}
