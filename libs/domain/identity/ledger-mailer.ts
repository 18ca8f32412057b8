import { Global, Injectable, Module } from '@nestjs/common';
import { Messages, MessagingModule } from '@domain/messaging';
import { Clock } from '@platform/clock';
import type { Tx } from '@platform/database';
import { SystemMailer, type SystemMail } from './system-mailer';

/** A link that no longer works is not worth a second mail; the shortest lives half an hour. In ms. */
const linkMs = 25 * 60_000;

/** Account mail through the ledger: the same gate, the same states, never behind a campaign. */
@Injectable()
export class LedgerMailer extends SystemMailer {
  constructor(
    private readonly clock: Clock,
    private readonly messages: Messages,
  ) {
    super();
  }

  override async send(tx: Tx, mail: SystemMail): Promise<void> {
    const { userId, to, subject, text, html, dedupeKey, usefulMs = linkMs } = mail;
    await this.messages.sendSingle(tx, {
      // The texts are finished; braces in a person's name are no merge tags.
      content: { channel: 'EMAIL', subject: verbatim(subject), text: verbatim(text), html: verbatim(html) },
      purpose: 'transactional',
      kind: 'system',
      to,
      userId,
      dedupeKey: `system:${dedupeKey}`,
      retryUntil: new Date(this.clock.now().getTime() + usefulMs),
    });
  }
}

/** Binds the port. Apart from IdentityModule, so that tests can bind a mailer that they can read. */
@Global()
@Module({
  imports: [MessagingModule],
  providers: [LedgerMailer, { provide: SystemMailer, useExisting: LedgerMailer }],
  exports: [SystemMailer],
})
export class SystemMailModule {}

function verbatim(text: string): string {
  return text.replaceAll('{{', '{\u200b{');
}
