import type { PayloadClass } from '@platform/jobs';

/** A fact that other slices may act on. `name` is noun.past; the payload carries ids and only grows. */
export interface EventDefinition<P extends object = object> {
  readonly name: string;
  readonly payload: PayloadClass<P>;
}

export function defineEvent<P extends object>(definition: EventDefinition<P>): EventDefinition<P> {
  if (!/^[a-z_]+\.[a-z_]+$/.test(definition.name))
    throw new TypeError(`event name "${definition.name}" is not noun.past`);
  return Object.freeze(definition);
}

export type PayloadOfEvent<E> = E extends EventDefinition<infer P> ? P : never;
