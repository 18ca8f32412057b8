import { randomUUID } from 'node:crypto';
import { apiKeyScopes, isPermission, permissionsOf, TEAM_ROLES } from '@platform/auth';
import { ApiUnderTest, type Person } from '../../apps/api/test/api-client';
import { colleague } from './colleague';
import { operationsOf, type Operation } from './openapi-walk';

/** Would end the caller's own session, on which the others of the walk depend. */
const endsTheWalk = new Set(['/api/auth/logout']);

describe('every route, called by every role', () => {
  let api: ApiUnderTest;
  let operations: Operation[];
  const callers: { name: string; headers: Record<string, string>; may: (access: string) => boolean }[] = [];

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    operations = operationsOf(api.api.document).filter(({ path }) => !endsTheWalk.has(path));
    const owner = await api.owner();
    for (const role of TEAM_ROLES) {
      const person: Person = role === 'OWNER' ? owner : await colleague(api, owner, role);
      callers.push({
        name: role,
        headers: { authorization: `Bearer ${person.accessToken}` },
        may: (access) => !isPermission(access) || permissionsOf(role).has(access),
      });
    }
    const { body } = await api.post('/api/api-keys', { name: 'all', scopes: apiKeyScopes }, owner);
    callers.push({
      name: 'a key with every scope',
      headers: { 'x-api-key': body.key },
      may: (access) => access !== 'user' && (!isPermission(access) || apiKeyScopes.includes(access)),
    });
  });
  afterAll(() => api.stop());

  it('is refused to whoever lacks the permission, and to nobody else', async () => {
    const wrong: string[] = [];
    let calls = 0;
    const check = async (operation: Operation, caller: (typeof callers)[number]) => {
      const path = operation.path.replace(/\{\w+\}/g, () => randomUUID());
      const body = operation.method === 'GET' ? undefined : {};
      const answer = await api.send(operation.method, path, body, caller.headers);
      const refused =
        answer.status === 403 && ['permission_missing', 'person_needed'].includes(answer.body?.code);
      calls += 1;
      if (answer.status === 401 || answer.status >= 500 || refused === caller.may(operation.access))
        wrong.push(
          `${caller.name}: ${operation.method} ${operation.path} answered ${answer.status} ${answer.text}`,
        );
    };
    for (const operation of operations.filter(({ access }) => access !== 'public'))
      await Promise.all(callers.map((caller) => check(operation, caller)));
    expect(wrong).toEqual([]);
    // Five callers and far more than a hundred routes: a walk over nothing would prove nothing.
    expect(calls).toBeGreaterThan(600);
  }, 120_000);
});
