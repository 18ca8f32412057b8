import {
  allowedEvents,
  CAMPAIGN_EVENTS,
  CAMPAIGN_STATUSES,
  type CampaignStatus,
  transition,
} from './campaign-state';

/** Columns as in CAMPAIGN_EVENTS: launch, schedule, start, pause, resume, cancel, complete, edit; `-` is refused. */
const MATRIX: Record<CampaignStatus, string> = {
  DRAFT: 'ACTIVE SCHEDULED - - - CANCELLED - DRAFT',
  SCHEDULED: 'ACTIVE SCHEDULED ACTIVE - - CANCELLED - SCHEDULED',
  ACTIVE: '- - - PAUSED - CANCELLED COMPLETED -',
  PAUSED: '- - - - ACTIVE CANCELLED - -',
  COMPLETED: '- - - - - - - -',
  CANCELLED: '- - - - - - - -',
};

describe('transition', () => {
  const cells = CAMPAIGN_STATUSES.flatMap((status) =>
    MATRIX[status]
      .split(' ')
      .map((expected, column) => ({ status, event: CAMPAIGN_EVENTS[column], expected })),
  );

  it('has a case for every status and event', () => {
    expect(cells).toHaveLength(CAMPAIGN_STATUSES.length * CAMPAIGN_EVENTS.length);
  });

  it.each(cells)('$status + $event = $expected', ({ status, event, expected }) => {
    if (!event) throw new Error('The matrix has more columns than there are events');
    expect(transition(status, event) ?? '-').toBe(expected);
    expect(allowedEvents(status).includes(event)).toBe(expected !== '-');
  });
});
