import type { TeamRole, TenantScope } from '@platform/database';
import type { Permission } from './permissions';

/** Who is calling, for which team, and what they may do. Made once per request from the database's word, not the token's. */
export class Actor {
  readonly kind: 'user' | 'api_key';
  /** The person signed in; for an API key null. */
  readonly userId: string | null;
  readonly apiKeyId: string | null;
  readonly sessionId: string | null;
  readonly teamId: string;
  readonly role: TeamRole;
  readonly scope: TenantScope;
  readonly permissions: ReadonlySet<Permission>;

  constructor(facts: Omit<Actor, 'can' | 'id'>) {
    this.kind = facts.kind;
    this.userId = facts.userId;
    this.apiKeyId = facts.apiKeyId;
    this.sessionId = facts.sessionId;
    this.teamId = facts.teamId;
    this.role = facts.role;
    this.scope = facts.scope;
    this.permissions = facts.permissions;
  }

  /** What limits and records are kept by: the person, or the key. */
  get id(): string {
    return (this.userId ?? this.apiKeyId)!;
  }

  can(permission: Permission): boolean {
    return this.permissions.has(permission);
  }
}
