import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

/** Ids and names of fields, never what is in them: events are kept and handed on. */
export class LeadFact {
  @IsUUID() leadId: string;
  /** Who did it; absent for the system and for API keys. */
  @IsOptional() @IsUUID() userId?: string;
}

export class LeadCreated extends LeadFact {
  @IsOptional() @IsUUID() importId?: string;
  /** True for leads that came by the thousand: an automation that greets new leads leaves these alone. */
  @IsOptional() @IsBoolean() quiet?: boolean;
}

export class LeadUpdated extends LeadFact {
  /** Names of the changed fields. */
  @IsArray() @IsString({ each: true }) fields: string[];
  @IsOptional() @IsUUID() importId?: string;
}

export class LeadStatusChanged extends LeadFact {
  @IsString() from: string;
  @IsString() to: string;
}

export class LeadAssigned extends LeadFact {
  @IsOptional() @IsUUID() fromUserId?: string;
  /** Absent when the lead belongs to nobody now. */
  @IsOptional() @IsUUID() toUserId?: string;
}

export class LeadTagged extends LeadFact {
  @IsUUID() tagId: string;
}

export class LeadDeleted extends LeadFact {
  /** Who had it. */
  @IsOptional() @IsUUID() fromUserId?: string;
}

export class LeadConsentChanged extends LeadFact {
  @IsIn(['EMAIL', 'SMS']) channel: 'EMAIL' | 'SMS';
  /** import | api | one_click | unsubscribe_page | sms_reply | email_reply | provider */
  @IsString() source: string;
}

export class LeadImportFinished {
  @IsUUID() importId: string;
  @IsIn(['completed', 'failed', 'cancelled']) state: string;
  @IsInt() created: number;
  @IsInt() updated: number;
}

export class TagDeleted {
  @IsUUID() tagId: string;
}

export const leadCreated = defineEvent({ name: 'lead.created', payload: LeadCreated });
export const leadUpdated = defineEvent({ name: 'lead.updated', payload: LeadUpdated });
export const leadStatusChanged = defineEvent({ name: 'lead.status_changed', payload: LeadStatusChanged });
export const leadAssigned = defineEvent({ name: 'lead.assigned', payload: LeadAssigned });
export const leadTagAdded = defineEvent({ name: 'lead.tag_added', payload: LeadTagged });
export const leadTagRemoved = defineEvent({ name: 'lead.tag_removed', payload: LeadTagged });
export const leadDeleted = defineEvent({ name: 'lead.deleted', payload: LeadDeleted });
export const leadUnsubscribed = defineEvent({ name: 'lead.unsubscribed', payload: LeadConsentChanged });
export const leadResubscribed = defineEvent({ name: 'lead.resubscribed', payload: LeadConsentChanged });
export const leadImportFinished = defineEvent({ name: 'lead.import_finished', payload: LeadImportFinished });
export const tagDeleted = defineEvent({ name: 'tag.deleted', payload: TagDeleted });
