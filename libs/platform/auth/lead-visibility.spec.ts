import { scopeOf } from './lead-visibility';

const teamId = '00000000-0000-7000-8000-000000000001';
const userId = '00000000-0000-7000-8000-0000000000aa';

it.each([
  ['OWNER', 'own_and_unassigned', null],
  ['ADMIN', 'own_and_unassigned', null],
  ['MANAGER', 'own_and_unassigned', null],
  ['MEMBER', 'all', null],
  ['MEMBER', 'own_and_unassigned', userId],
  ['MEMBER', 'a policy of tomorrow', userId],
] as const)('%s under %s sees as %s', (role, leadVisibility, viewerId) => {
  const scope = scopeOf({ teamId, userId, role, leadVisibility });
  expect([scope.viewerId, scope.role]).toEqual([viewerId, viewerId ? 'brickwork_member' : 'brickwork_app']);
  expect(scope.wholeTeam).toMatchObject({ teamId, viewerId: null, role: 'brickwork_app' });
});
