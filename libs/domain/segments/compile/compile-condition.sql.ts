import {
  lastEmailsOf,
  type Comparison,
  type Condition,
  type LeadFact,
  type Moment,
} from '@domain/conditions';
import { Prisma } from '@platform/database';
import { customCondition } from './custom.sql';
import { countCondition, momentCondition } from './evidence.sql';
import { COMPILED_FACTS, type CompiledFact } from './facts.sql';
import { booleanCondition, foldedTexts, inWindow, not, numberCondition, textCondition } from './values.sql';
import { windowOf } from './window';

type Sql = Prisma.Sql;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const customPrefix = 'lead.custom.';

/**
 * A condition as one boolean expression over `lead`, for use inside a team's unit of work. Says what `evaluate` says, to which it is
 * held by a test over arbitrary conditions. Expressions are never null, so that NOT means not. Values are always parameters.
 */
export function compileCondition(condition: Condition, moment: Moment): Sql {
  if ('all' in condition) return joined(condition.all, ' AND ', Prisma.sql`true`, moment);
  if ('any' in condition) return joined(condition.any, ' OR ', Prisma.sql`false`, moment);
  if ('not' in condition) return not(compileCondition(condition.not, moment));
  return compileComparison(condition, moment);
}

export const leadIdsWhere = (condition: Sql): Sql => Prisma.sql`SELECT lead.id FROM lead WHERE ${condition}`;

function joined(parts: Condition[], by: ' AND ' | ' OR ', empty: Sql, moment: Moment): Sql {
  if (parts.length === 0) return empty;
  return Prisma.sql`(${Prisma.join(
    parts.map((part) => compileCondition(part, moment)),
    by,
  )})`;
}

function compileComparison(comparison: Comparison, moment: Moment): Sql {
  const { fact } = comparison;
  if (fact.startsWith(customPrefix))
    return customCondition(fact.slice(customPrefix.length), comparison, moment);
  const last = lastEmailsOf(fact);
  if (last) return ofLastEmails(last, comparison);
  if (!Object.hasOwn(COMPILED_FACTS, fact)) throw new TypeError(`no fact ${fact}`);
  return compileFact(COMPILED_FACTS[fact as LeadFact], comparison, moment);
}

function compileFact(fact: CompiledFact, comparison: Comparison, moment: Moment): Sql {
  switch (fact.kind) {
    case 'text':
      return textCondition(fact.column, comparison);
    case 'option':
      return optionCondition(fact.column, comparison);
    case 'listed':
      return textCondition(fact.column, comparison, (texts) => amongDistinct(fact.column, fact.bare, texts));
    case 'id':
      return idCondition(fact.column, comparison);
    case 'number':
      return numberCondition(fact.column, comparison);
    case 'boolean':
      return booleanCondition(fact.column, comparison);
    case 'instant':
      return instantCondition(fact.column, comparison, moment);
    case 'tags':
      return tagCondition(comparison);
    case 'score':
      return scoreCondition(fact, comparison);
    case 'count':
      return countCondition(fact.evidence, comparison, moment);
    case 'moment':
      return momentCondition(fact.evidence, comparison, moment);
  }
}

/**
 * The distinct values of an indexed column are read by hops, each a look-up in the index (team, column); those that are meant in any
 * case are then looked for as they are written. lower() itself is not leakproof: under row-level security no index on it is used.
 */
function amongDistinct(column: Sql, bare: Sql, texts: string[]): Sql {
  const next = (
    beyond: Sql,
  ) => Prisma.sql`(SELECT l.${bare} FROM lead l WHERE l.team_id = brickwork_team() AND ${beyond}
    ORDER BY l.team_id, l.${bare} LIMIT 1)`;
  return Prisma.sql`(${column} IS NOT NULL AND ${column} = ANY(ARRAY(
    WITH RECURSIVE hop(value) AS (
      SELECT ${next(Prisma.sql`l.${bare} IS NOT NULL`)}
      UNION ALL SELECT ${next(Prisma.sql`l.${bare} > hop.value`)} FROM hop WHERE hop.value IS NOT NULL)
    SELECT hop.value FROM hop WHERE brickwork_fold(hop.value) = ANY(${texts}::text[]))))`;
}

