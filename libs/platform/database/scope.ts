const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The team a unit of work belongs to. Repositories take it first, so a query without its team does not compile. */
export class TenantScope {
  readonly role = 'brickwork_app';

  private constructor(readonly teamId: string) {}

  static of(teamId: string): TenantScope {
    if (!uuid.test(teamId)) throw new TypeError('a team id is a UUID');
    return new TenantScope(teamId.toLowerCase());
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

/** Takes the role and names the team for the rest of the transaction. Both values are checked above, hence no parameters. */
export function scopeStatement(scope: Scope): string {
  const team = scope instanceof TenantScope ? scope.teamId : '';
  return `SET LOCAL ROLE ${scope.role}; SELECT set_config('brickwork.team_id', '${team}', true)`;
}

/**
 * Opens a transaction, takes the role and names the team in one round trip. Postgres ends it when it idles for `patienceMs`: a
 * process that falls asleep in the middle of a unit of work must not keep its locks from all others.
 */
export function openingStatement(scope: Scope, patienceMs: number): string {
  return `BEGIN; ${scopeStatement(scope)}; SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(patienceMs)}`;
}
