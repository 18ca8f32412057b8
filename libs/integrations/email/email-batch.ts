import type { LineAccount } from '@integrations/hand-off';

/** Whose SendGrid account sends; `key` names its client, circuit breaker and rate limit in this process. */
export interface EmailAccount extends LineAccount {
  apiKey: string;
  /** Another host than api.sendgrid.com (EU residency, a stand-in). */
  baseUrl?: string;
}

export interface MailAddress {
  email: string;
  name?: string;
}

/** One recipient; SendGrid sends each their own mail, nobody sees another's address. */
export interface EmailRecipient {
  /** Our message's id: comes back on every event as `crm_message_id`. */
  messageId: string;
  to: MailAddress;
  /** Come back on every event and are not private at SendGrid: ids only. `crm_team_id` belongs here. */
  customArgs: Record<string, string>;
  /** Replaced literally in subject, bodies and header values; a key is the whole token, braces included. */
  substitutions?: Record<string, string>;
  headers?: Record<string, string>;
  subject?: string;
}

/** One call to SendGrid: shared content, at most `emailLimits.recipientsPerCall` recipients. */
export interface EmailBatch {
  from: MailAddress;
  replyTo?: MailAddress;
  subject: string;
  text: string;
  html?: string;
  /** An iCalendar object as the last alternative (RFC 6047); mail programs show an invitation. */
  calendar?: { method: string; ics: string };
  recipients: EmailRecipient[];
  categories?: string[];
  headers?: Record<string, string>;
}

/** Limits of POST /v3/mail/send (SendGrid's OpenAPI document and "Mail Send limitations"). */
export const emailLimits = {
  recipientsPerCall: 1000,
  /** Of one recipient, as JSON. */
  customArgsBytes: 10_000,
  /** Of one recipient, as JSON. */
  substitutionsBytes: 10_000,
  categories: 10,
  categoryLength: 255,
  /** Headers, bodies and attachments together. */
  messageBytes: 30 * 1024 * 1024,
} as const;

/** Names of our ids in SendGrid's custom arguments; prefixed because SendGrid overwrites reserved names. */
export const customArgNames = { messageId: 'crm_message_id', teamId: 'crm_team_id' } as const;
