import { appointmentEvents } from '@domain/appointments';
import { campaignEvents } from '@domain/campaigns';
import {
  leadAssigned,
  leadCreated,
  leadDeleted,
  leadImportFinished,
  leadStatusChanged,
  leadUpdated,
} from '@domain/leads';
import { memberEvents } from '@domain/members';
import { activityLogged } from '@domain/activities';
import {
  taskCompleted,
  taskDeleted,
  taskOpened,
  taskOverdue,
  taskReopened,
  taskUpdated,
} from '@domain/tasks';
import { subscribeBatch } from '@platform/events/worker';
import { analyticsJobs } from '../analytics.jobs';

/** What figures are made of. Not what receipts tell: opens and clicks come by the thousand, and figures are five minutes old at most. */
const changes = [
  ...[leadCreated, leadUpdated, leadStatusChanged, leadAssigned, leadDeleted, leadImportFinished],
  ...[taskOpened, taskUpdated, taskOverdue, taskCompleted, taskReopened, taskDeleted, activityLogged],
  ...Object.values(appointmentEvents),
  ...Object.values(campaignEvents),
  ...Object.values(memberEvents),
];

export function subscribeToChanges(): void {
  subscribeBatch(changes, analyticsJobs.forgetFigures, ({ teamId }) => ({ teamId }), 1_000);
}
