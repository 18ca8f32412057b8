import { Injectable } from '@nestjs/common';
import { dayBefore, dayOf, isValidZone, Messages, nextDailyAt } from '@domain/messaging';
import { Clock } from '@platform/clock';
import { CrossTeamScope, Database, teamOf, TenantScope, type SqlTx } from '@platform/database';
import { invalidField } from '@platform/errors';
import { Jobs } from '@platform/jobs';
import { DigestFactsRepository } from './digest-facts.repository';
import { digestLetter } from './digest-letter';
import { DigestSettingsRepository, type DigestSetting } from './digest-settings.repository';
import { digestJobs, type DigestPayload } from './digests.jobs';

/** A digest that comes later than that is old news; the next day's is sent instead. In ms. */
const usefulMs = 6 * 3_600_000;
const batch = 500;
const byDefault = { enabled: false, localTime: '07:00', zone: 'America/New_York' };

/** What waits for a person, by mail, at a local hour of theirs. */
@Injectable()
export class Digests {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly messages: Messages,
    private readonly settings: DigestSettingsRepository,
    private readonly facts: DigestFactsRepository,
  ) {}

  async get(scope: TenantScope, userId: string): Promise<DigestSetting> {
    return this.database.sql(scope, async (tx) => {
      const setting = await this.settings.find(tx, userId);
      return setting ?? { ...byDefault, zone: (await this.settings.zoneOf(tx, userId)) ?? byDefault.zone };
    });
  }

  /** From the next occurrence of the hour on. @throws DomainError invalid/validation_failed (zone_unknown) */
  async put(scope: TenantScope, userId: string, setting: DigestSetting): Promise<DigestSetting> {
    if (!isValidZone(setting.zone)) throw invalidField('zone', 'zone_unknown', 'There is no such time zone.');
    const next = nextDailyAt(this.clock.now(), setting.localTime, setting.zone);
    await this.database.sql(scope, (tx) => this.settings.write(tx, userId, setting, next));
    return setting;
  }

  /** One job per person and local day for all that is due. Any number of workers may look at once. */
  async enqueueDue(): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) => this.settings.teamsWithDue(tx));
    for (const teamId of teams) while ((await this.enqueueTeam(TenantScope.of(teamId))) === batch);
  }

  /** Sends the digest of one day, about the day before. Repeating it sends nothing: the message has one key. */
  async send(tx: SqlTx, { userId, date }: DigestPayload): Promise<void> {
    const reader = await this.settings.reader(tx, userId);
    if (!reader) return;
    const { to } = dayOf(date, reader.zone);
    const since = dayOf(dayBefore(date), reader.zone).from;
    const content = digestLetter(reader.name, {
      tasks: await this.facts.tasks(tx, userId, to),
      newLeads: await this.facts.newLeads(tx, userId, since),
      replies: await this.facts.replies(tx, userId, since),
    });
    if (!content) return;
    await this.messages.sendSingle(tx, {
      ...{ content, purpose: 'transactional', kind: 'digest', to: reader.email, userId },
      dedupeKey: `digest:${userId}:${date}`,
      notAfter: to,
    });
  }

  private async enqueueTeam(scope: TenantScope): Promise<number> {
    return this.database.sql(scope, async (tx) => {
      const due = await this.settings.lockDue(tx, batch);
      const timely = due.filter(({ at, now }) => now.getTime() - at.getTime() <= usefulMs);
      await this.jobs.enqueueMany(
        tx,
        digestJobs.send,
        timely.map(({ userId, date }) => ({
          payload: { teamId: teamOf(tx), userId, date },
          dedupeKey: `digest:${userId}:${date}`,
        })),
      );
      await this.settings.advance(
        tx,
        due.map(({ userId, now, localTime, zone }) => ({ userId, ...nextDailyAt(now, localTime, zone) })),
      );
      return due.length;
    });
  }
}
