import type { AppointmentStatus } from './appointment';

export const APPOINTMENT_EVENTS = ['edit', 'confirm', 'cancel', 'complete', 'miss', 'ask_new_time'] as const;
export type AppointmentEvent = (typeof APPOINTMENT_EVENTS)[number];

/** The same status again is allowed and changes nothing: a repeated request is no mistake. */
const NEXT: Readonly<Record<AppointmentStatus, Partial<Record<AppointmentEvent, AppointmentStatus>>>> = {
  SCHEDULED: {
    edit: 'SCHEDULED',
    confirm: 'CONFIRMED',
    cancel: 'CANCELLED',
    complete: 'COMPLETED',
    miss: 'NO_SHOW',
    ask_new_time: 'SCHEDULED',
  },
  CONFIRMED: {
    edit: 'CONFIRMED',
    confirm: 'CONFIRMED',
    cancel: 'CANCELLED',
    complete: 'COMPLETED',
    miss: 'NO_SHOW',
    // Who asks for another time does not stand by this one.
    ask_new_time: 'SCHEDULED',
  },
  COMPLETED: { complete: 'COMPLETED' },
  CANCELLED: { cancel: 'CANCELLED' },
  // They came after all, late or unseen.
  NO_SHOW: { miss: 'NO_SHOW', complete: 'COMPLETED' },
};

/** The status after `event`, or null when the move is not allowed (the API answers 409). */
export function transition(status: AppointmentStatus, event: AppointmentEvent): AppointmentStatus | null {
  return NEXT[status][event] ?? null;
}

/** Whether it still lies ahead or waits for its outcome. */
export const isOpen = (status: AppointmentStatus): boolean =>
  status === 'SCHEDULED' || status === 'CONFIRMED';

/** Of the task that asks the host for another time, until there is one. */
export const newTimeTask = (appointmentId: string): string => `appointment-new-time:${appointmentId}`;
