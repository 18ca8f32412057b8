import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database } from '@platform/database';
import { SessionsRepository } from './sessions.repository';
import { UserTokensRepository } from './user-tokens.repository';

/** Removes sessions and links that are long over. */
@Injectable()
export class IdentityUpkeep {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly links: UserTokensRepository,
  ) {}

  async prune(): Promise<{ sessions: number; links: number }> {
    return this.database.sql(CrossTeamScope.identity, async (tx) => ({
      sessions: await this.sessions.prune(tx),
      links: await this.links.prune(tx),
    }));
  }
}
