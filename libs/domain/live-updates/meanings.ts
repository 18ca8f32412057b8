import { appointmentEvents } from '@domain/appointments';
import { campaignEvents } from '@domain/campaigns';
import {
  leadAssigned,
  leadCreated,
  leadDeleted,
  leadImportFinished,
  leadResubscribed,
  leadStatusChanged,
  leadTagAdded,
  leadTagRemoved,
  leadUnsubscribed,
  leadUpdated,
} from '@domain/leads';
import {
  messageBounced,
  messageClicked,
  messageOpened,
  messageOptedOut,
  messageReplied,
  type MessageFact,
  type MessageReply,
} from '@domain/messaging';
import { noteAdded, noteChanged, noteDeleted } from '@domain/notes';
import { leadScoreBandChanged } from '@domain/scoring';
import {
  taskAssigned,
  taskCompleted,
  taskDeleted,
  taskOpened,
  taskOverdue,
  taskReopened,
  taskUpdated,
} from '@domain/tasks';
import type { EventDefinition } from '@platform/events';
import { live } from './live-vocabulary';
import type { News } from './news';

/** By name of a domain event: what pages hear of it. */
export const meanings = new Map<string, (payload: object) => News[]>();

const means = <P extends object>(event: EventDefinition<P>, read: (payload: P) => News[]) =>
  meanings.set(event.name, read as (payload: object) => News[]);

// Leads. What an import does is told when it is finished.
const lead = (leadId: string, what: string, shownTo: News['shownTo'] = []): News[] => [
  { event: live.lead, ids: { leadId }, what, shownTo },
];
means(leadCreated, ({ leadId, importId }) => (importId ? [] : lead(leadId, 'created')));
means(leadUpdated, ({ leadId, importId }) => (importId ? [] : lead(leadId, 'fields')));
means(leadStatusChanged, ({ leadId }) => lead(leadId, 'status'));
// Whoever had it no longer sees it, and is to know just that.
means(leadAssigned, ({ leadId, fromUserId }) => lead(leadId, 'assigned', [fromUserId]));
means(leadDeleted, ({ leadId, fromUserId }) => lead(leadId, 'deleted', [fromUserId]));
for (const event of [leadTagAdded, leadTagRemoved]) means(event, ({ leadId }) => lead(leadId, 'tags'));
for (const event of [leadUnsubscribed, leadResubscribed])
  means(event, ({ leadId }) => lead(leadId, 'consent'));
means(leadScoreBandChanged, ({ leadId, quiet }) => (quiet ? [] : lead(leadId, 'score')));
means(leadImportFinished, ({ importId, state }) => [
  { event: live.importFinished, ids: { importId }, what: state },
]);

// Messages, both ways; a campaign's figures move with them.
const changed = (what: string) => (fact: MessageFact) => {
  const { messageId, leadId, sourceId, sourceKind } = fact;
  const news: News[] = [{ event: live.message, ids: { messageId, leadId }, what }];
  if (sourceKind === 'campaign')
    news.push({ event: live.campaign, ids: { campaignId: sourceId }, what: 'engagement' });
  return news;
};
means(messageBounced, changed('bounced'));
means(messageOpened, changed('opened'));
means(messageClicked, changed('clicked'));
const received =
  (what: string) =>
  ({ inboundId, leadId, messageId }: MessageReply): News[] => [
    { event: live.received, ids: { inboundId, leadId, messageId }, what },
  ];
means(messageReplied, received('reply'));
means(messageOptedOut, received('opt_out'));

for (const [what, event] of Object.entries(appointmentEvents))
  means(event, ({ appointmentId, leadId, hostId }) => [
    {
      ...{ event: live.appointment, ids: { appointmentId, leadId }, shownTo: [hostId] },
      what: what.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    },
  ]);

const task =
  (what: string) =>
  ({ taskId, leadId, userId }: { taskId: string; leadId?: string; userId?: string }): News[] => [
    { event: live.task, ids: { taskId, leadId }, what, shownTo: [userId] },
  ];
means(taskOpened, task('opened'));
means(taskUpdated, task('updated'));
means(taskAssigned, task('assigned'));
means(taskCompleted, task('completed'));
means(taskReopened, task('reopened'));
means(taskOverdue, task('overdue'));
means(taskDeleted, task('deleted'));

const note =
  (what: string) =>
  ({ noteId, leadId }: { noteId: string; leadId: string }): News[] => [
    { event: live.note, ids: { noteId, leadId }, what },
  ];
means(noteAdded, note('added'));
means(noteChanged, note('changed'));
means(noteDeleted, note('deleted'));

const campaign =
  (what: string) =>
  ({ campaignId }: { campaignId: string }): News[] => [{ event: live.campaign, ids: { campaignId }, what }];
means(campaignEvents.started, campaign('started'));
means(campaignEvents.completed, campaign('completed'));
