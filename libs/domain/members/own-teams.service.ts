import { Injectable } from '@nestjs/common';
import { Memberships, personOf, type TeamOfPerson } from '@domain/identity';
import { TeamsService, type Team, type TeamChanges } from '@domain/teams';
import type { Actor } from '@platform/auth';
import { CrossTeamScope, Database, inScope, TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { MemberLog } from './member-log';
import { teamBusy, tooManyTeams } from './members.errors';
import { OpenWorkRepository } from './open-work.repository';

/** More than anybody works for; a limit on what one account can fill the database with. */
const mostOwned = 20;

/** The teams of the caller. A team other than the one they work in: not_found/team_not_found. */
@Injectable()
export class OwnTeams {
  constructor(
    private readonly database: Database,
    private readonly teams: TeamsService,
    private readonly memberships: Memberships,
    private readonly work: OpenWorkRepository,
    private readonly log: MemberLog,
  ) {}

  /** All teams the person may work for. @throws DomainError forbidden/person_needed */
  async list(actor: Actor): Promise<TeamOfPerson[]> {
    const userId = personOf(actor);
    return this.database.sql(CrossTeamScope.identity, (tx) => this.memberships.teamsOf(tx, userId));
  }

  /** Founds a team that the caller owns. @throws DomainError conflict/too_many_teams · forbidden/person_needed */
  async found(actor: Actor, { name, timezone }: { name: string; timezone?: string }): Promise<Team> {
    const userId = personOf(actor);
    return this.database.transaction(CrossTeamScope.identity, async (tx) => {
      const own = (await this.memberships.teamsOf(tx, userId)).filter(({ role }) => role === 'OWNER');
      if (own.length >= mostOwned) throw tooManyTeams();
      const id = await this.teams.found(tx, { name, timezone: timezone ?? 'America/New_York' });
      await this.memberships.add(tx, id, userId, 'OWNER');
      return inScope(tx, TenantScope.of(id), (team) => this.teams.find(team));
    });
  }

  /** @throws DomainError not_found/team_not_found */
  async get(actor: Actor, id: string): Promise<Team> {
    this.requireAtHand(actor, id);
    return this.teams.get(actor.scope);
  }

  /** @throws DomainError not_found/team_not_found */
  async update(actor: Actor, id: string, changes: TeamChanges): Promise<Team> {
    this.requireAtHand(actor, id);
    return this.database.transaction(actor.scope, async (tx) => {
      const team = await this.teams.updateIn(tx, changes);
      // Who sees which leads is remembered with the caller.
      if (changes.memberLeadVisibility !== undefined) this.memberships.reconsider(tx);
      return team;
    });
  }

  /**
   * Closes the team: sessions, keys and links end, waiting jobs are cancelled.
   * @throws DomainError not_found/team_not_found, conflict/team_busy
   */
  async delete(actor: Actor, id: string): Promise<void> {
    this.requireAtHand(actor, id);
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      await this.memberships.hold(tx, actor.teamId);
      await inScope(tx, actor.scope.wholeTeam, async (team) => {
        if (await this.work.isUnderWay(team)) throw teamBusy();
        await this.work.cancelJobs(team);
      });
      await this.log.note(tx, actor.teamId, actor.userId, 'team.deleted', 'Team deleted');
      await this.memberships.close(tx, actor.teamId);
    });
  }

  /** @throws DomainError not_found/team_not_found */
  requireAtHand(actor: Actor, teamId: string): void {
    if (teamId.toLowerCase() !== actor.teamId) throw notFound('team');
  }
}
