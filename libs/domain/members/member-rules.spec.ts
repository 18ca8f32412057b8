import type { TeamRole } from '@platform/database';
import { mayGrant, mayManage } from './member-rules';

const roles = ['OWNER', 'ADMIN', 'MANAGER', 'MEMBER'] as const satisfies TeamRole[];
const allowed = (may: (a: TeamRole, b: TeamRole) => boolean) =>
  Object.fromEntries(roles.map((actor) => [actor, roles.filter((other) => may(actor, other))]));

it('nobody manages those who stand as high or higher, but owners', () =>
  expect(allowed(mayManage)).toEqual({
    OWNER: ['OWNER', 'ADMIN', 'MANAGER', 'MEMBER'],
    ADMIN: ['MANAGER', 'MEMBER'],
    MANAGER: ['MEMBER'],
    MEMBER: [],
  }));

it('nobody gives more than they have', () =>
  expect(allowed(mayGrant)).toEqual({
    OWNER: ['OWNER', 'ADMIN', 'MANAGER', 'MEMBER'],
    ADMIN: ['ADMIN', 'MANAGER', 'MEMBER'],
    MANAGER: ['MANAGER', 'MEMBER'],
    MEMBER: ['MEMBER'],
  }));
