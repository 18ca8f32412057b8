import type { Activity } from '@domain/activities';
import type { Appointment } from '@domain/appointments';
import type { PastMessage } from '@domain/messaging';
import type { Note } from '@domain/notes';
import type { Task } from '@domain/tasks';

/** Of one instant, they stand in this order. */
export const TIMELINE_KINDS = ['task', 'appointment', 'message', 'note', 'activity'] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** Of these the thing itself is in the timeline; that it came to be is not said a second time. */
export const ECHOES = [
  'note.added',
  'task.created',
  'appointment.created',
  'message.received',
  'message.sent',
] as const;

export interface TimelineItem {
  id: string;
  kind: TimelineKind;
  /**
   * Where it stands: when a note was written, an activity happened, a message was put on record or received; when an appointment
   * begins and a task is due, which may be in the future.
   */
  at: Date;
  title: string | null;
  text: string | null;
  /** Who did it, wrote it, hosts it, is to do it; null: the system, the lead, nobody. */
  userId: string | null;
  note: Pick<Note, 'mentions' | 'updatedAt'> | null;
  activity: Pick<Activity, 'type' | 'changes' | 'campaignId' | 'subjectId'> | null;
  message: Omit<PastMessage, 'id' | 'at' | 'title' | 'text'> | null;
  appointment: Pick<
    Appointment,
    'type' | 'status' | 'startAt' | 'endAt' | 'zone' | 'location' | 'outcome'
  > | null;
  task: Pick<Task, 'status' | 'priority' | 'dueAt' | 'zone' | 'overdueAt' | 'completedAt'> | null;
}

const nothing = { note: null, activity: null, message: null, appointment: null, task: null };

export function noteItem({ id, createdAt, content, authorId, mentions, updatedAt }: Note): TimelineItem {
  const who = { title: null, text: content, userId: authorId };
  return { id, kind: 'note', at: createdAt, ...who, ...nothing, note: { mentions, updatedAt } };
}

export function activityItem({
  id,
  createdAt,
  title,
  description,
  userId,
  ...activity
}: Activity): TimelineItem {
  const { type, changes, campaignId, subjectId } = activity;
  const what = { title, text: description, userId };
  return {
    ...{ id, kind: 'activity', at: createdAt, ...what, ...nothing },
    activity: { type, changes, campaignId, subjectId },
  };
}

export function messageItem({ id, at, title, text, ...message }: PastMessage): TimelineItem {
  return { id, kind: 'message', at, title, text, userId: null, ...nothing, message };
}

export function appointmentItem({
  id,
  title,
  description,
  hostId,
  ...appointment
}: Appointment): TimelineItem {
  const { type, status, startAt, endAt, zone, location, outcome } = appointment;
  const what = { title, text: description, userId: hostId };
  const when = { type, status, startAt, endAt, zone, location, outcome };
  return { id, kind: 'appointment', at: startAt, ...what, ...nothing, appointment: when };
}

export function taskItem({ id, title, description, assignedToId, ...task }: Task): TimelineItem {
  const { status, priority, dueAt, zone, overdueAt, completedAt } = task;
  const what = { title, text: description, userId: assignedToId };
  const when = { status, priority, dueAt, zone, overdueAt, completedAt };
  return { id, kind: 'task', at: dueAt, ...what, ...nothing, task: when };
}
