import { ApiProperty } from '@nestjs/swagger';
import {
  CONSENTS,
  LEAD_STATUSES,
  type Consent,
  type CustomFields,
  type Lead,
  type LeadStatus,
} from '@domain/leads';
import { pageResponse } from '@platform/http';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const text = (example: string, description?: string) =>
  ApiProperty({ type: String, nullable: true, example, description });
const instant = (nullable = false) =>
  ApiProperty({ type: String, format: 'date-time', nullable, example: '2026-03-01T15:04:05.000Z' });

export class LeadTagResponse {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Hot' }) name: string;
  @text('#d9480f') color: string | null;
}

export class LeadResponse implements Lead {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Ana Lopez' }) name: string;
  @text('Ana') firstName: string | null;
  @text('Lopez') lastName: string | null;
  @text('ana.lopez@example.com', 'Lower case; unique in the team.') email: string | null;
  @text('+15125550123', 'E.164; unique in the team.') phone: string | null;
  @text('Lopez Interiors') company: string | null;
  @text('Owner') position: string | null;
  @text('Austin') city: string | null;
  @text('TX', 'Two letters for US states; other regions as written.') state: string | null;
  @ApiProperty({ enum: LEAD_STATUSES, example: 'NEW' }) status: LeadStatus;
  @ApiProperty({ type: 'integer', example: 40 }) score: number;
  @ApiProperty({ example: 'website' }) source: string;
  @ApiProperty({ type: Number, nullable: true, example: 450000, description: 'Expected value of the deal.' })
  value: number | null;
  @text('viewing') stage: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: id }) assignedToId: string | null;
  @text('America/Chicago', 'IANA zone; null when neither given nor derivable.') timezone: string | null;
  @ApiProperty({ enum: ['given', 'state', 'area_code', 'unknown'], example: 'state' })
  timezoneSource: Lead['timezoneSource'];
  @ApiProperty({ type: 'object', additionalProperties: true, example: { budget: '450000' } })
  customFields: CustomFields;
  @ApiProperty({ enum: CONSENTS, example: 'granted' }) emailConsent: Consent;
  @ApiProperty({ enum: CONSENTS, example: 'unknown' }) smsConsent: Consent;
  @ApiProperty({ example: false }) doNotEmail: boolean;
  @ApiProperty({ example: false }) doNotText: boolean;
  @ApiProperty({ example: false }) doNotCall: boolean;
  @instant(true) lastContactAt: Date | null;
  @ApiProperty({ type: [LeadTagResponse] }) tags: LeadTagResponse[];
  @instant() createdAt: Date;
  @instant() updatedAt: Date;

  static from(this: void, lead: Lead): LeadResponse {
    return {
      id: lead.id,
      name: lead.name,
      firstName: lead.firstName,
      lastName: lead.lastName,
      email: lead.email,
      phone: lead.phone,
      company: lead.company,
      position: lead.position,
      city: lead.city,
      state: lead.state,
      status: lead.status,
      score: lead.score,
      source: lead.source,
      value: lead.value,
      stage: lead.stage,
      assignedToId: lead.assignedToId,
      timezone: lead.timezone,
      timezoneSource: lead.timezoneSource,
      customFields: lead.customFields,
      emailConsent: lead.emailConsent,
      smsConsent: lead.smsConsent,
      doNotEmail: lead.doNotEmail,
      doNotText: lead.doNotText,
      doNotCall: lead.doNotCall,
      lastContactAt: lead.lastContactAt,
      tags: lead.tags,
      createdAt: lead.createdAt,
      updatedAt: lead.updatedAt,
    };
  }
}

export class LeadPage extends pageResponse(LeadResponse) {}
