import { type ImportedLead, nothingStated, type RowIssue } from './imported-lead';
import type { Match } from './imported-leads.repository';

export interface UpdatePlan {
  inserts: ImportedLead[];
  /** `id` names the existing lead. */
  updates: ImportedLead[];
  issues: RowIssue[];
  /** How many rows went into `updates` or into another row of the same batch. */
  updated: number;
}

/** A lead that exists, or a row that is about to become one. */
interface Target {
  id: string;
  /** What the file says about it, its rows laid over one another. */
  stated: ImportedLead | undefined;
  isNew: boolean;
}

/**
 * Decides which rows of a batch become leads and which change one, when duplicates update. A row belongs to the lead with its
 * email, else to the one with its phone; a later row of the file wins over an earlier one. Pure.
 */
export function planUpdates(rows: ImportedLead[], matches: Match[]): UpdatePlan {
  const byEmail = new Map<string, Target>();
  const byPhone = new Map<string, Target>();
  for (const { id, email, phone } of matches)
    index({ id, stated: undefined, isNew: false }, { email, phone });
  const targets: Target[] = [];
  const issues: RowIssue[] = [];
  let updated = 0;
  for (const row of rows) {
    const emailOwner = row.email ? byEmail.get(row.email) : undefined;
    const phoneOwner = row.phone ? byPhone.get(row.phone) : undefined;
    if (emailOwner && phoneOwner && emailOwner !== phoneOwner) {
      issues.push(matchesTwo(row.line));
      continue;
    }
    const owner = emailOwner ?? phoneOwner;
    const target = owner ?? { id: row.id, stated: undefined, isNew: true };
    if (owner) updated += 1;
    if (!target.stated) targets.push(target);
    target.stated = target.stated ? overlay(target.stated, row) : { ...row, id: target.id };
    index(target, row);
  }
  const planned = (isNew: boolean) =>
    targets.flatMap((target) => (target.isNew === isNew ? target.stated! : []));
  return { inserts: planned(true), updates: planned(false), issues, updated };

  function index(target: Target, { email, phone }: { email: string | null; phone: string | null }): void {
    if (email) byEmail.set(email, target);
    if (phone) byPhone.set(phone, target);
  }
}

/** The later row over the earlier one: what it states counts, what it leaves out stays. */
function overlay(earlier: ImportedLead, later: ImportedLead): ImportedLead {
  const keys = Object.keys(nothingStated) as (keyof typeof nothingStated)[];
  const stated = Object.fromEntries(
    keys.filter((key) => later[key] !== null).map((key) => [key, later[key]]),
  );
  const zone = later.timezoneSource === 'unknown' ? earlier : later;
  return {
    ...earlier,
    ...stated,
    timezone: zone.timezone,
    timezoneSource: zone.timezoneSource,
    customFields:
      earlier.customFields || later.customFields ? { ...earlier.customFields, ...later.customFields } : null,
    tags: [...new Set([...earlier.tags, ...later.tags])],
  };
}

function matchesTwo(line: number): RowIssue {
  const message = 'The email address belongs to one lead and the phone number to another.';
  return { line, code: 'matches_two_leads', column: '', message };
}
