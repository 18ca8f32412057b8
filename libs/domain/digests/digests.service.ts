import { Injectable } from '@nestjs/common';
import {
  DailyMails,
  type DailyMail,
  type DailyMailPayload,
  type DailyMailSetting,
} from '@domain/daily-mails';
import { dayBefore, dayOf, Messages } from '@domain/messaging';
import { Notifications } from '@domain/notifications';
import type { SqlTx, TenantScope } from '@platform/database';
import { DigestFactsRepository, mostLines } from './digest-facts.repository';
import { digestLetter } from './digest-letter';
import { digestJobs } from './digests.jobs';

const digest: DailyMail = {
  name: 'digest',
  localTime: '07:00',
  usefulMs: 6 * 3_600_000,
  job: digestJobs.send,
};

/** What waits for a person, by mail, at a local hour of theirs. */
@Injectable()
export class Digests {
  constructor(
    private readonly mails: DailyMails,
    private readonly messages: Messages,
    private readonly notifications: Notifications,
    private readonly facts: DigestFactsRepository,
  ) {}

  async get(scope: TenantScope, userId: string): Promise<DailyMailSetting> {
    return this.mails.get(scope, digest, userId);
  }

  /** From the next occurrence of the hour on. @throws DomainError invalid/validation_failed (zone_unknown) */
  async put(scope: TenantScope, userId: string, setting: DailyMailSetting): Promise<DailyMailSetting> {
    return this.mails.put(scope, digest, userId, setting);
  }

  /** One job per person and local day for all that is due. Any number of workers may look at once. */
  async enqueueDue(): Promise<void> {
    await this.mails.enqueueDue(digest);
  }

  /** Sends the digest of one day, about the day before. Repeating it sends nothing: the message has one key. */
  async send(tx: SqlTx, { userId, date }: DailyMailPayload): Promise<void> {
    const reader = await this.mails.reader(tx, digest, userId);
    if (!reader) return;
    const { to } = dayOf(date, reader.zone);
    const since = dayOf(dayBefore(date), reader.zone).from;
    const told = await this.notifications.toDigest(tx, userId, mostLines);
    const content = digestLetter(reader.name, {
      tasks: await this.facts.tasks(tx, userId, to),
      newLeads: await this.facts.newLeads(tx, userId, since),
      replies: await this.facts.replies(tx, userId, since),
      notifications: told,
    });
    if (!content) return;
    const { created } = await this.messages.sendSingle(tx, {
      ...{ content, purpose: 'transactional', kind: 'digest', to: reader.email, userId },
      dedupeKey: `digest:${userId}:${date}`,
      notAfter: to,
    });
    if (created && told.upTo) await this.notifications.digested(tx, userId, told.upTo);
  }
}
