import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { MailThreading } from './mail-threading';
import type { CalendarPart, NewContent } from './message-contents.service';

const contentShape = {
  id: 'uuid',
  channel: 'text',
  subject: 'text?',
  previewText: 'text?',
  html: 'text?',
  text: 'text',
  fromName: 'text?',
  fromAddress: 'text?',
  calendar: 'json?',
  threading: 'json?',
} as const;

export interface StoredContent {
  id: string;
  channel: string;
  subject: string | null;
  previewText: string | null;
  html: string | null;
  text: string;
  fromName: string | null;
  fromAddress: string | null;
  calendar: CalendarPart | null;
  threading: MailThreading | null;
}

@Injectable()
export class ContentsRepository {
  async insert(tx: SqlTx, content: NewContent & { id: string; text: string }): Promise<void> {
    await tx.execute(Prisma.sql`
      INSERT INTO message_content (id, team_id, channel, subject, preview_text, html, text, from_name, from_address,
        calendar, threading)
      VALUES (${content.id}::uuid, brickwork_team(), ${content.channel}, ${content.subject ?? null},
        ${content.previewText ?? null}, ${content.html ?? null}, ${content.text}, ${content.fromName ?? null},
        ${content.fromAddress ?? null}, ${content.calendar ? JSON.stringify(content.calendar) : null}::jsonb,
        ${content.threading ? JSON.stringify(content.threading) : null}::jsonb)
      ON CONFLICT (id) DO NOTHING`);
  }

  async find(tx: SqlTx, id: string): Promise<StoredContent> {
    const row = await tx.one(
      contentShape,
      Prisma.sql`SELECT id, channel, subject, preview_text AS "previewText", html, text, from_name AS "fromName",
        from_address AS "fromAddress", calendar, threading FROM message_content WHERE id = ${id}::uuid`,
    );
    return {
      ...row,
      calendar: row.calendar as CalendarPart | null,
      threading: row.threading as MailThreading | null,
    };
  }
}
