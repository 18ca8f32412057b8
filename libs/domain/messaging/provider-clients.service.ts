import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { EmailProvider } from '@integrations/email';
import { SmsProvider } from '@integrations/sms';
import { TeamCredentials } from './own-accounts/team-credentials.service';
import { TeamEmailProvider, TeamSmsProvider } from './own-accounts/team-providers';

/** Closes the providers' connections and circuit timers when nothing is sent any more. */
@Injectable()
export class ProviderClients implements OnApplicationShutdown {
  constructor(
    private readonly email: EmailProvider,
    private readonly sms: SmsProvider,
  ) {}

  onApplicationShutdown(): void {
    this.email.close();
    this.sms.close();
  }
}

/** The clients know nothing of Nest. */
export const providerClients = [
  {
    provide: EmailProvider,
    inject: [TeamCredentials],
    useFactory: (credentials: TeamCredentials) => new TeamEmailProvider(credentials),
  },
  {
    provide: SmsProvider,
    inject: [TeamCredentials],
    useFactory: (credentials: TeamCredentials) => new TeamSmsProvider(credentials),
  },
  ProviderClients,
];
