import type { SecretPlace } from '@platform/crypto';

export type AccountChannel = 'EMAIL' | 'SMS';

/** A team's own account as it is stored. */
export interface StoredAccount {
  id: string;
  teamId: string;
  channel: AccountChannel;
  accountRef: string | null;
  /** Sealed. */
  secret: string;
  last4: string;
  webhookKey: string | null;
}

/** Where the secret of an account lies: in the row of another team it does not open. */
export function placeOf({ id, teamId }: { id: string; teamId: string }): SecretPlace {
  return { table: 'provider_account', owner: teamId, row: id, column: 'secret' };
}

export interface EmailSettings {
  /** Whether mail goes out through the team's own SendGrid account. */
  ownAccount: boolean;
  /** The last four characters of its API key. */
  apiKeyLast4: string | null;
  /** Whether posts of that account can be verified; without its key they are refused. */
  webhookKeySet: boolean;
  fromName: string | null;
  fromAddress: string | null;
  /** What to enter as address of the Event Webhook, and of Inbound Parse, in that account. */
  eventWebhookUrl: string;
  inboundWebhookUrl: string;
}

/** Left out: unchanged. `apiKey: null` gives the own account up. */
export interface EmailSettingsChanges {
  apiKey?: string | null;
  webhookPublicKey?: string | null;
  fromName?: string | null;
  fromAddress?: string | null;
}

export interface SmsSettings {
  /** Whether texts go out through the team's own Twilio account. */
  ownAccount: boolean;
  accountSid: string | null;
  authTokenLast4: string | null;
  fromNumber: string | null;
  /** What to enter as address for incoming messages of the number. */
  inboundWebhookUrl: string;
}

/** Left out: unchanged. SID and token come together; both null give the own account up. */
export interface SmsSettingsChanges {
  accountSid?: string | null;
  authToken?: string | null;
  fromNumber?: string | null;
}
