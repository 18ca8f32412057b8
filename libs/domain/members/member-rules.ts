import type { TeamRole } from '@platform/database';

const rank: Record<TeamRole, number> = { MEMBER: 0, MANAGER: 1, ADMIN: 2, OWNER: 3 };

/** Whom somebody may change, remove or shut out: everyone below them, and an owner the other owners too. */
export function mayManage(actor: TeamRole, target: TeamRole): boolean {
  return actor === 'OWNER' || rank[target] < rank[actor];
}

/** What somebody may make of others: as much as they are themselves, at most. */
export function mayGrant(actor: TeamRole, role: TeamRole): boolean {
  return rank[role] <= rank[actor];
}
