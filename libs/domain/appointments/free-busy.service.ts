import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { appointmentLimits, type BusySpan } from './appointment';
import { AttendeesRepository } from './attendees.repository';
import { mergeSpans } from './free-busy';
import { HostCalendarRepository } from './host-calendar.repository';

export interface BusyPerson {
  userId: string;
  busy: BusySpan[];
}

const day = 86_400_000;

/** When members of the team have no time. Says nothing of what they do then. */
@Injectable()
export class FreeBusy {
  constructor(
    private readonly database: Database,
    private readonly hosts: HostCalendarRepository,
    private readonly attendees: AttendeesRepository,
  ) {}

  /** Between two instants (UTC). @throws DomainError not_found/user_not_found, invalid (range_empty, range_too_long) */
  async of(scope: TenantScope, userIds: string[], from: Date, to: Date): Promise<BusyPerson[]> {
    if (to <= from) throw invalidField('to', 'range_empty', 'The range ends before it begins.');
    if (to.getTime() - from.getTime() > appointmentLimits.rangeDays * day)
      throw invalidField('to', 'range_too_long', `A range has ${appointmentLimits.rangeDays} days at most.`);
    const ids = [...new Set(userIds.map((id) => id.toLowerCase()))];
    // Whom they meet is not said, so that it may be somebody the caller does not see.
    const spans = await this.database.sql(scope.wholeTeam, async (tx) => {
      if ((await this.attendees.unknown(tx, [], ids)).user) throw notFound('user');
      return this.hosts.spans(tx, ids, from, to);
    });
    return ids.map((userId) => ({
      userId,
      busy: mergeSpans(
        spans.filter((span) => span.userId === userId),
        from,
        to,
      ),
    }));
  }
}
