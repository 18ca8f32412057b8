import { EmailProvider, type EmailAccount, type EmailBatch } from '@integrations/email';
import type { HandOff } from '@integrations/hand-off';
import {
  SmsProvider,
  type LookupQuery,
  type OutgoingSms,
  type SmsAccount,
  type SmsHandOff,
  type SmsLookup,
  type SmsMedia,
} from '@integrations/sms';
import { SecretUnreadable } from '@platform/crypto';
import type { TeamCredentials } from './team-credentials.service';

/**
 * What cannot be sent because the team's own credentials cannot be had: in an outage it is tried again; what does not open is a
 * refusal of the account. Sending it through the installation's account instead would send it in another's name.
 */
function withoutCredentials(error: unknown) {
  const detail = error instanceof Error ? error.message : String(error);
  return error instanceof SecretUnreadable
    ? ({ kind: 'rejected', scope: 'account', code: 'credentials_unreadable', detail } as const)
    : ({ kind: 'not_sent', code: 'credentials_unavailable', detail } as const);
}

/** Sends through the team's own SendGrid account where it has one. An account's key is its team's id (see Accounts). */
export class TeamEmailProvider extends EmailProvider {
  constructor(private readonly credentials: TeamCredentials) {
    super();
  }

  override async send(account: EmailAccount, batch: EmailBatch): Promise<HandOff> {
    let apiKey: string | undefined;
    try {
      apiKey = await this.credentials.email(account.key);
    } catch (error) {
      return withoutCredentials(error);
    }
    return super.send(apiKey === undefined ? account : { ...account, apiKey }, batch);
  }
}

/** Sends through the team's own Twilio account where it has one, and looks there for what became of a text. */
export class TeamSmsProvider extends SmsProvider {
  constructor(private readonly credentials: TeamCredentials) {
    super();
  }

  override async send(account: SmsAccount, sms: OutgoingSms): Promise<SmsHandOff> {
    try {
      return await super.send(await this.own(account), sms);
    } catch (error) {
      const refusal = withoutCredentials(error);
      return refusal.kind === 'rejected' ? { ...refusal, effect: 'account' } : refusal;
    }
  }

  override async lookup(account: SmsAccount, query: LookupQuery): Promise<SmsLookup> {
    try {
      return await super.lookup(await this.own(account), query);
    } catch (error) {
      return { ...withoutCredentials(error), kind: 'unavailable' };
    }
  }

  override async media(account: SmsAccount, url: string, maxBytes: number): Promise<SmsMedia> {
    try {
      return await super.media(await this.own(account), url, maxBytes);
    } catch (error) {
      return { kind: 'unavailable', detail: withoutCredentials(error).detail };
    }
  }

  private async own(account: SmsAccount): Promise<SmsAccount> {
    return { ...account, ...(await this.credentials.sms(account.key)) };
  }
}
