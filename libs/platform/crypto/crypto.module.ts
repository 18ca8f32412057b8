import { Global, Module } from '@nestjs/common';
import { OpaqueTokens } from './opaque-tokens.service';
import { PasswordHasher } from './password-hasher.service';
import { SecretBox } from './secret-box.service';

@Global()
@Module({
  providers: [OpaqueTokens, PasswordHasher, SecretBox],
  exports: [OpaqueTokens, PasswordHasher, SecretBox],
})
export class CryptoModule {}
