import type { MailSend } from './mail-send.types';
import type { Recipients } from './mail-rules';

/** The custom argument that carries the sender's own id of one message. */
const ownIdArgument = 'crm_message_id';

interface LoggedEvent {
  event: string;
  at: number;
}

/** One accepted request: shared content once, recipients beside it. */
export interface MailBatch {
  /** Value of X-Message-Id. */
  messageId: string;
  account: string;
  acceptedAt: number;
  mail: MailSend;
  recipients: Recipients;
  /** Per recipient index; null when the outbox has let the batch go. */
  events: Map<number, LoggedEvent[]> | null;
}

/** The sender's id of the message to one recipient; empty when it gave none. */
export function ownMessageId(batch: MailBatch, recipient: number): string {
  const owner = batch.recipients.owners[recipient] ?? -1;
  const personalization = batch.mail.personalizations[owner];
  const id = personalization?.custom_args?.[ownIdArgument] ?? batch.mail.custom_args?.[ownIdArgument] ?? '';
  // Further addresses of a personalization (copies) share its id: told apart, or each would look like a second send.
  const isFirst = recipient === 0 || batch.recipients.owners[recipient - 1] !== owner;
  return id === '' || isFirst ? id : `${id}/${batch.recipients.addresses[recipient]}`;
}

/** Keeps what coming events still need, for a batch whose content nobody will look at again. */
export function letContentGo(batch: MailBatch): void {
  const { mail } = batch;
  batch.events = null;
  batch.mail = {
    ...mail,
    attachments: undefined,
    personalizations: mail.personalizations.map(({ to, substitutions, custom_args }) => ({
      to,
      substitutions,
      custom_args,
    })),
  };
}
