import fc from 'fast-check';
import { APPOINTMENT_STATUSES, type AppointmentStatus } from './appointment';
import { APPOINTMENT_EVENTS, isOpen, transition } from './appointment-state';

/** Columns as in APPOINTMENT_EVENTS: edit, confirm, cancel, complete, miss, ask_new_time; `-` is refused. */
const MATRIX: Record<AppointmentStatus, string> = {
  SCHEDULED: 'SCHEDULED CONFIRMED CANCELLED COMPLETED NO_SHOW SCHEDULED',
  CONFIRMED: 'CONFIRMED CONFIRMED CANCELLED COMPLETED NO_SHOW SCHEDULED',
  COMPLETED: '- - - COMPLETED - -',
  CANCELLED: '- - CANCELLED - - -',
  NO_SHOW: '- - - COMPLETED NO_SHOW -',
};

describe('the states of an appointment', () => {
  const cells = APPOINTMENT_STATUSES.flatMap((status) =>
    MATRIX[status]
      .split(' ')
      .map((expected, column) => ({ status, event: APPOINTMENT_EVENTS[column]!, expected })),
  );

  it('have a case for every status and event', () => {
    expect(cells).toHaveLength(APPOINTMENT_STATUSES.length * APPOINTMENT_EVENTS.length);
  });

  it.each(cells)('$status + $event = $expected', ({ status, event, expected }) =>
    expect(transition(status, event) ?? '-').toBe(expected),
  );

  it('are never left again once it is over, but for a no-show who came after all', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...APPOINTMENT_EVENTS), { maxLength: 12 }), (events) => {
        let status: AppointmentStatus = 'SCHEDULED';
        const seen: AppointmentStatus[] = [status];
        for (const event of events) {
          status = transition(status, event) ?? status;
          seen.push(status);
        }
        const closed = seen.findIndex((one) => !isOpen(one));
        if (closed === -1) return;
        expect(seen.slice(closed).some(isOpen)).toBe(false);
        expect(new Set(seen.slice(closed)).size).toBeLessThanOrEqual(seen[closed] === 'NO_SHOW' ? 2 : 1);
      }),
    );
  });

  it('allow every move again that has just been made: a repeated request is no mistake', () => {
    for (const { event, expected } of cells)
      if (expected !== '-') expect(transition(expected as AppointmentStatus, event)).not.toBeNull();
    expect(cells.length).toBeGreaterThan(0);
  });
});
