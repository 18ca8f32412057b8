import type { Permission } from '@platform/auth';

/** A kind of news for the pages that people have open. The vocabulary is documented in docs/realtime.md. */
export interface LiveEventDefinition<D extends object = object> {
  /** noun.past, e.g. `lead.changed`. */
  readonly type: string;
  /** Of the shape of `data`; it only grows, and what cannot grow becomes a new version. */
  readonly version: number;
  /** Who lacks it hears nothing of it. Null: anybody of the team. */
  readonly permission: Permission | null;
  /** Never set; carries the type of `data`. */
  readonly shape?: D;
}

/**
 * Declares a kind of live event. `data` holds ids and names of what changed, never what is in it: whoever may see it fetches it, and
 * a page of ids is small.
 */
export function defineLiveEvent<D extends object>(
  definition: Omit<LiveEventDefinition<D>, 'shape'>,
): LiveEventDefinition<D> {
  if (!/^[a-z_]+\.[a-z_]+$/.test(definition.type))
    throw new TypeError(`live event "${definition.type}" is not noun.past`);
  return Object.freeze(definition);
}

/** Who hears of an event, besides the permission it needs. */
export interface LiveAudience {
  /** This person alone. */
  userId?: string | null;
  /** Those who see this lead. */
  leadId?: string | null;
  /** These people as well, whoever has the lead. */
  shownTo?: string[];
}

/** One event on its way into the feed. */
export interface LiveDraft extends LiveAudience {
  event: LiveEventDefinition;
  data: object;
}

export function liveDraft<D extends object>(
  event: LiveEventDefinition<D>,
  data: D,
  audience: LiveAudience = {},
): LiveDraft {
  return { event, data, ...audience };
}

export interface StoredLiveEvent {
  seq: number;
  type: string;
  version: number;
  data: object;
  permission: Permission | null;
  userId: string | null;
  createdAt: Date;
}

/** As clients get it, by socket and by REST alike. */
export interface LiveEvent {
  /** The place in the feed behind this event. */
  cursor: string;
  type: string;
  version: number;
  /** When it was published, UTC. */
  at: string;
  data: object;
}
