import { Injectable } from '@nestjs/common';
import type { Actor } from '@platform/auth';
import { CrossTeamScope, Database } from '@platform/database';
import { personNeeded, sessionEnded } from './identity.errors';
import type { Profile, ProfileChanges } from './identity.types';
import { UsersRepository } from './users.repository';

/** The signed-in person about themselves. An API key has no profile: forbidden/person_needed. */
@Injectable()
export class Profiles {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
  ) {}

  async get(actor: Actor): Promise<Profile> {
    const userId = personOf(actor);
    const row = await this.database.sql(CrossTeamScope.identity, (tx) =>
      this.users.profile(tx, userId, actor.teamId),
    );
    if (!row) throw sessionEnded();
    const { teamId, teamName, ...person } = row;
    return {
      ...person,
      role: actor.role,
      team: { id: teamId, name: teamName },
      permissions: [...actor.permissions],
    };
  }

  /** Left out means unchanged; `avatar: null` removes it. */
  async update(actor: Actor, changes: ProfileChanges): Promise<Profile> {
    const userId = personOf(actor);
    await this.database.sql(CrossTeamScope.identity, (tx) => this.users.updateProfile(tx, userId, changes));
    return this.get(actor);
  }
}

/** @throws DomainError forbidden/person_needed */
export function personOf(actor: Actor): string {
  if (actor.userId === null) throw personNeeded();
  return actor.userId;
}
