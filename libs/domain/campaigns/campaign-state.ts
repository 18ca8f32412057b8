export const CAMPAIGN_STATUSES = [
  'DRAFT',
  'SCHEDULED',
  'ACTIVE',
  'PAUSED',
  'COMPLETED',
  'CANCELLED',
] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

export const CAMPAIGN_EVENTS = [
  /** Send now. */
  'launch',
  /** Set or move the time of sending. */
  'schedule',
  /** The scheduled time has come. */
  'start',
  'pause',
  'resume',
  'cancel',
  /** The last message has left our hands. */
  'complete',
  /** Change audience or content: only while no message has been laid out. */
  'edit',
] as const;
export type CampaignEvent = (typeof CAMPAIGN_EVENTS)[number];

const NEXT: Readonly<Record<CampaignStatus, Partial<Record<CampaignEvent, CampaignStatus>>>> = {
  DRAFT: { launch: 'ACTIVE', schedule: 'SCHEDULED', cancel: 'CANCELLED', edit: 'DRAFT' },
  SCHEDULED: {
    launch: 'ACTIVE',
    schedule: 'SCHEDULED',
    start: 'ACTIVE',
    cancel: 'CANCELLED',
    edit: 'SCHEDULED',
  },
  ACTIVE: { pause: 'PAUSED', cancel: 'CANCELLED', complete: 'COMPLETED' },
  PAUSED: { resume: 'ACTIVE', cancel: 'CANCELLED' },
  COMPLETED: {},
  CANCELLED: {},
};

/** The status after `event`, or null when the move is not allowed (the API answers 409). */
export function transition(status: CampaignStatus, event: CampaignEvent): CampaignStatus | null {
  return NEXT[status][event] ?? null;
}

/** The events `status` allows: what an interface may offer. */
export function allowedEvents(status: CampaignStatus): CampaignEvent[] {
  return CAMPAIGN_EVENTS.filter((event) => transition(status, event) !== null);
}
