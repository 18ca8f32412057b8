import { TenantScope, type TeamRole } from '@platform/database';

/** Which leads members see; managers and above see all of their team's. */
export const LEAD_VISIBILITIES = ['all', 'own_and_unassigned'] as const;
export type LeadVisibility = (typeof LEAD_VISIBILITIES)[number];

/** What somebody of that role sees and changes of their team. A policy that is not known is the narrow one. */
export function scopeOf(caller: {
  teamId: string;
  userId: string;
  role: TeamRole;
  leadVisibility: string;
}): TenantScope {
  const team = TenantScope.of(caller.teamId);
  const seesAll = caller.role !== 'MEMBER' || caller.leadVisibility === 'all';
  return seesAll ? team : team.seenBy(caller.userId);
}
