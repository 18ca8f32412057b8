import { Injectable } from '@nestjs/common';
import { instantOfId, type SqlTx } from '@platform/database';
import { ForeseenContents } from '../forecast/foreseen-contents.service';
import { messageNotFound } from '../messaging.errors';
import type { Letter, LetterQuery } from './letter';
import { LettersRepository, type LetterRow } from './letters.repository';

/** Both directions of a conversation with their texts. */
@Injectable()
export class Letters {
  constructor(
    private readonly repository: LettersRepository,
    private readonly contents: ForeseenContents,
  ) {}

  /** The latest first; of one conversation, so that outgoing ones share a lead. At most three statements. */
  async find(tx: SqlTx, query: LetterQuery): Promise<Letter[]> {
    const rows = await this.repository.find(tx, query);
    const sent = rows.filter(({ direction }) => direction === 'out');
    const leadId = sent.find((row) => row.leadId)?.leadId ?? null;
    const texts = await this.contents.texts(
      tx,
      leadId,
      sent.map((row) => ({ ...row, values: row.values as Record<string, unknown> | null })),
    );
    const textsOf = new Map(sent.map(({ id }, index) => [id, texts[index]!]));
    return rows.map((row) => letterOf({ ...row, ...textsOf.get(row.id) }));
  }

  /** @throws DomainError not_found/message_not_found */
  async get(tx: SqlTx, id: string): Promise<Letter> {
    const [letter] = await this.find(tx, { ids: [id], limit: 1 });
    if (!letter) throw messageNotFound();
    return letter;
  }
}

type Read = Omit<LetterRow, 'text'> & { text: string | null };

function letterOf({ values: _values, about, ...row }: Read): Letter {
  const { messageId, references, inReplyTo, automatic } = (about ?? {}) as {
    messageId?: string;
    references?: string[];
    inReplyTo?: string | null;
    automatic?: boolean;
  };
  const mail = row.channel === 'EMAIL';
  return {
    ...row,
    // Whoever reads the link in a mail about an account can take the account over: only its addressee may.
    ...(row.sourceKind === 'system' ? { text: null, html: null } : {}),
    direction: row.direction as Letter['direction'],
    channel: row.channel as Letter['channel'],
    at: instantOfId(row.id),
    automatic: automatic ?? false,
    mailId: mail ? (messageId ?? null) : null,
    // A program that writes no References names at least what it answers (RFC 5322, 3.6.4).
    references: mail ? (references?.length ? references : inReplyTo ? [inReplyTo] : []) : [],
  };
}
