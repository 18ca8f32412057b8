import type { Group, Rule, Strategy } from '../rules/rule';
import { byTurn, firstBack, verdictOf, type Candidate, type Circumstances, type Standing } from './candidate';
import { conditionWords } from './condition-words';

/** Where a lead is in the rules: `step` 0 is the rule's own people, n its n-th fallback. */
export interface Place {
  ruleId: string;
  /** The rule's position, for when it is gone. */
  position: number;
  step: number;
}

export interface WalkInput {
  /** In order, those that are switched off left out. */
  rules: readonly Rule[];
  /** Which of them the lead meets. */
  meets: ReadonlySet<string>;
  groups: readonly Group[];
  people: readonly Candidate[];
  now: Date;
  /** Where to go on; the beginning when it is left out. */
  from?: Place;
  /** Whom the lead is to leave. */
  without?: ReadonlySet<string>;
}

/** A rule or fallback that was looked at, and why it went as it did. */
export interface Look {
  ruleId: string;
  rule: string;
  step: number;
  met: boolean;
  people: Standing[];
  said: string;
}

export type Outcome = { looks: Look[]; reason: string } & (
  | { kind: 'assign'; place: Place; userId: string }
  | { kind: 'offer'; place: Place; userIds: string[]; minutes: number }
  | { kind: 'wait'; place: Place; until: Date }
  /** `meant`: a fallback says so; otherwise there was nowhere else to go. */
  | { kind: 'pool'; place: Place | null; meant: boolean }
);

interface Target {
  people: readonly Candidate[];
  strategy: Strategy;
  minutes: number;
  circumstances: Circumstances;
  who: string;
}

/** Who is to get a lead, and why. Pure: the same input, the same answer, whether it is then done or only shown. */
export function walk(input: WalkInput): Outcome {
  const looks: Look[] = [];
  const begun = input.from ? ahead(input.rules, input.from) : input.rules;
  for (const rule of begun) {
    const goesOn = input.from?.ruleId === rule.id;
    if (!goesOn && !input.meets.has(rule.id)) {
      const said = `Rule ${rule.position} “${rule.name}” not met`;
      looks.push({ ruleId: rule.id, rule: rule.name, step: 0, met: false, people: [], said });
      continue;
    }
    const ended = throughRule(input, rule, goesOn ? input.from!.step : 0, looks);
    if (ended) return ended;
  }
  const reason = sentence(looks, 'Nobody is to have it: it stays in the pool');
  return { kind: 'pool', place: input.from ?? null, meant: false, looks, reason };
}

/** The rule itself, when it is still there, and those behind it. */
const ahead = (rules: readonly Rule[], { ruleId, position }: Place): Rule[] =>
  rules.filter((rule) => rule.id === ruleId || rule.position > position);

function throughRule(input: WalkInput, rule: Rule, first: number, looks: Look[]): Outcome | null {
  for (let step = first; step <= rule.fallbacks.length; step += 1) {
    const place = { ruleId: rule.id, position: rule.position, step };
    const to = step === 0 ? null : rule.fallbacks[step - 1]!.to;
    const head = headOf(rule, step);
    const look = (people: Standing[], said: string) =>
      looks.push({ ruleId: rule.id, rule: rule.name, step, met: true, people, said: `${head}${said}` });
    if (to === 'next_rule') {
      look([], 'the next rules');
      return null;
    }
    if (to === 'pool') {
      look([], 'the pool');
      return { kind: 'pool', place, meant: true, looks, reason: sentence(looks, 'It stays in the pool') };
    }
    const target = targetOf(input, rule, step);
    const ended = ask(target, place, look, looks);
    if (ended) return ended;
  }
  const place = { ruleId: rule.id, position: rule.position, step: rule.fallbacks.length + 1 };
  const reason = sentence(looks, 'There is no further fallback: it stays in the pool');
  return { kind: 'pool', place, meant: false, looks, reason };
}

function headOf(rule: Rule, step: number): string {
  if (step > 0) return `Fallback ${step} of rule ${rule.position}: `;
  return `Rule ${rule.position} “${rule.name}” met (${conditionWords(rule.condition)}): `;
}

