import type { Follower } from '@platform/row-moves';

/** What follows a lead that is merged. Who attends twice attends once, and is reminded once. */
export const appointmentRows: Follower = {
  rows: [
    {
      ...{ table: 'appointment_reminder', column: 'recipient', prefix: 'lead:' },
      onePer: ['appointment_id', 'revision', 'offset_minutes', 'channel'],
    },
    {
      ...{ table: 'appointment_attendee', column: 'key', prefix: 'lead:', beside: 'lead_id' },
      onePer: ['appointment_id'],
    },
    { table: 'appointment', column: 'lead_id' },
  ],
};
