import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { isValidZone } from '@platform/clock';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import type { HourSpan } from '../choice/working-hours';
import { onlyOneself } from '../routing.errors';
import type { Availability, AvailabilityChanges, RoutingSettings, SettingsChanges } from './person';
import { RoutingPeopleRepository } from './people.repository';
import { RoutingSettingsRepository } from './settings.repository';

/** Who takes leads, when, and how many. */
@Injectable()
export class RoutingPeople {
  constructor(
    private readonly database: Database,
    private readonly settings: RoutingSettingsRepository,
    private readonly people: RoutingPeopleRepository,
    private readonly activities: Activities,
  ) {}

  /** Open leads are all of each person, whoever asks. @throws DomainError invalid (cursor) */
  async list(
    scope: TenantScope,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<Availability>> {
    const [after] = decodeCursor(cursor, ['uuid']) ?? [];
    const rows = await this.database.sql(scope.wholeTeam, (tx) =>
      this.people.list(tx, { after, limit: limit + 1 }),
    );
    return pageOf(rows, limit, ({ userId }) => [userId]);
  }

  /**
   * `manages`: the caller may say so for others, and say how many leads somebody takes.
   * @throws DomainError not_found/user_not_found · forbidden/not_for_others · invalid (hours, zone)
   */
  async change(
    scope: TenantScope,
    userId: string,
    changes: AvailabilityChanges,
    by: Author & { manages: boolean },
  ): Promise<Availability> {
    checkHours(changes);
    return this.database.sql(scope.wholeTeam, async (tx) => {
      if (!(await this.people.members(tx, [userId])).has(userId.toLowerCase())) throw notFound('user');
      const own = by.userId === userId.toLowerCase();
      if (!by.manages && (!own || changes.capacity !== undefined)) throw onlyOneself();
      await this.settings.hold(tx);
      await this.people.write(tx, userId, changes);
      const after = await this.require(tx, userId);
      if (changes.available !== undefined) {
        const title = `${after.name} ${changes.available ? 'takes leads again' : 'takes no leads for now'}`;
        const type = changes.available ? 'routing_person.resumed' : 'routing_person.paused';
        await this.activities.record(tx, [{ type, title, subjectId: userId, userId: by.userId }]);
      }
      return after;
    });
  }

  async getSettings(scope: TenantScope): Promise<RoutingSettings> {
    return this.database.sql(scope, (tx) => this.settings.read(tx));
  }

  /** Changes what is given. @throws DomainError invalid (hours, zone) */
  async changeSettings(scope: TenantScope, changes: SettingsChanges, by: Author): Promise<RoutingSettings> {
    checkHours(changes);
    return this.database.sql(scope, async (tx) => {
      await this.settings.hold(tx);
      await this.settings.write(tx, changes);
      const title = 'Settings for handing out leads changed';
      await this.activities.record(tx, [
        { type: 'routing_settings.changed', title, userId: by.userId, changes },
      ]);
      return this.settings.read(tx);
    });
  }

  private async require(tx: SqlTx, userId: string): Promise<Availability> {
    const [person] = await this.people.list(tx, { userId, limit: 1 });
    if (!person) throw notFound('user');
    return person;
  }
}

function checkHours({ hours, zone }: { hours?: HourSpan[] | null; zone?: string | null }): void {
  if (zone && !isValidZone(zone)) throw invalidField('zone', 'zone_unknown', 'There is no such time zone.');
  hours?.forEach(({ from, to }, index) => {
    if (from >= to)
      throw invalidField(
        `hours.${index}.to`,
        'before_from',
        'A span ends behind its beginning, on the same day.',
      );
  });
}
