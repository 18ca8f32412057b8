import { schemaReader } from '@domain/conditions';
import type { Definition } from '../definition.types';
import type { Problem } from '../problem';
import { definitionSchema } from './definition-schema';

const read = schemaReader<Definition>(definitionSchema);

/** Mistakes against the schema; the value is a definition when there are none. */
export function readDefinition(
  value: unknown,
): { definition: Definition; problems: [] } | { definition: null; problems: Problem[] } {
  const { value: definition, problems } = read(value);
  return definition ? { definition, problems: [] } : { definition: null, problems };
}
