const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function uuidOf(value: string, what: string): string {
  if (!uuid.test(value)) throw new TypeError(`${what} is a UUID`);
  return value.toLowerCase();
}

/** The team a unit of work belongs to. Repositories take it first, so a query without its team does not compile. */
export class TenantScope {
  private constructor(
    readonly teamId: string,
    /** Whose leads alone, besides those that are nobody's, may be seen and changed; null: all of the team's. */
    readonly viewerId: string | null,
  ) {}

  /** Everything of the team: what workers act with, and roles that see all. */
  static of(teamId: string): TenantScope {
    return new TenantScope(uuidOf(teamId, 'a team id'), null);
  }

  /** The same team as one of its members may see it: their own leads and nobody's, and what hangs on those. */
  seenBy(userId: string): TenantScope {
    return new TenantScope(this.teamId, uuidOf(userId, 'a user id'));
  }

  /**
   * The team without the limits of its viewer. For acts that begin with what the viewer may see and end beyond it (handing a lead
   * over), and for figures of the team that name no lead.
   */
  get wholeTeam(): TenantScope {
    return this.viewerId === null ? this : new TenantScope(this.teamId, null);
  }

  get role(): 'brickwork_app' | 'brickwork_member' {
    return this.viewerId === null ? 'brickwork_app' : 'brickwork_member';
  }
}

/**
 * Work that belongs to no single team. `identity`: before a team is known (log-in, API keys). `system`: relay, reconciler,
 * webhook intake. Each is a database role that may touch only the tables it needs.
 */
export class CrossTeamScope {
  private constructor(readonly role: 'brickwork_identity' | 'brickwork_system') {}

  static readonly identity = new CrossTeamScope('brickwork_identity');
  static readonly system = new CrossTeamScope('brickwork_system');
}

export type Scope = TenantScope | CrossTeamScope;

const viewerOf = (scope: Scope): string => (scope instanceof TenantScope ? (scope.viewerId ?? '') : '');

/** Takes the role and names the team for the rest of the transaction. Both values are checked above, hence no parameters. */
function takeScope(scope: Scope): string {
  const team = scope instanceof TenantScope ? scope.teamId : '';
  return `SET LOCAL ROLE ${scope.role}; SELECT set_config('brickwork.team_id', '${team}', true)`;
}

/** The same in the middle of a transaction: a viewer named before is named no longer. */
export function scopeStatement(scope: Scope): string {
  return `${takeScope(scope)}, set_config('brickwork.viewer', '${viewerOf(scope)}', true)`;
}

/**
 * Opens a transaction, takes the role and names the team in one round trip. Postgres ends it when it idles for `patienceMs`: a
 * process that falls asleep in the middle of a unit of work must not keep its locks from all others.
 */
export function openingStatement(scope: Scope, patienceMs: number): string {
  const taken = viewerOf(scope) === '' ? takeScope(scope) : scopeStatement(scope);
  return `BEGIN; ${taken}; SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(patienceMs)}`;
}
