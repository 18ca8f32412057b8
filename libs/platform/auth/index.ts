export { Actor } from './actor';
export { Authenticator } from './authenticator';
export { apiKeyScopes, isPermission, permissions, permissionsOf } from './permissions';
export type { Permission } from './permissions';
