import type { SendForecast } from '@domain/messaging';
import type { Facts, FactValue } from '@domain/conditions';
import type { LeadEvent, Member } from './simulation.types';

/** What would be known of the lead as the virtual clock goes on: only in memory. */
export class SimulatedLead {
  private readonly facts: Record<string, FactValue | undefined>;
  private readonly leaving: { at: Date; channel: 'EMAIL' | 'SMS' }[] = [];

  constructor(
    facts: Facts,
    private readonly members: readonly Member[],
  ) {
    this.facts = { ...facts };
  }

  /** As of `now`: messages that have left by then are counted. */
  at(now: Date): Facts {
    for (const message of this.leaving.splice(0)) {
      if (message.at > now) this.leaving.push(message);
      else this.count(message);
    }
    return this.facts;
  }

  set(name: string, value: FactValue): void {
    this.facts[name] = value;
  }

  add(name: string, more: number): void {
    this.facts[name] = numberOf(this.facts[name]) + more;
  }

  get tagIds(): readonly string[] {
    const tags = this.facts['lead.tagIds'];
    return Array.isArray(tags) ? (tags as string[]) : [];
  }

  tag(tagId: string, on: boolean): void {
    const others = this.tagIds.filter((id) => id !== tagId);
    this.set('lead.tagIds', on ? [...others, tagId] : others);
  }

  assign(userId: string | null): void {
    const member = this.members.find(({ id }) => id === userId);
    this.set('lead.assignedToId', userId);
    this.set('agent.name', member?.name ?? null);
    this.set('agent.email', member?.email ?? null);
  }

  /** A message that would leave is known of when it has. */
  sends(channel: 'EMAIL' | 'SMS', { at }: SendForecast): void {
    if (at) this.leaving.push({ at, channel });
  }

  /** What an event changes about the lead. */
  learn({ trigger, facts, at }: LeadEvent): void {
    const id = (name: string) => (typeof facts[name] === 'string' ? facts[name] : null);
    if (trigger === 'LEAD_STATUS_CHANGED' && facts['event.to']) this.set('lead.status', facts['event.to']);
    if (trigger === 'LEAD_ASSIGNED') this.assign(id('event.toUserId'));
    if (trigger === 'TAG_ADDED' || trigger === 'TAG_REMOVED') {
      const tagId = id('event.tagId');
      if (tagId) this.tag(tagId, trigger === 'TAG_ADDED');
    }
    if (trigger === 'APPOINTMENT_CREATED') this.add('appointments.upcoming', 1);
    if (trigger === 'EMAIL_OPENED') this.engage('messages.emailsOpened', 'messages.lastOpenedAt', at);
    if (trigger === 'EMAIL_CLICKED') this.engage('messages.emailsClicked', 'messages.lastClickedAt', at);
    if (trigger === 'MESSAGE_RECEIVED') this.engage('messages.replies', 'messages.lastReplyAt', at);
  }

  private count({ at, channel }: { at: Date; channel: 'EMAIL' | 'SMS' }): void {
    this.engage(
      channel === 'EMAIL' ? 'messages.emailsSent' : 'messages.textsSent',
      'messages.lastSentAt',
      at,
    );
  }

  private engage(count: string, last: string, at: Date): void {
    this.add(count, 1);
    this.set(last, at.toISOString());
  }
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
