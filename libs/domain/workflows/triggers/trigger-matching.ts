import type { Facts } from '@domain/conditions';
import type { EventTrigger, Trigger } from '../definition/definition.types';

/** A filter that is left out, or names nothing, matches anything. */
function among(wanted: readonly string[] | undefined, actual: unknown): boolean {
  return !wanted || wanted.length === 0 || (typeof actual === 'string' && wanted.includes(actual));
}

/**
 * Whether an event of the trigger's type passes the trigger's own filters, by what the event tells. Conditions on the lead (`where`,
 * `sources`) are looked at apart, for all leads of a batch at once.
 */
export function passesFilters(trigger: Trigger, event: Facts): boolean {
  switch (trigger.type) {
    case 'LEAD_CREATED':
      return trigger.includeQuiet === true || event['event.quiet'] !== true;
    case 'LEAD_STATUS_CHANGED':
      return among(trigger.from, event['event.from']) && among(trigger.to, event['event.to']);
    case 'LEAD_ASSIGNED':
      return among(trigger.userIds, event['event.toUserId']);
    case 'SLA_BREACHED':
      return among(trigger.userIds, event['event.ownerId']);
    case 'EMAIL_OPENED':
    case 'EMAIL_CLICKED':
    case 'CAMPAIGN_COMPLETED':
      return among(trigger.campaignIds, event['event.campaignId']);
    case 'MESSAGE_RECEIVED':
      return among(trigger.channels, event['event.channel']);
    case 'SCORE_THRESHOLD':
      // Many leads at once by new rules or an import, and no deed of this one.
      return (
        event['event.quiet'] !== true &&
        among(trigger.bands, event['event.to']) &&
        (trigger.direction === undefined || trigger.direction === event['event.direction'])
      );
    case 'TAG_ADDED':
    case 'TAG_REMOVED':
      return among(trigger.tagIds, event['event.tagId']);
    default:
      return isAppointment(trigger) ? among(trigger.appointmentTypes, event['event.appointmentType']) : false;
  }
}

function isAppointment(trigger: Trigger): trigger is Extract<EventTrigger, { appointmentTypes?: string[] }> {
  return trigger.type.startsWith('APPOINTMENT_');
}