function ask(
  { people, strategy, minutes, circumstances, who }: Target,
  place: Place,
  look: (people: Standing[], said: string) => void,
  looks: Look[],
): Outcome | null {
  const judged = people.map((person) => ({ person, verdict: verdictOf(person, circumstances) }));
  const free = judged
    .filter(({ verdict }) => verdict === 'free')
    .map(({ person }) => person)
    .sort(byTurn);
  const chosen = new Set((strategy === 'round_robin' ? free.slice(0, 1) : free).map(({ userId }) => userId));
  const standings = judged
    .sort((a, b) => Number(b.verdict === 'free') - Number(a.verdict === 'free') || byTurn(a.person, b.person))
    .map(({ person: { userId, name, openLeads }, verdict }): Standing => ({
      ...{ userId, name, openLeads, verdict },
      chosen: chosen.has(userId),
    }));
  look(standings, peopleWords(standings) || who);
  const [next] = free;
  if (next && strategy === 'round_robin')
    return {
      kind: 'assign',
      place,
      userId: next.userId,
      looks,
      reason: sentence(looks, `Given to ${next.name}`),
    };
  if (next) {
    const reason = sentence(
      looks,
      `Offered to ${free.map(({ name }) => name).join(', ')} for ${minutes} min`,
    );
    return { kind: 'offer', place, userIds: free.map(({ userId }) => userId), minutes, looks, reason };
  }
  if (circumstances.hours !== 'wait') return null;
  const later = judged.filter(({ verdict }) => verdict === 'off_hours').map(({ person }) => person);
  const until = firstBack(later, circumstances);
  if (!until) return null;
  return {
    kind: 'wait',
    place,
    until,
    looks,
    reason: sentence(looks, `Waits for working hours until ${until.toISOString()}`),
  };
}

function targetOf(input: WalkInput, rule: Rule, step: number): Target {
  const { now, without = new Set<string>() } = input;
  const among = (ids: readonly string[]) => input.people.filter(({ userId }) => ids.includes(userId));
  const inGroups = (ids: readonly string[]) =>
    input.groups.filter(({ id }) => ids.includes(id)).flatMap(({ userIds }) => userIds);
  const usual: Circumstances = { now, hours: rule.hours, without };
  // Whoever answers for the team is asked whatever the hour and however much they have.
  const last: Circumstances = { now, hours: 'ignore', without, anyLoad: true };
  const alone = { strategy: 'round_robin', minutes: rule.offerMinutes } as const;
  if (step === 0) {
    const people = among([...rule.userIds, ...inGroups(rule.groupIds)]);
    const { strategy, offerMinutes: minutes } = rule;
    return { people, strategy, minutes, circumstances: usual, who: 'nobody is in it' };
  }
  const { to, groupId, userId, strategy = 'round_robin', offerMinutes } = rule.fallbacks[step - 1]!;
  if (to === 'group') {
    const people = among(inGroups(groupId ? [groupId] : []));
    const minutes = offerMinutes ?? rule.offerMinutes;
    return { people, strategy, minutes, circumstances: usual, who: 'nobody is in the group' };
  }
  if (to === 'user')
    return {
      ...alone,
      people: among(userId ? [userId] : []),
      circumstances: last,
      who: 'the person is gone',
    };
  const roles = to === 'owner' ? ['OWNER'] : ['MANAGER', 'ADMIN'];
  const people = input.people.filter(({ role }) => roles.includes(role));
  return { ...alone, people, circumstances: last, who: to === 'owner' ? 'no owner' : 'no managers' };
}

const verdictWords = {
  free: '',
  paused: 'paused',
  away: 'away',
  full: 'full',
  off_hours: 'out of hours',
  had_it: 'had it',
} as const;

/** "Ann 3 open, Ben 5 open; Cat paused": those who are asked first. */
function peopleWords(standings: readonly Standing[]): string {
  const most = 12;
  const free = standings.filter(({ verdict }) => verdict === 'free');
  const others = standings.filter(({ verdict }) => verdict !== 'free');
  const shown = (all: readonly Standing[], word: (one: Standing) => string) =>
    all.length > most
      ? `${all.slice(0, most).map(word).join(', ')} and ${all.length - most} more`
      : all.map(word).join(', ');
  return [
    shown(free, ({ name, openLeads }) => `${name} ${openLeads} open`),
    shown(others, ({ name, openLeads, verdict }) =>
      verdict === 'full' ? `${name} full with ${openLeads}` : `${name} ${verdictWords[verdict]}`,
    ),
  ]
    .filter(Boolean)
    .join('; ');
}

/** Rules that were not met are counted: a team has many. */
function sentence(looks: readonly Look[], end: string): string {
  const unmet = looks.filter(({ met }) => !met).length;
  const parts = looks.filter(({ met }) => met).map(({ said }) => said);
  if (parts.length === 0) parts.push(unmet === 0 ? 'There is no rule' : `None of ${unmet} rules was met`);
  return [...parts, end].join('. ') + '.';
}
