import { Injectable } from '@nestjs/common';
import { Activities, changedFields, type Author } from '@domain/activities';
import { randomToken } from '@platform/crypto';
import { Database, type TenantScope, type Tx } from '@platform/database';
import { notFound } from '@platform/errors';
import { slugOf } from './slug';
import type { Team, TeamChanges } from './team';
import { TeamsRepository } from './teams.repository';

/** The business that a user works for, and how it wants to appear in what is sent. */
@Injectable()
export class TeamsService {
  constructor(
    private readonly database: Database,
    private readonly activities: Activities,
    private readonly teams: TeamsRepository,
  ) {}

  /** @throws DomainError not_found/team_not_found */
  async get(scope: TenantScope): Promise<Team> {
    return this.database.transaction(scope, (tx) => this.find(tx));
  }

  /** The same inside a unit of work of that team. @throws DomainError not_found/team_not_found */
  async find(tx: Tx): Promise<Team> {
    const team = await this.teams.find(tx);
    if (!team) throw notFound('team');
    return team;
  }

  /** Changes what is given; messagingPolicy is replaced as a whole. @throws DomainError not_found/team_not_found */
  async update(scope: TenantScope, changes: TeamChanges, by: Author): Promise<Team> {
    return this.database.transaction(scope, async (tx) => {
      const before = await this.find(tx);
      const after = await this.teams.update(tx, changes);
      await this.record(tx, changedFields(before, after, Object.keys(after) as (keyof Team)[]), by);
      return after;
    });
  }

  /** The same inside a unit of work of that team, whose caller records what was changed and by whom. */
  async updateIn(tx: Tx, changes: TeamChanges): Promise<Team> {
    await this.find(tx);
    return this.teams.update(tx, changes);
  }

  private async record(tx: Tx, changes: object, { userId }: Author): Promise<void> {
    const fields = Object.keys(changes);
    if (fields.length === 0) return;
    const title = `Settings changed: ${fields.join(', ')}`;
    await this.activities.record(tx, [{ type: 'settings.updated', title, userId, changes }]);
  }

  /** Founds a team within `tx` (identity's scope). Answers its id. */
  async found(tx: Tx, { name, timezone }: { name: string; timezone: string }): Promise<string> {
    // The random end makes the slug unique without a look-up that two sign-ups could both pass.
    const end = randomToken(6)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, 'x');
    return this.teams.insert(tx, { name, timezone, slug: `${slugOf(name)}-${end}` });
  }
}
