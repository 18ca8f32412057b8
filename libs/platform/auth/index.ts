export { Actor } from './actor';
export { Authenticator } from './authenticator';
export { SessionWatch } from './session-watch';
export { LEAD_VISIBILITIES, scopeOf } from './lead-visibility';
export type { LeadVisibility } from './lead-visibility';
export {
  apiKeyScopes,
  isPermission,
  permissions,
  permissionsOf,
  permissionTable,
  TEAM_ROLES,
} from './permissions';
export type { Permission } from './permissions';
