import { Global, Module } from '@nestjs/common';
import { IdentityModule, Sessions } from '@domain/identity';
import { Authenticator, SessionWatch } from '@platform/auth';
import { ApiKeysController } from './api-keys.controller';
import { AuthController } from './auth.controller';
import { AvatarController } from './avatar.controller';
import { PasswordSettingsController } from './password-settings.controller';
import { ProfileSettingsController } from './profile-settings.controller';
import { ProfileController } from './profile.controller';
import { RequestAuthenticator } from './request-authenticator';
import { SecondFactorController } from './second-factor.controller';

/** Global, because the access guard of the HTTP edge asks its Authenticator, and the sockets ask who is still there. */
@Global()
@Module({
  imports: [IdentityModule],
  controllers: [
    AuthController,
    ProfileController,
    ProfileSettingsController,
    PasswordSettingsController,
    SecondFactorController,
    ApiKeysController,
    AvatarController,
  ],
  providers: [
    { provide: Authenticator, useClass: RequestAuthenticator },
    { provide: SessionWatch, useExisting: Sessions },
  ],
  exports: [Authenticator, SessionWatch],
})
export class IdentityHttpModule {}