/** One of a few words, stored as they are written here. */
const optionCondition = (column: Sql, comparison: Comparison): Sql =>
  textCondition(column, comparison, () => {
    const values = [comparison.value ?? []].flat().map(String);
    return values.length === 1
      ? Prisma.sql`(${column} = ${values[0]})`
      : Prisma.sql`(${column} = ANY(${values}::text[]))`;
  });

const idCondition = (column: Sql, comparison: Comparison): Sql => {
  if (comparison.op === 'exists') return Prisma.sql`(${column} IS NOT NULL)`;
  if (comparison.op === 'missing') return Prisma.sql`(${column} IS NULL)`;
  return textCondition(Prisma.sql`${column}::text`, comparison, (texts) => {
    const ids = texts.filter((text) => uuid.test(text));
    return Prisma.sql`(${column} IS NOT NULL AND ${column} = ANY(${ids}::uuid[]))`;
  });
};

function instantCondition(column: Sql, comparison: Comparison, moment: Moment): Sql {
  if (comparison.op === 'exists') return Prisma.sql`(${column} IS NOT NULL)`;
  if (comparison.op === 'missing') return Prisma.sql`(${column} IS NULL)`;
  const window = windowOf(comparison, moment);
  if (!window) throw new TypeError(`a moment is not compared by ${comparison.op}`);
  return inWindow(column, window);
}

function tagCondition({ op, value }: Comparison): Sql {
  const tagged = (condition: Sql) =>
    Prisma.sql`EXISTS (SELECT FROM lead_tag t WHERE t.lead_id = lead.id AND ${condition})`;
  const ids = foldedTexts(value).filter((text) => uuid.test(text));
  switch (op) {
    case 'has':
    case 'has_any':
      return tagged(Prisma.sql`t.tag_id = ANY(${ids}::uuid[])`);
    case 'has_all':
      if (ids.length < foldedTexts(value).length) return Prisma.sql`false`;
      return Prisma.sql`(${Prisma.join([tagged(Prisma.sql`true`), ...ids.map((id) => tagged(Prisma.sql`t.tag_id = ${id}::uuid`))], ' AND ')})`;
    case 'exists':
      return tagged(Prisma.sql`true`);
    case 'missing':
      return not(tagged(Prisma.sql`true`));
    default:
      throw new TypeError(`tags are not compared by ${op}`);
  }
}

/** A lead without a score has none of these facts. */
function scoreCondition(
  { column, type }: Extract<CompiledFact, { kind: 'score' }>,
  comparison: Comparison,
): Sql {
  const scored = (condition: Sql) =>
    Prisma.sql`EXISTS (SELECT FROM lead_score s WHERE s.lead_id = lead.id AND ${condition})`;
  const condition = (asked: Comparison) =>
    scored(type === 'number' ? numberCondition(column, asked) : textCondition(column, asked));
  if (comparison.op === 'missing') return not(condition({ ...comparison, op: 'exists' }));
  if (comparison.op === 'ne') return not(condition({ ...comparison, op: 'eq' }));
  if (comparison.op === 'not_in') return not(condition({ ...comparison, op: 'in' }));
  return condition(comparison);
}

/** Null while fewer were sent, so that "none of the last 5" is not said of who has had but one. */
function ofLastEmails(
  { column, count }: { column: 'opened_at' | 'clicked_at'; count: number },
  comparison: Comparison,
): Sql {
  const value = Prisma.sql`(SELECT CASE WHEN count(*) = ${count}::int THEN count(e.${Prisma.raw(column)}) END FROM (
    SELECT m.${Prisma.raw(column)} FROM message_ledger m WHERE m.lead_id = lead.id AND m.team_id = brickwork_team()
      AND m.channel = 'EMAIL' AND m.accepted_at IS NOT NULL ORDER BY m.accepted_at DESC, m.id DESC LIMIT ${count}::int) AS e)`;
  // Computed once a row, although it is asked about twice.
  return Prisma.sql`(SELECT ${numberCondition(Prisma.sql`n.value`, comparison)} FROM (SELECT ${value} AS value OFFSET 0) AS n)`;
}
