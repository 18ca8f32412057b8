import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Actor, apiKeyScopes, isPermission, permissionsOf, scopeOf, type Permission } from '@platform/auth';
import { Clock } from '@platform/clock';
import { constantTimeEqual, randomToken, sha256Hex } from '@platform/crypto';
import { CrossTeamScope, Database, type SqlTx, type TeamRole, type TenantScope } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { pageOf, type Page } from '@platform/paging';
import { ApiKeysRepository } from './api-keys.repository';
import { CallerCache } from './caller-cache';
import { apiKeyInvalid, personNeeded } from './identity.errors';
import type { ApiKey } from './identity.types';

const pattern = /^crm_live_([a-z0-9]{8})_([\w-]{43})$/;
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

export interface ApiKeyRequest {
  name: string;
  scopes: Permission[];
  /** UTC; left out: the key works until it is revoked. */
  expiresAt?: Date;
}

/** A key as remembered; `used` once its last use has been noted. */
interface KnownKey {
  actor: Actor;
  secretHash: string;
  used: boolean;
}

@Injectable()
export class ApiKeys {
  private readonly callers: CallerCache<KnownKey>;

  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly clock: Clock,
  ) {
    this.callers = new CallerCache(clock);
  }

  async list(scope: TenantScope, limit: number, before?: string): Promise<Page<ApiKey>> {
    const rows = await this.database.sql(scope, (tx) => this.keys.list(tx, limit + 1, before));
    return pageOf(rows.map(fromRow), limit, ({ id }) => [id]);
  }

  /**
   * Makes a key. Its text is in this answer only; what is stored is a hash. A key can do what its maker can, and no more.
   * @throws DomainError forbidden/person_needed · invalid/validation_failed on scopes or expiresAt
   */
  async create(
    actor: Actor,
    { name, scopes, expiresAt }: ApiKeyRequest,
  ): Promise<{ apiKey: ApiKey; key: string }> {
    const { userId } = actor;
    if (userId === null) throw personNeeded();
    const beyond = scopes.filter((scope) => !apiKeyScopes.includes(scope) || !actor.can(scope));
    if (beyond.length > 0)
      throw invalidField('scopes', 'scope_not_allowed', `Not yours to give: ${beyond.join(', ')}.`);
    if (expiresAt && expiresAt <= this.clock.now())
      throw invalidField('expiresAt', 'in_the_past', 'expiresAt is in the past.');
    const prefix = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
    const secret = randomToken(32);
    const row = await this.database.sql(actor.scope, (tx) =>
      this.keys.insert(tx, {
        name,
        prefix,
        secretHash: sha256Hex(secret),
        scopes,
        createdById: userId,
        expiresAt: expiresAt ?? null,
      }),
    );
    return { apiKey: fromRow(row), key: `crm_live_${prefix}_${secret}` };
  }

  /** @throws DomainError not_found/api_key_not_found */
  async revoke(scope: TenantScope, id: string): Promise<void> {
    const prefix = await this.database.sql(scope, (tx) => this.keys.revoke(tx, id));
    if (!prefix) throw notFound('api_key');
    this.callers.drop(prefix);
  }

  /** Who a key stands for; a revocation elsewhere is noticed within 30 s. @throws DomainError unauthenticated/api_key_invalid */
  async caller(key: string): Promise<Actor> {
    const match = pattern.exec(key);
    if (!match) throw apiKeyInvalid();
    const [, prefix, secret] = match;
    const known = await this.callers.get(prefix!, () => this.find(prefix!));
    if (!constantTimeEqual(sha256Hex(secret!), known.secretHash)) throw apiKeyInvalid();
    if (!known.used) {
      known.used = true;
      await this.database.sql(CrossTeamScope.identity, (tx) => this.keys.touch(tx, known.actor.apiKeyId!));
    }
    return known.actor;
  }

  /** Ends the keys that a member of the team made, within `tx` (identity's scope). */
  async revokeOf(tx: SqlTx, teamId: string, userId: string): Promise<void> {
    await this.keys.revokeOf(tx, teamId, userId);
    tx.afterCommit(() => this.callers.clear());
  }

  /** Looks at every caller anew after `tx`: roles or a team's policy have changed. */
  reconsider(tx: SqlTx): void {
    tx.afterCommit(() => this.callers.clear());
  }

  private async find(prefix: string): Promise<KnownKey> {
    const found = await this.database.sql(CrossTeamScope.identity, (tx) => this.keys.findForUse(tx, prefix));
    if (!found) throw apiKeyInvalid();
    const role = found.role as TeamRole;
    const allowed = permissionsOf(role);
    const actor = new Actor({
      kind: 'api_key',
      userId: null,
      apiKeyId: found.id,
      sessionId: null,
      teamId: found.teamId,
      role,
      // A key sees what its maker sees.
      scope: scopeOf({ ...found, role }),
      permissions: new Set(found.scopes.filter(isPermission).filter((scope) => allowed.has(scope))),
    });
    return { actor, secretHash: found.secretHash, used: false };
  }
}

function fromRow(row: Omit<ApiKey, 'scopes'> & { scopes: string[] }): ApiKey {
  return { ...row, scopes: row.scopes.filter(isPermission) };
}
