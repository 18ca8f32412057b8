import { Injectable } from '@nestjs/common';
import type { UserNotified } from '@domain/workflows';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Notifications } from './notifications.service';

/** Notices that steps of workflows have for people. */
@Injectable()
export class WorkflowNotices {
  constructor(
    private readonly events: Events,
    private readonly notifications: Notifications,
  ) {}

  /** Once per event, however often it is told. */
  async tell(tx: SqlTx, eventId: string): Promise<void> {
    const [event] = await this.events.read(tx, [eventId]);
    if (!event) return;
    const { userId, title, body, leadId } = event.payload as UserNotified;
    const dedupeKey = `workflow-notice:${eventId}`;
    await this.notifications.tell(tx, { userId, type: 'WORKFLOW_NOTICE', title, body, leadId, dedupeKey });
  }
}
