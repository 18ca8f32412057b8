import { letContentGo } from './mail-batch';
import type { MailBatch } from './mail-batch';

export interface OutboxMail {
  batch: MailBatch;
  recipient: number;
}

/** Full content of the newest mails. Whole batches go when newer ones need the room; the newest batch always stays. */
export class MailOutbox {
  private batches: MailBatch[] = [];
  private mails = 0;

  constructor(private readonly keep: number) {}

  add(batch: MailBatch): void {
    this.batches.push(batch);
    this.mails += batch.recipients.addresses.length;
    while (this.mails > this.keep && this.batches.length > 1) {
      const oldest = this.batches.shift();
      if (!oldest) return;
      letContentGo(oldest);
      this.mails -= oldest.recipients.addresses.length;
    }
  }

  /** Newest first. `address`: part of a recipient's address, any case. */
  *newest(address = ''): Generator<OutboxMail> {
    const wanted = address.toLowerCase();
    for (const batch of this.batches.toReversed()) {
      const { addresses } = batch.recipients;
      for (let recipient = addresses.length - 1; recipient >= 0; recipient--) {
        if (addresses[recipient]?.toLowerCase().includes(wanted)) yield { batch, recipient };
      }
    }
  }

  find(messageId: string, recipient: number): OutboxMail | null {
    const batch = this.batches.find((candidate) => candidate.messageId === messageId);
    return batch && batch.recipients.addresses[recipient] !== undefined ? { batch, recipient } : null;
  }

  clear(): void {
    for (const batch of this.batches) letContentGo(batch);
    this.batches = [];
    this.mails = 0;
  }
}
