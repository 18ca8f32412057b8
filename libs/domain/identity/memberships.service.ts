import { Injectable } from '@nestjs/common';
import { TeamsService } from '@domain/teams';
import type { SqlTx, TeamRole, Tx } from '@platform/database';
import { notFound } from '@platform/errors';
import { ApiKeys } from './api-keys.service';
import { MembershipsRepository, type Member, type TeamOfPerson } from './memberships.repository';
import { Sessions } from './sessions.service';

/**
 * Who belongs to a team. Every call runs in a unit of work of identity's scope; whoever changes something holds the team first.
 * What a change takes away ends with its commit: sessions, refresh tokens and API keys here at once, in other processes within 30 s.
 */
@Injectable()
export class Memberships {
  constructor(
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    private readonly teams: TeamsService,
    private readonly repository: MembershipsRepository,
  ) {}

  /** Waits for other changes of the team's members. @throws DomainError not_found/team_not_found */
  async hold(tx: SqlTx, teamId: string): Promise<void> {
    if (!(await this.repository.lockTeam(tx, teamId))) throw notFound('team');
  }

  async find(tx: SqlTx, teamId: string, userId: string): Promise<Member | undefined> {
    return this.repository.find(tx, teamId, userId);
  }

  async findByEmail(tx: SqlTx, teamId: string, email: string): Promise<Member | undefined> {
    return this.repository.findByEmail(tx, teamId, email);
  }

  /** In the order in which they joined. */
  async list(
    tx: SqlTx,
    teamId: string,
    after: { joinedAt: Date; userId: string } | undefined,
    limit: number,
  ): Promise<Member[]> {
    return this.repository.list(tx, teamId, after, limit);
  }

  /** Teams that somebody may work for. */
  async teamsOf(tx: SqlTx, userId: string): Promise<TeamOfPerson[]> {
    return this.repository.teamsOf(tx, userId);
  }

  /** How many people own the team and can act as such. */
  async owners(tx: SqlTx, teamId: string): Promise<number> {
    return this.repository.owners(tx, teamId);
  }

  /** False when the person belongs to the team already. */
  async add(tx: SqlTx, teamId: string, userId: string, role: TeamRole): Promise<boolean> {
    return this.repository.add(tx, teamId, userId, role);
  }

  async setRole(tx: SqlTx, teamId: string, userId: string, role: TeamRole): Promise<void> {
    await this.repository.setRole(tx, teamId, userId, role);
    this.reconsider(tx);
  }

  /** Shuts somebody out, or lets them in again; their API keys wait as long. */
  async setActive(tx: SqlTx, teamId: string, userId: string, active: boolean): Promise<void> {
    await this.repository.setActive(tx, teamId, userId, active);
    if (!active) await this.sessions.endInTeam(tx, teamId, 'member_deactivated', userId);
    this.reconsider(tx);
  }

  /** Ends a membership with all that came of it. */
  async end(
    tx: Tx,
    teamId: string,
    { userId, name }: Pick<Member, 'userId' | 'name'>,
    reason: string,
  ): Promise<void> {
    await this.repository.remove(tx, teamId, userId);
    await this.sessions.endInTeam(tx, teamId, reason, userId);
    await this.apiKeys.revokeOf(tx, teamId, userId);
    await this.keepFromNowhere(tx, userId, name);
  }

  /** Closes a team: nobody gets in any more. */
  async close(tx: Tx, teamId: string): Promise<void> {
    await this.repository.markDeleted(tx, teamId);
    await this.sessions.endInTeam(tx, teamId, 'team_deleted');
    this.reconsider(tx);
    for (const { userId, name } of await this.repository.active(tx, teamId))
      await this.keepFromNowhere(tx, userId, name);
  }

  /** Sign-in leads to a team, and an address signs up once: who belongs nowhere any more gets a team of their own. */
  private async keepFromNowhere(tx: Tx, userId: string, name: string): Promise<void> {
    if ((await this.repository.teamsOf(tx, userId)).length > 0) return;
    const own = await this.teams.found(tx, { name: `${name}’s team`, timezone: 'America/New_York' });
    await this.repository.add(tx, own, userId, 'OWNER');
  }

  /** Looks at every caller anew after `tx`: roles or a team's policy have changed. */
  reconsider(tx: SqlTx): void {
    this.sessions.reconsider(tx);
    this.apiKeys.reconsider(tx);
  }
}
