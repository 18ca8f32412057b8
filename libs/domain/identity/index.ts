export { accessTokenRules } from './access-tokens.service';
export type { AccessClaims } from './access-tokens.service';
export { Accounts } from './accounts.service';
export { ApiKeys } from './api-keys.service';
export type { ApiKeyRequest } from './api-keys.service';
export { notSignedIn, tokenExpired, tokenInvalid } from './identity.errors';
export { avatarLimits, Avatars } from './avatars.service';
export { IdentityModule, IdentityUpkeepModule, SealedSecondFactorsModule } from './identity.module';
export type {
  ApiKey,
  Profile,
  ProfileChanges,
  Registration,
  SignInChallenge,
  Tokens,
} from './identity.types';
export { IdentityUpkeep } from './identity-upkeep.service';
export { SystemMailModule } from './ledger-mailer';
export { Passwords } from './passwords.service';
export { personOf } from './person-of';
export { Profiles } from './profiles.service';
export { SealedSecondFactors } from './sealed-second-factors.service';
export { SecondFactor } from './second-factor.service';
export type { SecondFactorState } from './second-factor.service';
export { Sessions } from './sessions.service';
export type { SystemMail } from './system-mailer';
