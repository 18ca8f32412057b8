/** Waits for a booked showing to be confirmed; then hot leads are tagged and prepared for, others get a plain task. */
export const beforeTheShowing = (hotTagId: string) => ({
  trigger: { type: 'APPOINTMENT_CREATED', appointmentTypes: ['SHOWING'] },
  reentry: { mode: 'always' },
  exit: [],
  start: 'confirmed',
  nodes: {
    confirmed: {
      kind: 'WAIT_FOR_EVENT',
      name: 'Is it confirmed?',
      event: { type: 'APPOINTMENT_CONFIRMED', appointmentTypes: ['SHOWING'] },
      within: { amount: 30, unit: 'minutes' },
      next: 'hot',
      timeout: 'call',
    },
    hot: {
      kind: 'BRANCH',
      name: 'A hot lead?',
      if: { fact: 'score.band', op: 'in', value: ['A', 'B'] },
      yes: 'tag',
      no: 'prepare',
    },
    tag: { kind: 'ADD_TAG', tagId: hotTagId, next: 'offer' },
    offer: {
      kind: 'CREATE_TASK',
      title: 'Bring comparables and an offer form for {{lead.name}}',
      dueIn: { amount: 30, unit: 'minutes' },
      priority: 'HIGH',
      next: 'ready',
    },
    prepare: {
      kind: 'CREATE_TASK',
      title: 'Print the listing for {{lead.name}}',
      dueIn: { amount: 30, unit: 'minutes' },
      next: 'ready',
    },
    call: {
      kind: 'CREATE_TASK',
      title: 'Call {{lead.name}}: the showing is not confirmed',
      dueIn: { amount: 10, unit: 'minutes' },
      priority: 'URGENT',
      next: 'end',
    },
    ready: { kind: 'GOAL', name: 'Ready for the showing' },
    end: { kind: 'END' },
  },
});
