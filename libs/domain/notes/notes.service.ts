import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { LeadsService } from '@domain/leads';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { decodeCursor, pageOf, type NewestFirst, type Page } from '@platform/paging';
import { plainNote } from './mentions';
import { Mentions } from './mentions.service';
import type { Note, NoteEditor } from './note';
import { noteNotFound, noteNotYours } from './notes.errors';
import { memberMentioned, noteAdded, noteChanged, noteDeleted, type NoteChanged } from './notes.events';
import { NotesRepository } from './notes.repository';

/** The trail is read in lists: it shows this much of a text. */
const shown = 2_000;
const excerpt = (content: string | null): string | null => content && plainNote(content).slice(0, shown);

/** What people write down about a lead. */
@Injectable()
export class Notes {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly leads: LeadsService,
    private readonly mentions: Mentions,
    private readonly repository: NotesRepository,
  ) {}

  /** @throws DomainError not_found/note_not_found */
  async get(scope: TenantScope, id: string): Promise<Note> {
    const note = await this.database.sql(scope, (tx) => this.find(tx, id));
    if (!note) throw noteNotFound();
    return note;
  }

  /** In the caller's transaction; undefined when the team has none of this id. */
  async find(tx: SqlTx, id: string): Promise<Note | undefined> {
    return this.repository.find(tx, id);
  }

  /** Newest first. @throws DomainError not_found/lead_not_found, invalid (cursor) */
  async list(
    scope: TenantScope,
    leadId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<Note>> {
    const after = decodeCursor(cursor, ['date', 'uuid']);
    const rows = await this.database.sql(scope, async (tx) => {
      await this.requireLead(tx, leadId);
      const before = after && { at: after[0], id: after[1] };
      return this.repository.latestOf(tx, leadId, { before, limit: limit + 1 });
    });
    return pageOf(rows, limit, ({ createdAt, id }) => [createdAt, id]);
  }

  /** About a lead, the newest first. One statement. */
  async latestOf(tx: SqlTx, leadId: string, piece: NewestFirst): Promise<Note[]> {
    return this.repository.latestOf(tx, leadId, piece);
  }

  /** @throws DomainError not_found/lead_not_found, invalid (content: required, mention_unknown, too_many_mentions) */
  async add(scope: TenantScope, leadId: string, content: string, by: Author): Promise<Note> {
    return this.database.sql(scope, async (tx) => {
      await this.requireLead(tx, leadId);
      const mentions = await this.mentions.in(tx, content);
      const note = await this.repository.insert(tx, { leadId, content, mentions, authorId: by.userId });
      await this.record(tx, 'note.added', 'Note added', note, by, [null, content]);
      await this.events.publish(tx, noteAdded, factOf(note, by));
      await this.tell(tx, note, mentions, by);
      return note;
    });
  }

  /** Tells those whom it did not mention before. @throws DomainError as `add`, note_not_found, forbidden/note_not_yours */
  async update(scope: TenantScope, id: string, content: string, by: NoteEditor): Promise<Note> {
    return this.database.sql(scope, async (tx) => {
      const before = await this.lock(tx, id, by);
      if (before.content === content) return before;
      const mentions = await this.mentions.in(tx, content);
      const note = await this.repository.update(tx, id, { content, mentions });
      await this.record(tx, 'note.updated', 'Note changed', note, by, [before.content, content]);
      await this.events.publish(tx, noteChanged, factOf(note, by));
      await this.tell(
        tx,
        note,
        mentions.filter((one) => !before.mentions.includes(one)),
        by,
      );
      return note;
    });
  }

  /** @throws DomainError not_found/note_not_found, forbidden/note_not_yours */
  async delete(scope: TenantScope, id: string, by: NoteEditor): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const note = await this.lock(tx, id, by);
      await this.repository.delete(tx, id);
      await this.record(tx, 'note.deleted', 'Note deleted', note, by, [note.content, null]);
      await this.events.publish(tx, noteDeleted, factOf(note, by));
    });
  }

  private async lock(tx: SqlTx, id: string, by: NoteEditor): Promise<Note> {
    const note = await this.repository.lock(tx, id);
    if (!note) throw noteNotFound();
    if (!by.changesAll && (by.userId === null || note.authorId !== by.userId)) throw noteNotYours();
    return note;
  }

  private async tell(tx: SqlTx, note: Note, mentioned: string[], by: Author): Promise<void> {
    await this.events.publishMany(
      tx,
      memberMentioned,
      mentioned.filter((id) => id !== by.userId).map((mentionedId) => ({ ...factOf(note, by), mentionedId })),
    );
  }

  private async record(
    tx: SqlTx,
    type: string,
    title: string,
    { id, leadId }: Note,
    { userId }: Author,
    [from, to]: [string | null, string | null],
  ): Promise<void> {
    const changes = { content: { from: excerpt(from), to: excerpt(to) } };
    await this.activities.record(tx, [{ type, title, leadId, subjectId: id, userId, changes }]);
  }

  private async requireLead(tx: SqlTx, leadId: string): Promise<void> {
    if (!(await this.leads.existingId(tx, leadId))) throw notFound('lead');
  }
}

function factOf({ id: noteId, leadId }: Note, { userId }: Author): NoteChanged {
  return userId ? { noteId, leadId, userId } : { noteId, leadId };
}
