import type { TeamRole } from '@platform/database';

/**
 * Who may do what, in one table: the guard, the API documentation and the tests read it. `minimum` is the lowest role that has
 * the permission; a higher role has everything a lower one has.
 */
export const permissionTable = {
  'leads:read': { minimum: 'MEMBER', about: 'See leads' },
  'leads:write': { minimum: 'MEMBER', about: 'Create and change leads' },
  'leads:delete': { minimum: 'MANAGER', about: 'Delete leads' },
  'leads:merge': { minimum: 'MEMBER', about: 'Make one lead of two that one sees, and undo it' },
  'leads:import': { minimum: 'MEMBER', about: 'Import leads from a file' },
  'leads:export': { minimum: 'MANAGER', about: 'Download leads' },
  'tags:read': { minimum: 'MEMBER', about: 'See tags' },
  'tags:write': { minimum: 'MEMBER', about: 'Create and change tags' },
  'tags:delete': { minimum: 'MANAGER', about: 'Delete tags' },
  'activities:read': { minimum: 'MEMBER', about: 'See what happened' },
  'activities:write': { minimum: 'MEMBER', about: 'Log an activity' },
  'notes:read': { minimum: 'MEMBER', about: 'See notes about leads' },
  'notes:write': { minimum: 'MEMBER', about: 'Write notes, change and delete one’s own' },
  'notes:moderate': { minimum: 'MANAGER', about: 'Change and delete notes of others' },
  'timeline:read': {
    minimum: 'MEMBER',
    about: 'See all that happened with a lead: notes, messages, appointments, tasks',
  },
  'tasks:read': { minimum: 'MEMBER', about: 'See tasks' },
  'tasks:write': { minimum: 'MEMBER', about: 'Create and complete tasks' },
  'tasks:delete': { minimum: 'MEMBER', about: 'Delete tasks' },
  'appointments:read': { minimum: 'MEMBER', about: 'See appointments and when people have no time' },
  'appointments:write': { minimum: 'MEMBER', about: 'Book, change and cancel appointments' },
  'scores:read': { minimum: 'MEMBER', about: 'See scores, why they are so, and predictions' },
  'scores:adjust': { minimum: 'MEMBER', about: 'Adjust the score of a lead by hand' },
  'scores:track': { minimum: 'MEMBER', about: 'Post what leads did on a website' },
  'scores:manage': {
    minimum: 'MANAGER',
    about: 'Change scoring rules, recalculate scores and train predictions',
  },
  'templates:read': { minimum: 'MEMBER', about: 'See, preview and use templates' },
  'templates:write': { minimum: 'MANAGER', about: 'Create and change templates' },
  'templates:delete': { minimum: 'MANAGER', about: 'Delete templates' },
  'segments:read': { minimum: 'MEMBER', about: 'See segments, and who is in them of the leads one sees' },
  'segments:write': { minimum: 'MANAGER', about: 'Create, change and delete segments' },
  'routing:read': { minimum: 'MEMBER', about: 'See the rules that hand out leads, and who takes leads' },
  'routing:availability': { minimum: 'MEMBER', about: 'Say when one takes leads oneself' },
  'routing:write': {
    minimum: 'MANAGER',
    about: 'Change the rules that hand out leads and when others take them; have leads routed anew',
  },
  'routing:report': { minimum: 'MANAGER', about: 'See how soon leads are answered and how they are spread' },
  'campaigns:read': { minimum: 'MEMBER', about: 'See campaigns and their figures' },
  'campaigns:write': { minimum: 'MANAGER', about: 'Create and change campaigns' },
  'campaigns:delete': { minimum: 'MANAGER', about: 'Delete campaigns' },
  'campaigns:send': { minimum: 'MANAGER', about: 'Launch, pause, resume, cancel and test campaigns' },
  'workflows:read': { minimum: 'MEMBER', about: 'See workflows and their runs' },
  'workflows:write': { minimum: 'MANAGER', about: 'Create and change workflows' },
  'workflows:delete': { minimum: 'MANAGER', about: 'Delete workflows' },
  'workflows:publish': { minimum: 'MANAGER', about: 'Publish workflows and switch them on and off' },
  'workflows:enrol': { minimum: 'MEMBER', about: 'Enrol leads in workflows; cancel and retry their runs' },
  'upcoming:read': { minimum: 'MEMBER', about: 'See everything that is due for a lead, from all sources' },
  'analytics:read': { minimum: 'MEMBER', about: 'See the figures of past days' },
  'messages:read': { minimum: 'MEMBER', about: 'See messages and why they were sent, held or skipped' },
  'messages:write': { minimum: 'MEMBER', about: 'Mark and answer messages' },
  'messages:send': { minimum: 'MEMBER', about: 'Send a single message' },
  'suppressions:read': { minimum: 'MEMBER', about: 'See who may not be written to' },
  'suppressions:write': { minimum: 'MANAGER', about: 'Change who may not be written to' },
  'team:read': { minimum: 'MEMBER', about: 'See the team' },
  'team:write': { minimum: 'ADMIN', about: 'Rename the team and say which leads members see' },
  'team:delete': { minimum: 'OWNER', about: 'Delete the team' },
  'team:transfer': { minimum: 'OWNER', about: 'Make somebody else the owner of the team' },
  'members:read': { minimum: 'MEMBER', about: 'See who is in the team' },
  'members:invite': { minimum: 'ADMIN', about: 'Invite people; see, repeat and revoke invitations' },
  'members:manage': { minimum: 'ADMIN', about: 'Change roles, deactivate, activate and remove members' },
  'settings:read': { minimum: 'MEMBER', about: 'See the settings of the business' },
  'settings:write': { minimum: 'ADMIN', about: 'Change the settings of the business' },
  'credentials:write': { minimum: 'ADMIN', about: 'Change the accounts with which the team sends' },
  'jobs:read': { minimum: 'MANAGER', about: 'See background jobs' },
  'jobs:manage': { minimum: 'ADMIN', about: 'Retry, cancel and replay background jobs' },
  'api-keys:read': { minimum: 'ADMIN', about: 'See API keys' },
  'api-keys:write': { minimum: 'ADMIN', about: 'Create and revoke API keys' },
} as const satisfies Record<`${string}:${string}`, { minimum: TeamRole; about: string }>;

