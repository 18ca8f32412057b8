import { IsBoolean, IsISO8601, IsOptional, IsString, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

/** Ids and what triggers ask for; texts are read from the appointment. */
export class AppointmentFact {
  @IsUUID() appointmentId: string;
  @IsOptional() @IsUUID() leadId?: string;
  @IsUUID() hostId: string;
  /** CALL | MEETING | DEMO | CONSULTATION | FOLLOW_UP | SHOWING | OPEN_HOUSE */
  @IsString() type: string;
  /** UTC. */
  @IsISO8601() startAt: string;
  /** Who did it; absent for the system, API keys and leads. */
  @IsOptional() @IsUUID() userId?: string;
}

export class AppointmentMoved extends AppointmentFact {
  /** UTC. */
  @IsISO8601() from: string;
}

export class AppointmentMissed extends AppointmentFact {
  /** True when it ended without an outcome and nobody has said what happened. */
  @IsBoolean() suspected: boolean;
}

export class InAppReminder {
  @IsUUID() appointmentId: string;
  @IsUUID() reminderId: string;
  @IsUUID() userId: string;
}

const fact = (name: `appointment.${string}`) => defineEvent({ name, payload: AppointmentFact });

export const appointmentEvents = {
  created: fact('appointment.created'),
  updated: fact('appointment.updated'),
  rescheduled: defineEvent({ name: 'appointment.rescheduled', payload: AppointmentMoved }),
  cancelled: fact('appointment.cancelled'),
  confirmed: fact('appointment.confirmed'),
  completed: fact('appointment.completed'),
  /** Published once per appointment and time, by the watcher or by a person, whoever is first. */
  noShow: defineEvent({ name: 'appointment.no_show', payload: AppointmentMissed }),
  /** An attendee asked for another time. */
  newTimeWanted: fact('appointment.new_time_wanted'),
};

/** A reminder for inside the product is due; the slice that shows notifications makes one. */
export const inAppReminderDue = defineEvent({
  name: 'appointment.reminder_in_app',
  payload: InAppReminder,
});
