import { messageOptedOut, messageReplied } from '@domain/messaging';
import { subscribe } from '@platform/events/worker';
import { appointmentJobs } from '../appointments.jobs';

/** Texts may answer a reminder; an opt-out may have been meant for the appointment as well. */
export function subscribeToReplies(): void {
  subscribe(messageReplied, appointmentJobs.handleReply, ({ teamId, payload }) => ({
    teamId,
    inboundId: payload.inboundId,
    messageId: payload.messageId,
    sourceKind: payload.sourceKind,
    leadId: payload.leadId,
  }));
  subscribe(messageOptedOut, appointmentJobs.handleReply, ({ teamId, payload }) => ({
    teamId,
    inboundId: payload.inboundId,
    messageId: payload.messageId,
    sourceKind: payload.sourceKind,
    leadId: payload.leadId,
    optedOut: true,
  }));
}
