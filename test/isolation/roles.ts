import { randomUUID } from 'node:crypto';
import { apiKeyScopes, isPermission, permissionsOf, TEAM_ROLES } from '@platform/auth';
import { colleague } from './colleague';
import { inParallel } from './walker';
import type { World } from './world';

interface RoleCaller {
  name: string;
  headers: Record<string, string>;
  may: (access: string) => boolean;
}

/** Every route, called by every role and by a key. */
export function roles(world: () => World): void {
  it('is refused to whoever lacks the permission, and to nobody else', async () => {
    const { api, walker, operations } = world();
    const owner = await api.owner();
    const people = await Promise.all(
      TEAM_ROLES.map(async (role): Promise<RoleCaller> => {
        const { accessToken } = role === 'OWNER' ? owner : await colleague(api, owner, role);
        return {
          name: role,
          headers: { authorization: `Bearer ${accessToken}` },
          may: (access) => !isPermission(access) || permissionsOf(role).has(access),
        };
      }),
    );
    const { body: made } = await api.post('/api/api-keys', { name: 'all', scopes: apiKeyScopes }, owner);
    const key: RoleCaller = {
      name: 'a key with every scope',
      headers: { 'x-api-key': made.key },
      may: (access) => access !== 'user' && (!isPermission(access) || apiKeyScopes.includes(access)),
    };
    let calls = 0;
    await inParallel(
      operations.filter(({ access }) => access !== 'public'),
      async (operation) => {
        const path = operation.path.replace(/\{\w+\}/g, () => randomUUID());
        const body = operation.method === 'GET' ? undefined : {};
        for (const caller of [...people, key]) {
          const answer = await walker.call(operation.method, path, { body, headers: caller.headers });
          const refused =
            answer.status === 403 && ['permission_missing', 'person_needed'].includes(answer.body?.code);
          calls += 1;
          if (answer.status === 401 || refused === caller.may(operation.access))
            walker.problems.push(
              `${caller.name}: ${operation.method} ${operation.path} answered ${answer.status} ${answer.text}`,
            );
        }
      },
    );
    // Five callers and far more than a hundred routes: a walk over nothing would prove nothing.
    expect(calls).toBeGreaterThan(600);
  });
}
