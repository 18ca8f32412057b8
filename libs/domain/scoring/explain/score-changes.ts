export type Reasons = Readonly<Record<string, number>>;

export interface ReasonChange {
  /** Key of the rule, or `cap:<group>` for what a cap takes. */
  rule: string;
  name: string;
  before: number;
  after: number;
  difference: number;
}

/** What is different between two moments, the largest difference first. */
export function changesBetween(
  before: Reasons,
  after: Reasons,
  names: ReadonlyMap<string, string>,
): ReasonChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const valueIn = (reasons: Reasons, key: string) => (Object.hasOwn(reasons, key) ? reasons[key]! : 0);
  return keys
    .map((rule): ReasonChange => {
      const [was, is] = [valueIn(before, rule), valueIn(after, rule)];
      return {
        rule,
        name: nameOf(rule, names),
        before: was,
        after: is,
        difference: Math.round((is - was) * 100) / 100,
      };
    })
    .filter(({ difference }) => difference !== 0)
    .toSorted(
      (one, other) =>
        Math.abs(other.difference) - Math.abs(one.difference) || (one.rule < other.rule ? -1 : 1),
    );
}

function nameOf(rule: string, names: ReadonlyMap<string, string>): string {
  return rule.startsWith('cap:')
    ? `Cap of the group ${rule.slice('cap:'.length)}`
    : (names.get(rule) ?? rule);
}
