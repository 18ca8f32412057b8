import type { Rule } from '../rules/rule';

/** A lead whose end is known, scored as it stood just before. */
export interface ClosedLead {
  won: boolean;
  overall: number;
  reasons: Readonly<Record<string, number>>;
}

export interface RuleContribution {
  rule: string;
  name: string;
  /** Leads that the rule gave or took points. */
  leads: number;
  /** Of those, the share that was won, and that divided by the share of all leads that was won. */
  wonRate: number;
  lift: number;
  /** Mean points over all won and over all lost leads. */
  averageWon: number;
  averageLost: number;
}

/** What each rule is worth: whether it tells winners from losers. Those that do so most come first. */
export function contributionsOf(
  leads: readonly ClosedLead[],
  rules: readonly Pick<Rule, 'key' | 'name'>[],
): RuleContribution[] {
  const won = leads.filter((lead) => lead.won);
  const lost = leads.filter((lead) => !lead.won);
  const pointsOf = ({ reasons }: ClosedLead, key: string) =>
    Object.hasOwn(reasons, key) ? reasons[key]! : 0;
  const average = (of: readonly ClosedLead[], key: string) =>
    of.length === 0 ? 0 : of.reduce((sum, lead) => sum + pointsOf(lead, key), 0) / of.length;
  return rules
    .map(({ key, name }): RuleContribution => {
      const hit = leads.filter((lead) => pointsOf(lead, key) !== 0);
      const wonRate = hit.length === 0 ? 0 : hit.filter((lead) => lead.won).length / hit.length;
      return {
        rule: key,
        name,
        leads: hit.length,
        wonRate,
        lift: won.length === 0 ? 0 : wonRate / (won.length / leads.length),
        averageWon: average(won, key),
        averageLost: average(lost, key),
      };
    })
    .toSorted(
      (one, other) =>
        Math.abs(other.averageWon - other.averageLost) - Math.abs(one.averageWon - one.averageLost),
    );
}
