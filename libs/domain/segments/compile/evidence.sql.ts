import { compare, type Comparison, type Moment } from '@domain/conditions';
import { Prisma } from '@platform/database';
import { inWindow, not, numberCondition } from './values.sql';
import { windowOf, type Window } from './window';

type Sql = Prisma.Sql;

/** Rows about leads: where they lie and which of them count, as `e`. */
export interface Evidence {
  table: Sql;
  where: (moment: Moment) => Sql;
}

/** Whether the lead has such a row. Correlated: a part of an OR is then looked up by the lead, or hashed, whichever is less. */
const has = ({ table, where }: Evidence, moment: Moment, more: Sql = Prisma.sql`true`): Sql =>
  Prisma.sql`EXISTS (SELECT FROM ${table} WHERE e.lead_id = lead.id AND ${where(moment)} AND ${more})`;

/** How many rows there are. Whether none is enough decides which side is looked for: rows that are missing are not found. */
export function countCondition(evidence: Evidence, comparison: Comparison, moment: Moment): Sql {
  const { op, value } = comparison;
  if (op === 'exists') return Prisma.sql`true`;
  if (op === 'missing') return Prisma.sql`false`;
  const none = compare(op, 0, value, moment);
  if ((op === 'gte' && value === 1) || ((op === 'gt' || op === 'ne') && value === 0))
    return has(evidence, moment);
  if ((op === 'lt' && value === 1) || ((op === 'lte' || op === 'eq') && value === 0))
    return not(has(evidence, moment));
  const counted = numberCondition(Prisma.sql`count(*)`, comparison);
  const grouped = (having: Sql) =>
    Prisma.sql`EXISTS (SELECT FROM (SELECT e.lead_id FROM ${evidence.table} WHERE e.lead_id IS NOT NULL AND ${evidence.where(moment)}
      GROUP BY e.lead_id HAVING ${having}) AS g WHERE g.lead_id = lead.id)`;
  return none ? not(grouped(not(counted))) : grouped(counted);
}

/** The latest (or the first) of the moments that `at` names lies in a window: some do, and none lies beyond it. */
export function momentCondition(
  evidence: Evidence & { at: Sql; which: 'latest' | 'first' },
  comparison: Comparison,
  moment: Moment,
): Sql {
  const { at, which } = evidence;
  if (comparison.op === 'exists') return has(evidence, moment);
  if (comparison.op === 'missing') return not(has(evidence, moment));
  const window = windowOf(comparison, moment);
  if (!window) throw new TypeError(`a moment is not compared by ${comparison.op}`);
  const beyond = which === 'latest' ? after(window) : ahead(window);
  const inside = has(evidence, moment, inWindow(at, window));
  return beyond ? Prisma.sql`(${inside} AND NOT ${has(evidence, moment, inWindow(at, beyond))})` : inside;
}

const after = ({ to }: Window): Window | null => (to ? { from: { at: to.at, open: !to.open } } : null);
const ahead = ({ from }: Window): Window | null => (from ? { to: { at: from.at, open: !from.open } } : null);
