import { defineLiveEvent } from '@platform/realtime';

/**
 * What open pages are told of besides notifications: version 1 of each. A page that does not know a word of `what` reads it as «something
 * changed». An id that is null says that so many of them changed at once that lists are better loaded anew.
 */
export interface LeadChangedData {
  leadId: string | null;
  what: ('created' | 'fields' | 'status' | 'assigned' | 'tags' | 'consent' | 'score' | 'deleted')[];
}
export interface MessageReceivedData {
  inboundId: string | null;
  leadId: string | null;
  /** The message that it answers. */
  messageId: string | null;
  what: ('reply' | 'opt_out')[];
}
export interface MessageChangedData {
  messageId: string | null;
  leadId: string | null;
  what: ('bounced' | 'opened' | 'clicked')[];
}
export interface AppointmentChangedData {
  appointmentId: string | null;
  leadId: string | null;
  what: string[];
}
export interface TaskChangedData {
  taskId: string | null;
  leadId: string | null;
  what: ('opened' | 'updated' | 'assigned' | 'completed' | 'reopened' | 'overdue' | 'deleted')[];
}
export interface NoteChangedData {
  noteId: string | null;
  leadId: string | null;
  what: ('added' | 'changed' | 'deleted')[];
}
export interface CampaignChangedData {
  campaignId: string | null;
  what: ('started' | 'progress' | 'engagement' | 'completed')[];
}
export interface ImportFinishedData {
  importId: string | null;
  what: ('completed' | 'failed' | 'cancelled')[];
}

const version = 1;
export const live = {
  lead: defineLiveEvent<LeadChangedData>({ type: 'lead.changed', version, permission: 'leads:read' }),
  received: defineLiveEvent<MessageReceivedData>({
    ...{ type: 'message.received', version, permission: 'messages:read' },
  }),
  message: defineLiveEvent<MessageChangedData>({
    ...{ type: 'message.changed', version, permission: 'messages:read' },
  }),
  appointment: defineLiveEvent<AppointmentChangedData>({
    ...{ type: 'appointment.changed', version, permission: 'appointments:read' },
  }),
  task: defineLiveEvent<TaskChangedData>({ type: 'task.changed', version, permission: 'tasks:read' }),
  note: defineLiveEvent<NoteChangedData>({ type: 'note.changed', version, permission: 'notes:read' }),
  campaign: defineLiveEvent<CampaignChangedData>({
    ...{ type: 'campaign.changed', version, permission: 'campaigns:read' },
  }),
  importFinished: defineLiveEvent<ImportFinishedData>({
    ...{ type: 'import.finished', version, permission: 'leads:import' },
  }),
};
