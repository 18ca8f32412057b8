import type { Tx } from '@platform/database';

export interface SystemMail {
  teamId: string;
  /** Null for somebody who has no account yet. */
  userId: string | null;
  /** The address as the account has it. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** One mail per key, however often it is asked for. */
  dedupeKey: string;
  purpose: 'verify_email' | 'reset_password' | 'account_exists' | 'security_notice' | 'team_invitation';
  /** For how long a second try is worth it when the first is lost, in ms. Default: 25 minutes. */
  usefulMs?: number;
}

/**
 * How identity writes to its users. Messaging, a higher slice, implements it through the ledger; the mail is on record if and only
 * if `tx` (a unit of work of that team) commits. Mails carry links that are secrets: they must not be put into events or payloads.
 */
export abstract class SystemMailer {
  abstract send(tx: Tx, mail: SystemMail): Promise<void>;
}
