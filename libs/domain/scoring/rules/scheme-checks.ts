import { invalidField } from '@platform/errors';
import { customKeyOf, isClockField } from '../condition';
import { conditionFields } from '../condition.sql';
import { refusalOf } from '../refused-inputs';
import { isSignal } from '../signals/event-signals';
import { personalRules } from './default-rules';
import type { Band, Condition, Rule, Scheme } from './rule';

export const maxRules = 60;

/**
 * Whether the scheme can be computed and may be used. `tagNames` knows the names of the team's tags by id.
 * @throws DomainError invalid/validation_failed with the field at fault, e.g. rules.3.condition.field/field_refused
 */
export function checkScheme(scheme: Scheme, tagNames: ReadonlyMap<string, string>): void {
  const { rules, caps, bands } = scheme;
  if (rules.length > maxRules) throw invalidField('rules', 'too_many', `At most ${maxRules} rules.`);
  const kinds = new Map<string, string>();
  for (const [index, rule] of rules.entries()) {
    const path = `rules.${index}`;
    if (rules.findIndex(({ key }) => key === rule.key) !== index)
      throw invalidField(`${path}.key`, 'key_taken', `Two rules have the key ${rule.key}.`);
    checkRule(rule, path, tagNames);
    if (!rule.capGroup) continue;
    const kind = kinds.get(rule.capGroup) ?? rule.kind;
    if (kind !== rule.kind)
      throw invalidField(
        `${path}.capGroup`,
        'group_mixed',
        `The group ${rule.capGroup} already has rules of the kind ${kind}.`,
      );
    kinds.set(rule.capGroup, kind);
  }
  for (const group of Object.keys(caps)) {
    if (!kinds.has(group)) throw invalidField('caps', 'group_unknown', `No rule is in the group ${group}.`);
  }
  checkBands(bands);
}

/** One rule by itself. @throws DomainError invalid/validation_failed */
export function checkRule(rule: Rule, path: string, tagNames: ReadonlyMap<string, string>): void {
  if (personalRules.some(({ key }) => key === rule.key))
    throw invalidField(`${path}.key`, 'key_reserved', `The rule ${rule.key} is part of every version.`);
  if ((rule.signal === null) === (rule.condition === null))
    throw invalidField(path, 'trigger_ambiguous', 'A rule has either a signal or a condition.');
  if (rule.signal !== null && !isSignal(rule.signal))
    throw invalidField(`${path}.signal`, 'signal_unknown', `Nothing gives the signal ${rule.signal}.`);
  if (rule.condition) checkCondition(rule.condition, `${path}.condition`, tagNames);
}

function checkCondition(condition: Condition, path: string, tagNames: ReadonlyMap<string, string>): void {
  const { field, op } = condition;
  const refuse = (where: string, text: string) => {
    const reason = refusalOf(text);
    if (reason)
      throw invalidField(
        `${path}.${where}`,
        'field_refused',
        `“${text}” may stand for ${reason}, by which nobody may be ranked.`,
      );
  };
  refuse('field', customKeyOf(field) ?? field);
  if (customKeyOf(field) === undefined && !conditionFields.includes(field))
    throw invalidField(`${path}.field`, 'field_unknown', `There is no field ${field}.`);
  const unfit = () => invalidField(`${path}.op`, 'op_unfit', `The field ${field} cannot be asked for ${op}.`);
  const addresses = field === 'email' || field === 'phone';
  if (addresses && op !== 'present' && op !== 'absent') throw unfit();
  const compares = op === 'atLeast' || op === 'atMost';
  if (field === 'tags' && compares) throw unfit();
  if ((field === 'value' || isClockField(field)) && op === 'oneOf') throw unfit();
  if (op !== 'oneOf') return;
  for (const value of condition.values) {
    if (field !== 'tags') refuse('values', value);
    else if (tagNames.has(value)) refuse('values', tagNames.get(value)!);
    else throw invalidField(`${path}.values`, 'tag_unknown', 'There is no such tag.');
  }
}

function checkBands(bands: readonly Band[]): void {
  const descending = bands.every(({ from }, index) => index === 0 || from < bands[index - 1]!.from);
  const distinct = new Set(bands.map(({ name }) => name)).size === bands.length;
  if (bands.length < 2 || !descending || !distinct || bands.at(-1)!.from !== 0) {
    throw invalidField(
      'bands',
      'bands_unordered',
      'At least two bands with names of their own, the best first, the last from 0.',
    );
  }
}
