import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { ConsentRepository, type ConsentEntry } from './consent/consent.repository';
import { activitiesOf, consentsOf, updatedFields, type LeadDiff } from './lead-changes';
import {
  leadAssigned,
  leadResubscribed,
  leadStatusChanged,
  leadUnsubscribed,
  leadUpdated,
} from './leads.events';
import type { StoredLead } from './leads.repository';

/** Writes down what changed: activities, events and consent records, each kind with one statement for any number of leads. */
@Injectable()
export class LeadRecorder {
  constructor(
    private readonly activities: Activities,
    private readonly events: Events,
    private readonly consents: ConsentRepository,
  ) {}

  async changed(tx: SqlTx, diffs: LeadDiff[], by: Author, note?: string): Promise<void> {
    await this.activities.record(
      tx,
      diffs.flatMap((diff) => activitiesOf(diff, by, note)),
    );
    await this.consented(
      tx,
      diffs.flatMap((diff) => consentsOf(diff, by)),
      by,
    );
    await this.events.publishMany(
      tx,
      leadUpdated,
      diffs.flatMap((diff) => {
        const fields = updatedFields(diff);
        return fields.length > 0 ? [{ ...fact(diff.before.id, by), fields }] : [];
      }),
    );
    await this.events.publishMany(
      tx,
      leadStatusChanged,
      diffs.flatMap(({ before, change }) =>
        change.status === undefined
          ? []
          : [{ ...fact(before.id, by), from: before.status, to: change.status }],
      ),
    );
    await this.events.publishMany(
      tx,
      leadAssigned,
      diffs.flatMap(({ before, change }) =>
        change.assignedToId === undefined ? [] : [assignment(before, change.assignedToId, by)],
      ),
    );
  }

  /** Appends to the consent record and tells who may be written to no more, or again. */
  async consented(tx: SqlTx, entries: ConsentEntry[], by: Author): Promise<void> {
    await this.consents.append(tx, entries);
    const facts = (granted: boolean) =>
      entries.flatMap(({ leadId, action, channel, source }) =>
        leadId && (action === 'granted') === granted ? [{ ...fact(leadId, by), channel, source }] : [],
      );
    await this.events.publishMany(tx, leadUnsubscribed, facts(false));
    await this.events.publishMany(tx, leadResubscribed, facts(true));
  }
}

/** What every event of a lead says. */
export function fact(leadId: string, by: Author): { leadId: string; userId?: string } {
  return by.userId ? { leadId, userId: by.userId } : { leadId };
}

/** The row is gone by then: the event alone knows whose it was. */
export function deletion({ id, assignedToId }: StoredLead, by: Author) {
  return { ...fact(id, by), ...(assignedToId ? { fromUserId: assignedToId } : {}) };
}

function assignment(before: StoredLead, to: string | null, by: Author) {
  return {
    ...fact(before.id, by),
    ...(before.assignedToId ? { fromUserId: before.assignedToId } : {}),
    ...(to ? { toUserId: to } : {}),
  };
}
