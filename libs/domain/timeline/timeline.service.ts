import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import { AppointmentsService } from '@domain/appointments';
import { LeadsService } from '@domain/leads';
import { MessageHistory } from '@domain/messaging';
import { Notes } from '@domain/notes';
import { Tasks } from '@domain/tasks';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { decodeCursor, pageOf, type NewestFirst, type Page } from '@platform/paging';
import {
  activityItem,
  appointmentItem,
  ECHOES,
  messageItem,
  noteItem,
  taskItem,
  TIMELINE_KINDS,
  type TimelineItem,
  type TimelineKind,
} from './timeline-item';
import { behind, inOrder, type TimelinePlace } from './timeline-order';
import { TimelineRepository, type TimelinePerson } from './timeline.repository';

export interface TimelineFilter {
  /** Only these; all when left out. */
  kinds?: TimelineKind[];
  /** Instants, UTC: `from` inclusive, `to` exclusive. */
  from?: Date;
  to?: Date;
}

export interface Timeline extends Page<TimelineItem> {
  /** Those of whom the page speaks. */
  people: TimelinePerson[];
}

/** Everything that happened with a lead, and what is fixed for later, from every source in one list. */
@Injectable()
export class TimelineService {
  constructor(
    private readonly database: Database,
    private readonly leads: LeadsService,
    private readonly activities: Activities,
    private readonly notes: Notes,
    private readonly messages: MessageHistory,
    private readonly appointments: AppointmentsService,
    private readonly tasks: Tasks,
    private readonly repository: TimelineRepository,
  ) {}

  /**
   * The latest first. At most nine statements, however much there is and however far down the page lies: each source reads one
   * page's worth behind the same place, by an index in the order of the list.
   * @throws DomainError not_found/lead_not_found, invalid (cursor)
   */
  async ofLead(
    scope: TenantScope,
    leadId: string,
    { kinds, from, to }: TimelineFilter,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Timeline> {
    const place = readPlace(cursor);
    return this.database.sql(scope, async (tx) => {
      if (!(await this.leads.existingId(tx, leadId))) throw notFound('lead');
      const items: TimelineItem[] = [];
      for (const kind of TIMELINE_KINDS) {
        if (kinds && !kinds.includes(kind)) continue;
        const piece = { from, to, before: place && behind(place, kind), limit: limit + 1 };
        items.push(...(await this.read(tx, kind, leadId, piece)));
      }
      const page = pageOf(items.sort(inOrder).slice(0, limit + 1), limit, ({ at, kind, id }) => [
        at,
        kind,
        id,
      ]);
      return { ...page, people: await this.repository.people(tx, peopleIn(page.data)) };
    });
  }

  private async read(
    tx: SqlTx,
    kind: TimelineKind,
    leadId: string,
    piece: NewestFirst,
  ): Promise<TimelineItem[]> {
    switch (kind) {
      case 'task':
        return (await this.tasks.latestOf(tx, leadId, piece)).map(taskItem);
      case 'appointment':
        return (await this.appointments.latestOf(tx, leadId, piece)).map(appointmentItem);
      case 'message':
        return (await this.messages.ofLead(tx, leadId, piece)).map(messageItem);
      case 'note':
        return (await this.notes.latestOf(tx, leadId, piece)).map(noteItem);
      case 'activity':
        return (await this.activities.latestOf(tx, leadId, piece, ECHOES)).map(activityItem);
    }
  }
}

function readPlace(cursor: string | undefined): TimelinePlace | undefined {
  const read = decodeCursor(cursor, ['date', 'text', 'uuid']);
  if (!read) return undefined;
  const [at, kind, id] = read;
  const known = TIMELINE_KINDS.find((one) => one === kind);
  if (!known)
    throw invalidField('cursor', 'cursor_invalid', 'The cursor is not one that this list has given out.');
  return { at, kind: known, id };
}

function peopleIn(items: TimelineItem[]): string[] {
  return [
    ...new Set(items.flatMap(({ userId, note }) => [...(userId ? [userId] : []), ...(note?.mentions ?? [])])),
  ];
}
