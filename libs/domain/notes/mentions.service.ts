import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { mentionsIn } from './mentions';
import { noteLimits } from './note';
import { emptyNote, strangerMentioned, tooManyMentions } from './notes.errors';
import { NotesRepository } from './notes.repository';

/** Colleagues who are spoken of in what somebody writes down. */
@Injectable()
export class Mentions {
  constructor(private readonly repository: NotesRepository) {}

  /** Ids of the members mentioned. @throws DomainError invalid (content: required, mention_unknown, too_many_mentions) */
  async in(tx: SqlTx, content: string): Promise<string[]> {
    if (content.trim() === '') throw emptyNote();
    const mentions = mentionsIn(content);
    if (mentions.length > noteLimits.mentions) throw tooManyMentions();
    if (mentions.length > 0 && (await this.repository.countMembers(tx, mentions)) < mentions.length)
      throw strangerMentioned();
    return mentions;
  }
}
