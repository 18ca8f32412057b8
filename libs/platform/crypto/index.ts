export { CryptoModule } from './crypto.module';
export { constantTimeEqual, randomToken, sha256Hex } from './digests';
export { OpaqueTokens } from './opaque-tokens.service';
export { PasswordHasher } from './password-hasher.service';
export { passwordFault } from './password-policy';
export type { PasswordFault } from './password-policy';
export { SecretBox, SecretUnreadable } from './secret-box.service';
export type { SecretPlace } from './secret-box.service';
export { base32, matchTotp, totpCode, totpStep, totpUri } from './totp';
