import { Injectable } from '@nestjs/common';
import type { EmailAccount, MailAddress } from '@integrations/email';
import { statusCallbackUrls, type SmsAccount } from '@integrations/sms';
import { Env } from '@platform/config';

/** What the sandbox takes for a key; no provider does. */
const sandbox = {
  apiKey: 'SG.sandbox',
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'sandbox-auth-token',
  number: '+15005550006',
};

export interface SenderSettings {
  name: string;
  emailFromName: string | null;
  emailFromAddress: string | null;
  smsFromNumber: string | null;
}

/** Whose account and address a team sends with. A provider without a key is the sandbox. */
@Injectable()
export class Accounts {
  constructor(private readonly env: Env) {}

  /** Keyed by team: one team's rate limit or open circuit stops nobody else. */
  email(teamId: string): EmailAccount {
    const { SENDGRID_API_KEY: apiKey, SENDGRID_BASE_URL: baseUrl, PROVIDER_TIMEOUT_MS: timeoutMs } = this.env;
    if (apiKey) return { key: teamId, apiKey, baseUrl, timeoutMs };
    return { key: teamId, apiKey: sandbox.apiKey, baseUrl: baseUrl ?? this.sandboxUrl, timeoutMs };
  }

  sms(teamId: string, settings: SenderSettings): SmsAccount {
    const env = this.env;
    const common = { key: teamId, timeoutMs: env.PROVIDER_TIMEOUT_MS };
    const from = settings.smsFromNumber ?? env.TWILIO_PHONE_NUMBER ?? sandbox.number;
    if (env.TWILIO_ACCOUNT_SID && env.TWILIO_AUTH_TOKEN) {
      const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_BASE_URL: baseUrl } = env;
      return { ...common, accountSid, authToken, from, baseUrl };
    }
    const { accountSid, authToken } = sandbox;
    return { ...common, accountSid, authToken, from, baseUrl: env.TWILIO_BASE_URL ?? this.sandboxUrl };
  }

  /** The message's own sender, else the team's, else the installation's. */
  mailFrom(
    settings: SenderSettings,
    content: { fromName: string | null; fromAddress: string | null },
  ): MailAddress {
    return {
      email: content.fromAddress ?? settings.emailFromAddress ?? this.env.SENDGRID_FROM_EMAIL,
      name: content.fromName ?? settings.emailFromName ?? settings.name,
    };
  }

  /** By message id. Twilio signs this URL, so its query is as good as ours: it carries the message back when the answer was lost. */
  statusCallbacks(teamId: string): (messageId: string) => string {
    const webhook = `${this.env.PUBLIC_URL.replace(/\/+$/, '')}/api/webhooks/twilio/status?team=${teamId}`;
    return statusCallbackUrls(webhook);
  }

  private get sandboxUrl(): string {
    return `http://127.0.0.1:${this.env.SANDBOX_PORT}`;
  }
}
