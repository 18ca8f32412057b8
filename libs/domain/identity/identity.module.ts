import { Module } from '@nestjs/common';
import { TeamsModule } from '@domain/teams';
import { FilesModule } from '@platform/files';
import { AccessTokens } from './access-tokens.service';
import { AccountLetters } from './account-letters.service';
import { Accounts } from './accounts.service';
import { ApiKeysRepository } from './api-keys.repository';
import { ApiKeys } from './api-keys.service';
import { AvatarsRepository } from './avatars.repository';
import { Avatars } from './avatars.service';
import { IdentityUpkeep } from './identity-upkeep.service';
import { Passwords } from './passwords.service';
import { Profiles } from './profiles.service';
import { SealedSecondFactors } from './sealed-second-factors.service';
import { SecondFactorRepository } from './second-factor.repository';
import { SecondFactor } from './second-factor.service';
import { SessionsRepository } from './sessions.repository';
import { Sessions } from './sessions.service';
import { UsersRepository } from './users.repository';
import { UserTokensRepository } from './user-tokens.repository';

/** Needs a `SystemMailer` from a global module; without one it does not start outside tests. */
@Module({
  imports: [FilesModule, TeamsModule],
  providers: [
    AccessTokens,
    AccountLetters,
    Accounts,
    ApiKeys,
    ApiKeysRepository,
    Avatars,
    AvatarsRepository,
    Passwords,
    Profiles,
    SecondFactor,
    SecondFactorRepository,
    Sessions,
    SessionsRepository,
    UsersRepository,
    UserTokensRepository,
  ],
  exports: [Accounts, ApiKeys, Avatars, Passwords, Profiles, SecondFactor, Sessions],
})
export class IdentityModule {}

/** The worker's share: no letters, hence no mailer. */
@Module({ providers: [IdentityUpkeep, SessionsRepository, UserTokensRepository], exports: [IdentityUpkeep] })
export class IdentityUpkeepModule {}

/** For changing the key that secrets are sealed with. */
@Module({ providers: [SealedSecondFactors, SecondFactorRepository], exports: [SealedSecondFactors] })
export class SealedSecondFactorsModule {}
