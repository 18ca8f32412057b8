import { IsArray, IsIn, IsInt, IsOptional, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

const outcomes = ['assigned', 'offered', 'waiting', 'pool'] as const;

export class LeadRouted {
  @IsUUID() leadId: string;
  @IsIn([...outcomes]) outcome: (typeof outcomes)[number];
  /** Absent when no rule was met. */
  @IsOptional() @IsUUID() ruleId?: string;
  @IsOptional() @IsUUID() toUserId?: string;
}

export class LeadOffered {
  @IsUUID() leadId: string;
  /** Of the route: the offers of an older one have ended. */
  @IsInt() revision: number;
  @IsArray() @IsUUID(undefined, { each: true }) offerIds: string[];
}

export class LeadClaimed {
  @IsUUID() leadId: string;
  /** Who has it now. */
  @IsUUID() userId: string;
}

export class SlaBreached {
  @IsUUID() leadId: string;
  /** Whose turn it was; absent when nobody had the lead. */
  @IsOptional() @IsUUID() toUserId?: string;
  @IsOptional() @IsUUID() ruleId?: string;
  @IsInt() minutes: number;
}

/** A rule, or the absence of one, has decided about a lead. That it has a new owner is told by `lead.assigned` besides. */
export const leadRouted = defineEvent({ name: 'lead.routed', payload: LeadRouted });
export const leadOffered = defineEvent({ name: 'lead.offered', payload: LeadOffered });
export const leadClaimed = defineEvent({ name: 'lead.claimed', payload: LeadClaimed });
/** Nobody was in contact with the lead in time. */
export const slaBreached = defineEvent({ name: 'lead.sla_breached', payload: SlaBreached });
