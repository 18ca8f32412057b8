import { Injectable } from '@nestjs/common';
import { newId, type SqlTx } from '@platform/database';
import { htmlToText } from '@domain/templates';
import { ContentsRepository } from './contents.repository';
import type { MailThreading } from './mail-threading';

/** RFC 6047: an alternative of the mail, with the method of the object. */
export interface CalendarPart {
  method: 'REQUEST' | 'CANCEL';
  ics: string;
}

export interface NewContent {
  channel: 'EMAIL' | 'SMS';
  /** Template; EMAIL only. */
  subject?: string | null;
  /** Template of the line that inboxes show behind the subject; EMAIL only. */
  previewText?: string | null;
  /** Template of the HTML part. */
  html?: string | null;
  /** Template of the text; for EMAIL made from `html` when it is missing. */
  text?: string | null;
  /** An iCalendar object for mail programs to act on; EMAIL only. No template. */
  calendar?: CalendarPart | null;
  /** Of a mail that belongs to a conversation; EMAIL only. */
  threading?: MailThreading | null;
  /** Default: the team's sender. */
  fromName?: string | null;
  fromAddress?: string | null;
}

/** The frozen text of messages: changing a campaign after its launch changes nothing that was laid out. */
@Injectable()
export class MessageContents {
  constructor(private readonly repository: ContentsRepository) {}

  /** Stores a content and answers its id. Templates are not checked here: what does not compile is skipped by the gate. */
  async create(tx: SqlTx, content: NewContent, id = newId()): Promise<string> {
    const text = content.text ?? (content.html ? htmlToText(content.html) : '');
    await this.repository.insert(tx, { ...content, id, text });
    return id;
  }
}
