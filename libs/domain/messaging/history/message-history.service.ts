import { Injectable } from '@nestjs/common';
import { instantOfId, type SqlTx } from '@platform/database';
import type { NewestFirst } from '@platform/paging';
import { ForeseenContents } from '../forecast/foreseen-contents.service';
import { MessageHistoryRepository, type HistoryRow } from './message-history.repository';

/** A message to or from a lead, as a list shows it. */
export interface PastMessage extends Pick<
  HistoryRow,
  'id' | 'purpose' | 'sourceKind' | 'sourceId' | 'address' | 'dueAt'
> {
  /** When it was put on record: an outgoing one may be due later. */
  at: Date;
  direction: 'in' | 'out';
  channel: 'EMAIL' | 'SMS';
  /** As the ledger tells it; `received` of one that came in. */
  state: string;
  /** The subject of a mail. Null while a merge field is missing. */
  title: string | null;
  /** How it begins; of an outgoing mail nothing. What came in is a stranger's text. */
  text: string | null;
  /** When it was handed to the provider. */
  sentAt: Date | null;
  openedAt: Date | null;
  clickedAt: Date | null;
  repliedAt: Date | null;
}

const excerpt = 500;

/** The ledger and what came in, as one conversation. */
@Injectable()
export class MessageHistory {
  constructor(
    private readonly repository: MessageHistoryRepository,
    private readonly contents: ForeseenContents,
  ) {}

  /** With a lead, the latest first. At most three statements. */
  async ofLead(tx: SqlTx, leadId: string, piece: NewestFirst): Promise<PastMessage[]> {
    const rows = await this.repository.ofLead(tx, leadId, piece);
    const sent = rows.filter(({ direction }) => direction === 'out');
    const titles = await this.contents.of(
      tx,
      leadId,
      sent.map(({ values, ...row }) => ({ ...row, values: values as Record<string, unknown> | null })),
    );
    const titleOf = new Map(sent.map(({ id }, index) => [id, titles[index]!.title]));
    return rows.map(({ html: _html, values: _values, subject, text, ...row }) => {
      const [channel, direction] = [
        row.channel as PastMessage['channel'],
        row.direction as PastMessage['direction'],
      ];
      const mail = channel === 'EMAIL';
      const words = direction === 'in' ? text.slice(0, excerpt) : mail ? null : (titleOf.get(row.id) ?? null);
      const title = direction === 'in' ? subject : mail ? (titleOf.get(row.id) ?? null) : null;
      return { ...row, channel, direction, at: instantOfId(row.id), title, text: words };
    });
  }
}
