import { appointmentEvents } from '@domain/appointments';
import { campaignEvents } from '@domain/campaigns';
import {
  leadAssigned,
  leadCreated,
  leadDeleted,
  leadStatusChanged,
  leadTagAdded,
  leadTagRemoved,
  leadUnsubscribed,
  leadUpdated,
} from '@domain/leads';
import { messageClicked, messageOpened, messageReplied } from '@domain/messaging';
import { slaBreached } from '@domain/routing';
import { leadScoreBandChanged } from '@domain/scoring';
import type { Facts, FactValue } from '@domain/conditions';
import type { EventTriggerType, ExitRule } from '../definition/definition.types';

type Payload = Readonly<Record<string, unknown>>;

/** What an event of a lower slice means to workflows. */
export interface EventMeaning {
  /** Which trigger it is. */
  trigger?: EventTriggerType | 'CAMPAIGN_COMPLETED';
  /** What it may end. */
  exit?: (payload: Payload) => ExitRule | 'lead_deleted' | undefined;
  /** `event.*` facts and the properties of the payload they come from. */
  facts?: (payload: Payload) => Record<string, unknown>;
}

const message = ({ channel, sourceKind, sourceId }: Payload) => ({
  'event.channel': channel,
  'event.campaignId': sourceKind === 'campaign' ? sourceId : null,
});
const tag = ({ tagId }: Payload) => ({ 'event.tagId': tagId });
const appointment = (trigger: EventTriggerType, exit?: ExitRule): EventMeaning => ({
  trigger,
  exit: () => exit,
  facts: ({ appointmentId, type, startAt }) => ({
    'event.appointmentId': appointmentId,
    'event.appointmentType': type,
    'event.startsAt': startAt,
  }),
});

/** Every event that starts, resumes or ends runs: one line each. */
export const EVENT_MEANINGS: Readonly<Record<string, EventMeaning>> = {
  [leadCreated.name]: { trigger: 'LEAD_CREATED', facts: ({ quiet }) => ({ 'event.quiet': quiet === true }) },
  [leadStatusChanged.name]: {
    trigger: 'LEAD_STATUS_CHANGED',
    exit: () => 'stage_change',
    facts: ({ from, to }) => ({ 'event.from': from, 'event.to': to }),
  },
  [leadUpdated.name]: {
    exit: ({ fields }) => (Array.isArray(fields) && fields.includes('stage') ? 'stage_change' : undefined),
  },
  [leadAssigned.name]: {
    trigger: 'LEAD_ASSIGNED',
    facts: ({ fromUserId, toUserId }) => ({ 'event.fromUserId': fromUserId, 'event.toUserId': toUserId }),
  },
  [slaBreached.name]: {
    trigger: 'SLA_BREACHED',
    facts: ({ toUserId, minutes }) => ({ 'event.ownerId': toUserId, 'event.minutes': minutes }),
  },
  [leadTagAdded.name]: { trigger: 'TAG_ADDED', facts: tag },
  [leadTagRemoved.name]: { trigger: 'TAG_REMOVED', facts: tag },
  [leadUnsubscribed.name]: { exit: () => 'unsubscribed' },
  [leadDeleted.name]: { exit: () => 'lead_deleted' },
  [messageOpened.name]: { trigger: 'EMAIL_OPENED', facts: message },
  [messageClicked.name]: { trigger: 'EMAIL_CLICKED', facts: message },
  [messageReplied.name]: { trigger: 'MESSAGE_RECEIVED', exit: () => 'reply', facts: message },
  [campaignEvents.completed.name]: {
    trigger: 'CAMPAIGN_COMPLETED',
    facts: ({ campaignId }) => ({ 'event.campaignId': campaignId }),
  },
  [leadScoreBandChanged.name]: {
    trigger: 'SCORE_THRESHOLD',
    facts: ({ from, to, score, direction, quiet }) => ({
      'event.from': from,
      'event.to': to,
      'event.score': score,
      'event.direction': direction,
      'event.quiet': quiet === true,
    }),
  },
  [appointmentEvents.created.name]: appointment('APPOINTMENT_CREATED', 'booking'),
  [appointmentEvents.rescheduled.name]: appointment('APPOINTMENT_RESCHEDULED'),
  [appointmentEvents.cancelled.name]: appointment('APPOINTMENT_CANCELLED'),
  [appointmentEvents.confirmed.name]: appointment('APPOINTMENT_CONFIRMED'),
  [appointmentEvents.completed.name]: appointment('APPOINTMENT_COMPLETED'),
  [appointmentEvents.noShow.name]: appointment('APPOINTMENT_NO_SHOW'),
};

/** The facts an event brings; those it does not know are left out. */
export function factsOfEvent(name: string, payload: Payload): Facts {
  const facts = EVENT_MEANINGS[name]?.facts?.(payload) ?? {};
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined && value !== null) as [
      string,
      FactValue,
    ][],
  );
}
