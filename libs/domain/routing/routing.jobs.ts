import { ArrayMaxSize, IsArray, IsInt, IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class AdvanceRoutePayload {
  @IsUUID() teamId: string;
  @IsUUID() leadId: string;
  /** Of the route as it was when this was planned; 0: the lead had none. */
  @IsInt() revision: number;
}

export class BreachPayload {
  @IsUUID() teamId: string;
  @IsUUID() leadId: string;
  /** Of the timer. */
  @IsInt() revision: number;
}

export class LookForContactPayload {
  @IsUUID() teamId: string;
  @IsUUID() leadId: string;
  /** How often it was looked already. */
  @IsInt() looked: number;
}

export class RoutingEventsPayload {
  @IsUUID() teamId: string;
  @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) eventIds: string[];
}

const usual = { queue: 'events', attempts: 8, backoff: exponential(2, 60) } as const;

export const routingJobs = {
  /** What happened to leads, many events at once: who arrived, who was given away, who was spoken to. */
  takeIn: defineJob({ name: 'routing.take-in', payload: RoutingEventsPayload, ...usual }),
  /** A lead's next step: its first, the end of an offer, or the end of a wait, if it is still there. */
  advance: defineJob({ name: 'routing.advance', payload: AdvanceRoutePayload, ...usual }),
  /** The time for a first contact is over, if there was none. */
  breach: defineJob({ name: 'routing.breach', payload: BreachPayload, ...usual }),
  /** Whether a message that a person wrote has been taken by a provider by now. */
  lookForContact: defineJob({ name: 'routing.look-for-contact', payload: LookForContactPayload, ...usual }),
};
