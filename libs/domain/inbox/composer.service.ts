import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { MessageTemplates, type TemplateText } from '@domain/message-templates';
import { Letters, Messages, type Letter, type NewContent } from '@domain/messaging';
import { htmlToText } from '@domain/templates';
import { Database, newId, type SqlTx, type TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { ComposerFactsRepository } from './composer-facts.repository';
import { checkMail, checkText, replySubject, type MailDraft, type TextDraft } from './composed';
import { dedupeKeyOf } from './composed';
import { EntriesRepository } from './entries.repository';
import { excerptOf } from './excerpt';
import { noAddress, subjectMissing, threadNotFound, wrongChannel } from './inbox.errors';
import { threadChanged } from './inbox.events';

import type { ThreadChannel } from './thread';
import { ThreadsRepository } from './threads.repository';
import { changeOf } from './threads.service';

/** To whom: a lead, or whoever a thread is with. */
export type Recipient = { leadId: string } | { threadId: string };

interface Target {
  leadId: string | null;
  address: string;
  /** The last message of the thread that can be answered; none when the writer begins something new. */
  answered: Letter | undefined;
  /** The person has written on this channel. */
  wroteToUs: boolean;
}

interface Outgoing {
  subject: string | null;
  text: string;
  dueAt?: Date;
  template: TemplateText | undefined;
}

/** How far back a thread is looked at for the message that is answered. */
const lookBack = 20;

/** What people write in the inbox: one message to one person, by the same gate and ledger as everything else. */
@Injectable()
export class Composer {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly letters: Letters,
    private readonly messages: Messages,
    private readonly templates: MessageTemplates,
    private readonly facts: ComposerFactsRepository,
    private readonly threads: ThreadsRepository,
    private readonly entries: EntriesRepository,
  ) {}

  /**
   * To a thread it is an answer: it carries what mail programs need to show it so, and “Re:” for a subject when none is given.
   * To a lead it is a mail of its own. Answers the message's id; whether it may go is the gate's to say. What a template brings is taken
   * where the draft says nothing: its subject only to begin something, its body only when neither HTML nor text is given.
   * @throws DomainError not_found/lead_not_found, thread_not_found, template_not_found, conflict/thread_channel, template_inactive, invalid
   * (templates, subject, leadId: no_address)
   */
  async email(scope: TenantScope, to: Recipient, draft: MailDraft, by: Author): Promise<Sent> {
    checkMail(draft);
    return this.database.sql(scope, async (tx) => {
      const template = await this.templateOf(tx, 'EMAIL', draft);
      const target = await this.target(tx, 'EMAIL', to);
      const subject =
        draft.subject?.trim() || replySubject(target.answered?.subject ?? null) || template?.subject || null;
      if (!subject) throw subjectMissing();
      const fromName = by.userId && (await this.facts.nameOf(tx, by.userId));
      const bare = draft.html === undefined && draft.text === undefined;
      const html = (bare ? template?.html : draft.html) ?? null;
      const text = (bare ? template?.text : draft.text) ?? (html ? htmlToText(html) : '');
      const content = { channel: 'EMAIL', subject, html, text, fromName } as const;
      return this.send(tx, target, content, { subject, text, dueAt: draft.sendAt, template }, by);
    });
  }

  /**
   * A text to somebody who never wrote asks for their consent as marketing does (47 CFR 64.1200(a)(2)): the gate skips it without.
   * @throws DomainError as `email`
   */
  async sms(scope: TenantScope, to: Recipient, draft: TextDraft, by: Author): Promise<Sent> {
    checkText(draft);
    return this.database.sql(scope, async (tx) => {
      const template = await this.templateOf(tx, 'SMS', draft);
      const target = await this.target(tx, 'SMS', to);
      const text = draft.text ?? template?.text ?? '';
      const content = { channel: 'SMS', text } as const;
      return this.send(tx, target, content, { subject: null, text, dueAt: draft.sendAt, template }, by);
    });
  }

  private async templateOf(
    tx: SqlTx,
    channel: ThreadChannel,
    { templateId }: { templateId?: string },
  ): Promise<TemplateText | undefined> {
    return templateId ? this.templates.contentOf(tx, templateId, channel) : undefined;
  }

  private async send(
    tx: SqlTx,
    { leadId, address, answered, wroteToUs }: Target,
    content: NewContent,
    { subject, text, dueAt, template }: Outgoing,
    by: Author,
  ): Promise<Sent> {
    const { channel } = content;
    const id = newId();
    const at = await this.threads.now(tx);
    await this.messages.sendSingle(tx, {
      ...{ id, content, to: address, leadId, userId: by.userId, dueAt, kind: 'inbox' },
      purpose: channel === 'EMAIL' || wroteToUs ? 'transactional' : 'marketing',
      dedupeKey: dedupeKeyOf(id),
      ...(channel === 'EMAIL'
        ? { answers: { mailId: answered?.mailId ?? null, references: answered?.references ?? [] } }
        : {}),
    });
    const threadId = await this.threads.ensure(tx, { channel, leadId, address, direction: 'out', at });
    if (template) await this.templates.recordUse(tx, { ...template, kind: 'message', subjectId: id });
    await this.entries.insert(tx, threadId, { id, direction: 'out', at, read: true, subject, text });
    await this.entries.markRead(tx, threadId);
    await this.entries.recount(tx, threadId);
    await this.threads.showLatest(tx, threadId, {
      ...{ direction: 'out', at, subject, address, senderName: null, wakes: false },
      excerpt: excerptOf(channel, text),
    });
    await this.activities.record(tx, [
      {
        ...{ type: 'message.sent', leadId, subjectId: id, userId: by.userId },
        title: channel === 'SMS' ? 'Wrote a text' : 'Wrote an email',
        description: excerptOf(channel, text) || null,
      },
    ]);
    await this.events.publish(tx, threadChanged, changeOf({ id: threadId, leadId }, 'sent', by));
    return { id, threadId };
  }

  private async target(tx: SqlTx, channel: ThreadChannel, to: Recipient): Promise<Target> {
    if ('leadId' in to) {
      const address = await this.facts.addressOf(tx, to.leadId, channel);
      const threadId = await this.threads.idOf(tx, { channel, leadId: to.leadId, address: '' });
      const wroteToUs = threadId !== undefined && (await this.entries.hasReceived(tx, threadId));
      return { leadId: to.leadId, address, answered: undefined, wroteToUs };
    }
    const thread = await this.threads.find(tx, to.threadId);
    if (!thread) throw threadNotFound();
    if (thread.channel !== channel) throw wrongChannel(thread.channel);
    const { leadId, id } = thread;
    const ids = await this.entries.idsOf(tx, id, undefined, lookBack);
    const letters = await this.letters.find(tx, { ids, limit: lookBack });
    const received = letters.find(({ direction, automatic }) => direction === 'in' && !automatic);
    const address =
      received?.from ?? (leadId ? await this.facts.addressOf(tx, leadId, channel) : thread.address);
    if (!address) throw noAddress();
    return {
      ...{ leadId, address },
      answered: received ?? letters.find(({ mailId }) => mailId !== null),
      wroteToUs: await this.entries.hasReceived(tx, id),
    };
  }
}

export interface Sent {
  id: string;
  threadId: string;
}
