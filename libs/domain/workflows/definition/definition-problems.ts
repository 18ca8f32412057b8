import { conditionProblems } from '../conditions/condition-problems';
import type { Definition } from './definition.types';
import { graphProblems } from './graph-problems';
import { nodeProblems } from './node-problems';
import { DEFINITION_LIMITS, type Problem } from './problem';
import { readDefinition } from './schema/schema-problems';
import { triggerProblems } from './trigger-problems';

const reported = 100;

/**
 * Everything that can be known to be wrong without asking the database; mistakes against the schema come alone.
 * `ownId`: of the workflow, once it has one.
 */
export function definitionProblems(
  value: unknown,
  ownId?: string,
): { definition: Definition | null; problems: Problem[] } {
  if (nesting(value) > nestingAllowed)
    return { definition: null, problems: [{ path: '', code: 'too_deep', message: 'Nested too deep.' }] };
  const { definition, problems } = readDefinition(value);
  if (!definition) return { definition: null, problems };
  const { trigger, entry, quietHours, nodes } = definition;
  const found = [
    ...triggerProblems(trigger, '/trigger'),
    ...(entry ? conditionProblems(entry, '/entry', trigger.type) : []),
    ...(quietHours && quietHours.from === quietHours.to
      ? [{ path: '/quietHours/to', code: 'quiet_all_day', message: 'Nothing could ever be sent.' }]
      : []),
    ...Object.keys(nodes).flatMap((id) => nodeProblems(definition, id, ownId)),
    ...graphProblems(definition),
  ];
  return { definition, problems: found.slice(0, reported) };
}

/** nodes → id → if, two levels per group, and a list of values. The schema is recursive; this bounds it. */
const nestingAllowed = 3 + 2 * DEFINITION_LIMITS.conditionDepth + 2;

function nesting(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > nestingAllowed) return depth;
  return Math.max(depth, ...Object.values(value).map((part) => nesting(part, depth + 1)));
}
