import { findAllowedInstant, type SendWindow } from '@domain/messaging';
import type { Appointment } from '../appointment';
import { isOpen } from '../appointment-state';
import { nominalAt } from './reminder-plan';

interface Due {
  revision: number;
  startAt: Date;
  offsetMinutes: number;
  usefulMinutes: number;
}

const minute = 60_000;

/** Why a reminder that fires is not sent; null when it is. Pure: the row decides, never the fact that a job arrived. */
export function reasonNotToRemind(
  reminder: Due,
  appointment: Pick<Appointment, 'revision' | 'startAt' | 'status' | 'rescheduleRequestedAt'>,
  now: Date,
): { state: 'skipped' | 'cancelled'; reason: string } | null {
  if (!isOpen(appointment.status)) return { state: 'cancelled', reason: 'appointment_closed' };
  if (
    appointment.revision !== reminder.revision ||
    appointment.startAt.getTime() !== reminder.startAt.getTime()
  )
    return { state: 'cancelled', reason: 'superseded' };
  if (appointment.rescheduleRequestedAt) return { state: 'cancelled', reason: 'new_time_wanted' };
  const usefulUntil = nominalAt(reminder.startAt, reminder.offsetMinutes - reminder.usefulMinutes);
  return now >= reminder.startAt || now > usefulUntil ? { state: 'skipped', reason: 'too_late' } : null;
}

/**
 * Until when a message of the reminder is of use: as long as its rule says behind the time it was meant for, or behind the
 * sending hours it is held for, and never from the start on.
 */
export function usefulUntil(
  reminder: Due,
  { now, zone, window }: { now: Date; zone: string; window: SendWindow | null },
): Date {
  const nominal = nominalAt(reminder.startAt, reminder.offsetMinutes);
  const allowed = window ? findAllowedInstant(now, zone, window) : now;
  const from = Math.max(nominal.getTime(), allowed && allowed > now ? allowed.getTime() : 0);
  return new Date(Math.min(reminder.startAt.getTime(), from + reminder.usefulMinutes * minute));
}
