import {
  CALENDAR_OPERATORS,
  FACT_PATTERNS,
  LEAD_FACTS,
  leadFactOf,
  OPERATORS_OF,
  type FactDefinition,
  type FactType,
  type Operator,
  type Vocabulary,
} from '@domain/conditions';

/** As in workflows, and besides by the calendar of the team: a segment is asked at a moment and in a zone. */
const operatorsOf: Readonly<Record<FactType, readonly Operator[]>> = {
  ...OPERATORS_OF,
  instant: [...OPERATORS_OF.instant, 'in_period'],
  any: [...OPERATORS_OF.any, ...CALENDAR_OPERATORS],
};

export const segmentVocabulary: Vocabulary = { factOf: leadFactOf, operatorsOf, where: '' };

export interface SegmentFact {
  name: string;
  type: FactType;
  about: string;
  operators: readonly Operator[];
  options: readonly string[] | null;
}

const listed = (name: string, { type, about, options }: FactDefinition): SegmentFact => ({
  name,
  type,
  about,
  operators: operatorsOf[type],
  options: options ?? null,
});

/** What a segment may speak of, as an author chooses it. */
export const SEGMENT_FACTS: readonly SegmentFact[] = [
  ...Object.entries(LEAD_FACTS).map(([name, fact]) => listed(name, fact)),
  ...FACT_PATTERNS.map(({ name, fact }) => listed(name, fact)),
];
