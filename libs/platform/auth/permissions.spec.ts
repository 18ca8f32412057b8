import { apiKeyScopes, isPermission, permissions, permissionsOf } from './permissions';

describe('the permission table', () => {
  it('gives a higher role everything a lower one has, and something more', () => {
    const sizes = (['MEMBER', 'MANAGER', 'ADMIN'] as const).map((role) => permissionsOf(role).size);
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
    for (const [lower, higher] of [
      ['MEMBER', 'MANAGER'],
      ['MANAGER', 'ADMIN'],
      ['ADMIN', 'OWNER'],
    ] as const) {
      expect(
        [...permissionsOf(lower)].filter((permission) => !permissionsOf(higher).has(permission)),
      ).toEqual([]);
    }
    expect([...permissionsOf('OWNER')].sort()).toEqual([...permissions].sort());
  });

  it('keeps from members what cannot be undone or costs money', () => {
    for (const permission of [
      'campaigns:send',
      'leads:delete',
      'leads:export',
      'settings:write',
      'jobs:manage',
      'api-keys:write',
    ] as const) {
      expect([permission, permissionsOf('MEMBER').has(permission)]).toEqual([permission, false]);
    }
  });

  it('lets no key make or see keys', () => {
    expect(apiKeyScopes.filter((scope) => scope.startsWith('api-keys'))).toEqual([]);
    expect(apiKeyScopes).toContain('leads:write');
  });

  it.each(['leads:read', 'nope', 'toString', '__proto__', '', null, 5])(
    'knows %s for what it is',
    (value) => {
      expect(isPermission(value)).toBe(value === 'leads:read');
    },
  );
});
