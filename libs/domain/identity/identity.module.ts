import { Module } from '@nestjs/common';
import { TeamsModule } from '@domain/teams';
import { AccessTokens } from './access-tokens.service';
import { AccountLetters } from './account-letters.service';
import { Accounts } from './accounts.service';
import { ApiKeysRepository } from './api-keys.repository';
import { ApiKeys } from './api-keys.service';
import { IdentityUpkeep } from './identity-upkeep.service';
import { InvitedAccounts } from './invited-accounts.service';
import { MembershipsRepository } from './memberships.repository';
import { Memberships } from './memberships.service';
import { Profiles } from './profiles.service';
import { SessionsRepository } from './sessions.repository';
import { Sessions } from './sessions.service';
import { UsersRepository } from './users.repository';
import { UserTokensRepository } from './user-tokens.repository';

/** Needs a `SystemMailer` from a global module; without one it does not start outside tests. */
@Module({
  imports: [TeamsModule],
  providers: [
    AccessTokens,
    AccountLetters,
    Accounts,
    ApiKeys,
    ApiKeysRepository,
    InvitedAccounts,
    Memberships,
    MembershipsRepository,
    Profiles,
    Sessions,
    SessionsRepository,
    UsersRepository,
    UserTokensRepository,
  ],
  exports: [Accounts, ApiKeys, InvitedAccounts, Memberships, Profiles, Sessions],
})
export class IdentityModule {}

/** The worker's share: no letters, hence no mailer. */
@Module({ providers: [IdentityUpkeep, SessionsRepository, UserTokensRepository], exports: [IdentityUpkeep] })
export class IdentityUpkeepModule {}
