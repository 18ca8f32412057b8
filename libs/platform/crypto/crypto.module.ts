import { Global, Module } from '@nestjs/common';
import { OpaqueTokens } from './opaque-tokens.service';
import { PasswordHasher } from './password-hasher.service';

@Global()
@Module({ providers: [OpaqueTokens, PasswordHasher], exports: [OpaqueTokens, PasswordHasher] })
export class CryptoModule {}