export type Permission = keyof typeof permissionTable;
export const permissions = Object.keys(permissionTable) as Permission[];

/** From the least to the most. */
export const TEAM_ROLES = ['MEMBER', 'MANAGER', 'ADMIN', 'OWNER'] as const satisfies TeamRole[];

const rank: Record<TeamRole, number> = { MEMBER: 0, MANAGER: 1, ADMIN: 2, OWNER: 3 };

const permissionsByRole = new Map<TeamRole, ReadonlySet<Permission>>(
  (Object.keys(rank) as TeamRole[]).map((role) => [
    role,
    new Set(permissions.filter((permission) => rank[role] >= rank[permissionTable[permission].minimum])),
  ]),
);

export function permissionsOf(role: TeamRole): ReadonlySet<Permission> {
  return permissionsByRole.get(role)!;
}

export function isPermission(value: unknown): value is Permission {
  return typeof value === 'string' && Object.hasOwn(permissionTable, value);
}

/**
 * Never granted to a key: a key that makes keys, or lets people in, cannot be taken back, and accounts with providers are people's
 * to change.
 */
const personal: ReadonlySet<Permission> = new Set([
  'api-keys:read',
  'api-keys:write',
  'credentials:write',
  'team:delete',
  'team:transfer',
  'members:invite',
  'members:manage',
]);

/** What an API key may be given. */
export const apiKeyScopes: readonly Permission[] = permissions.filter(
  (permission) => !personal.has(permission),
);
