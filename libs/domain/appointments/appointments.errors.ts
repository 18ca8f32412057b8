import { conflict, DomainError, notFound } from '@platform/errors';
import type { AppointmentStatus } from './appointment';

export const appointmentNotFound = (): DomainError => notFound('appointment');

export const illegalMove = (status: AppointmentStatus, wanted: string): DomainError =>
  conflict('appointment_illegal_transition', `An appointment that is ${status} cannot be ${wanted}.`);

export const notStarted = (): DomainError =>
  conflict('appointment_not_started', 'Nobody can have missed an appointment that has not begun.');

/** `others` are the host's own appointments, in order of time. */
export const hostBusy = (others: { id: string; startAt: Date; endAt: Date }[]): DomainError =>
  new DomainError(
    'conflict',
    'appointment_conflict',
    'The host has another appointment then. State allowConflict to book it all the same.',
    {
      errors: others.map(({ id, startAt, endAt }) => ({
        field: 'startAt',
        code: 'overlaps',
        message: `Appointment ${id} from ${startAt.toISOString()} to ${endAt.toISOString()}.`,
      })),
    },
  );
