import { liveDraft, type LiveDraft, type LiveEventDefinition } from '@platform/realtime';

/** What one domain event means to open pages. */
export interface News {
  event: LiveEventDefinition;
  /** Of `data`: the subject's own id first, e.g. `{ taskId, leadId }`. Absent: null. */
  ids: Record<string, string | null | undefined>;
  what: string;
  /** Whoever sees this lead hears of it; null: everybody. Default: the lead among `ids`. */
  leadId?: string | null;
  shownTo?: (string | null | undefined)[];
  /** For this person alone. */
  userId?: string;
}

/** More of a kind at once are not told one by one: an import, a bulk change. */
export const mostAtOnce = 50;

/** One live event per subject, however much happened to it; and one for all of a kind when they are many. */
export function draftsOf(news: News[]): LiveDraft[] {
  const byEvent = Map.groupBy(news, ({ event }) => event);
  return [...byEvent].flatMap(([event, all]) => {
    const subjects = [...Map.groupBy(all, subjectOf).values()];
    if (subjects.length > mostAtOnce) return [manyOf(event, all)];
    return subjects.map((about) => draftOf(event, about));
  });
}

const subjectOf = ({ ids, userId }: News): string => `${Object.values(ids)[0]} ${userId ?? ''}`;

function draftOf(event: LiveEventDefinition, about: News[]): LiveDraft {
  const last = about.at(-1)!;
  const data = { ...nulled(last.ids), what: whatOf(about) };
  return liveDraft(event, data, {
    userId: last.userId,
    leadId: last.leadId === undefined ? last.ids.leadId : last.leadId,
    shownTo: [...new Set(about.flatMap(({ shownTo }) => shownTo ?? []).filter((id) => id != null))],
  });
}

/** It names nobody and nothing, so everybody may hear it. */
function manyOf(event: LiveEventDefinition, all: News[]): LiveDraft {
  const none = Object.keys(all[0]!.ids).map((name) => [name, null]);
  return liveDraft(event, { ...Object.fromEntries(none), what: whatOf(all) });
}

const whatOf = (news: News[]): string[] => [...new Set(news.map(({ what }) => what))];

const nulled = (ids: News['ids']): Record<string, string | null> =>
  Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, id ?? null]));
