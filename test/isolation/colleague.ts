import type { TeamRole } from '@platform/database';
import { type ApiUnderTest, goodPassword, type Person, someEmail } from '../../apps/api/test/api-client';

/** Somebody who was invited to the owner's team and has registered by the mailed link. */
export async function colleague(
  api: ApiUnderTest,
  owner: { accessToken: string },
  role: TeamRole,
  email = someEmail(),
): Promise<Person & { userId: string; teamId: string }> {
  const { body: me } = await api.get('/api/auth/me', owner);
  const invited = await api.post(`/api/teams/${me.team.id}/invite`, { email, role }, owner);
  if (invited.status !== 201) throw new Error(`inviting answered ${invited.status} ${invited.text}`);
  const token = await api.mailedToken(email, 'accept-invitation');
  const joined = await api.post('/api/invitations/register', {
    token,
    name: 'Kim Ng',
    password: goodPassword,
  });
  if (joined.status !== 201) throw new Error(`joining answered ${joined.status} ${joined.text}`);
  const { body: self } = await api.get('/api/auth/me', joined.body);
  return { email, ...joined.body, userId: self.id, teamId: self.team.id };
}
