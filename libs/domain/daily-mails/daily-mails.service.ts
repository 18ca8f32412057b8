import { Injectable } from '@nestjs/common';
import { nextDailyAt } from '@domain/messaging';
import { isValidZone } from '@platform/clock';
import { Clock } from '@platform/clock';
import { CrossTeamScope, Database, teamOf, TenantScope, type SqlTx } from '@platform/database';
import { invalidField } from '@platform/errors';
import { Jobs } from '@platform/jobs';
import type { DailyMail, DailyMailSetting } from './daily-mail';
import { DailyMailsRepository } from './daily-mails.repository';

const batch = 500;
const zoneByDefault = 'America/New_York';

/** Who has which daily mail at which local hour, and whose hour has come. What stands in it is for the slice that sends it. */
@Injectable()
export class DailyMails {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly repository: DailyMailsRepository,
  ) {}

  /** Off until the person turns it on. */
  async get(scope: TenantScope, { name, localTime }: DailyMail, userId: string): Promise<DailyMailSetting> {
    return this.database.sql(scope, async (tx) => {
      const setting = await this.repository.find(tx, name, userId);
      if (setting) return setting;
      return { enabled: false, localTime, zone: (await this.repository.zoneOf(tx, userId)) ?? zoneByDefault };
    });
  }

  /** From the next occurrence of the hour on. @throws DomainError invalid/validation_failed (zone_unknown) */
  async put(
    scope: TenantScope,
    { name }: DailyMail,
    userId: string,
    setting: DailyMailSetting,
  ): Promise<DailyMailSetting> {
    if (!isValidZone(setting.zone)) throw invalidField('zone', 'zone_unknown', 'There is no such time zone.');
    const next = nextDailyAt(this.clock.now(), setting.localTime, setting.zone);
    await this.database.sql(scope, (tx) => this.repository.write(tx, name, userId, { ...setting, next }));
    return setting;
  }

  /** One job per person and local day for all that is due. Any number of workers may look at once. */
  async enqueueDue(mail: DailyMail): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.teamsWithDue(tx, mail.name),
    );
    for (const teamId of teams) while ((await this.enqueueTeam(TenantScope.of(teamId), mail)) === batch);
  }

  /** Who gets it, and the zone of their days (IANA); undefined when they have left the team or turned it off. */
  async reader(
    tx: SqlTx,
    { name }: DailyMail,
    userId: string,
  ): Promise<{ email: string; name: string; zone: string } | undefined> {
    return this.repository.reader(tx, name, userId);
  }

  private async enqueueTeam(scope: TenantScope, { name, usefulMs, job }: DailyMail): Promise<number> {
    return this.database.sql(scope, async (tx) => {
      const due = await this.repository.lockDue(tx, name, batch);
      const timely = due.filter(({ at, now }) => now.getTime() - at.getTime() <= usefulMs);
      await this.jobs.enqueueMany(
        tx,
        job,
        timely.map(({ userId, date }) => ({
          payload: { teamId: teamOf(tx), userId, date },
          dedupeKey: `${name}:${userId}:${date}`,
        })),
      );
      await this.repository.advance(
        tx,
        name,
        due.map(({ userId, now, localTime, zone }) => ({ userId, ...nextDailyAt(now, localTime, zone) })),
      );
      return due.length;
    });
  }
}
