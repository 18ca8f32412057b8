import { Injectable } from '@nestjs/common';
import type { Actor } from '@platform/auth';
import { CrossTeamScope, Database } from '@platform/database';
import { Avatars } from './avatars.service';
import { sessionEnded } from './identity.errors';
import type { Profile, ProfileChanges } from './identity.types';
import { personOf } from './person-of';
import { UsersRepository } from './users.repository';

/** The signed-in person about themselves. An API key has no profile: forbidden/person_needed. */
@Injectable()
export class Profiles {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly avatars: Avatars,
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
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      await this.users.updateProfile(tx, userId, changes);
      if (changes.avatar !== undefined) await this.avatars.forgetUnless(tx, userId, changes.avatar);
    });
    return this.get(actor);
  }
}
