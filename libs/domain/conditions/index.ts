export {
  anniversaryDays,
  isDay,
  isPeriod,
  lastDays,
  nextDays,
  PERIODS,
  periodOf,
  startOfDay,
} from './calendar';
export type { Period, Span } from './calendar';
export { conditionProblems, conditionReferences } from './condition-problems';
export type { ConditionProblem, Vocabulary } from './condition-problems';
export { CALENDAR_OPERATORS, OPERATORS } from './condition.types';
export type { Comparison, Condition, Facts, FactType, FactValue, Operator, Scalar } from './condition.types';
export { comparisonsIn, evaluate, explain, factsUsed } from './evaluate';
export type { Explanation } from './evaluate';
export { FACT_PATTERNS, lastEmailsOf, LEAD_FACTS, leadFactOf } from './lead-facts';
export type { FactDefinition, LeadFact, Reference } from './lead-facts';
export { compare, fold, OPERATORS_OF } from './operators';
export type { Moment } from './operators';
export { schemaReader } from './schema-reader';
