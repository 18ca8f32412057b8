import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { EmailProvider } from '@integrations/email';
import { SmsProvider } from '@integrations/sms';

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
  { provide: EmailProvider, useFactory: () => new EmailProvider() },
  { provide: SmsProvider, useFactory: () => new SmsProvider() },
  ProviderClients,
];
