import { bearer, type ApiUnderTest, type Person } from '../../apps/api/test/api-client';
import { colleague } from './colleague';
import { furnish, type Side } from './two-teams';

/** A team whose lead is its owner's, and a member who sees their own leads and nobody's. */
export interface Limited {
  owner: Side;
  member: Person & { userId: string; teamId: string };
}

export async function limitedTeam(api: ApiUnderTest): Promise<Limited> {
  const owner = await furnish(api, 'CANARY-V');
  const member = await colleague(api, owner, 'MEMBER');
  const assigned = await api.send(
    'PATCH',
    `/api/leads/${owner.ids.leads}/assign`,
    { userId: owner.ids.users },
    bearer(owner),
  );
  if (assigned.status !== 200) throw new Error(`assigning answered ${assigned.status} ${assigned.text}`);
  // About the lead; those of the furniture are about nobody.
  for (const table of ['task', 'notification', 'appointment_attendee'])
    await api.database.admin.query(
      `UPDATE ${table} SET lead_id = $1 WHERE team_id = $2 AND lead_id IS NULL`,
      [owner.ids.leads, owner.teamId],
    );
  return { owner, member };
}
