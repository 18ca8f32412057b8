import type { GivenAddress, MergedConsent, MergedField } from '@domain/leads';
import type { MovedPart } from '@platform/row-moves';

/** Rows of one kind that follow the survivor. */
export interface MovedRows {
  /** As in the database: note, task, message, inbound_message, appointment … */
  kind: string;
  moved: number;
  /** Not needed twice: the survivor has the same tag, attends the same appointment … */
  alreadyThere: number;
}

/** What a merge does, and what its preview says it would do. */
export interface MergeReport {
  fields: MergedField[];
  consents: MergedConsent[];
  rows: MovedRows[];
  /** Live runs of workflows in which the survivor has a live run too. */
  runsEnded: number;
  /** Messages of a campaign, reminder … that both were to get: one goes out. */
  messagesCancelled: number;
  /** Addresses that are not written to any more; who writes from them is still known. */
  addressesKept: { channel: string; address: string }[];
  /** Times a "stop" at one of the addresses holds for the other from now on. */
  optOutsCarried: number;
}

/** How the product keeps count for itself: nothing that a person would miss. */
const inner: ReadonlySet<string> = new Set(['lead_score', 'score_due', 'workflow_entry']);

const count = (json: string): number => (JSON.parse(json) as unknown[]).length;

/** `declared`: the parts that are rows which moved as they are. */
export function reportOf(
  outcome: { fields: MergedField[]; consents: MergedConsent[]; addresses: readonly GivenAddress[] },
  parts: readonly MovedPart[],
  declared: ReadonlySet<string>,
): MergeReport {
  const ofName = (name: string) => parts.filter(({ part }) => part === name);
  const setAside = (name: string) => ofName(name).reduce((sum, part) => sum + count(part.setAside), 0);
  const rows = new Map<string, MovedRows>();
  for (const { part, ids, setAside: away } of parts) {
    if (!declared.has(part.split(':')[0]!)) continue;
    const kind = part.split('.')[0]!;
    if (inner.has(kind)) continue;
    const row = rows.get(kind) ?? { kind, moved: 0, alreadyThere: 0 };
    rows.set(kind, { ...row, moved: row.moved + ids.length, alreadyThere: row.alreadyThere + count(away) });
  }
  return {
    fields: outcome.fields,
    consents: outcome.consents,
    rows: [...rows.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    runsEnded: setAside('workflow_run.ended'),
    messagesCancelled: setAside('message.cancelled') + setAside('message.withdrawn'),
    addressesKept: outcome.addresses.map(({ channel, given }) => ({ channel, address: given })),
    optOutsCarried: ofName('suppression.address').reduce((sum, { ids }) => sum + ids.length, 0),
  };
}
