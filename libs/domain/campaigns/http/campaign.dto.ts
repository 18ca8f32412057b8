import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import {
  actionsOf,
  CAMPAIGN_STATUSES,
  CAMPAIGN_TYPES,
  type CampaignAudience,
  type CampaignStatus,
  type CampaignType,
  type SeenCampaign,
} from '@domain/campaigns';
import { PageQuery, pageResponse } from '@platform/http';
import { IsLine } from '@platform/validation';
import { CampaignAudienceBody } from './campaign-audience.dto';
import { CampaignVariantBody } from './campaign-input.dto';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const moment = {
  type: String,
  format: 'date-time',
  nullable: true,
  example: '2030-05-04T15:00:00.000Z',
} as const;
const nothing = { type: String, nullable: true, example: null } as const;

export class ListCampaignsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: CAMPAIGN_STATUSES })
  @IsOptional()
  @IsIn(CAMPAIGN_STATUSES)
  status?: CampaignStatus;

  @ApiPropertyOptional({ enum: CAMPAIGN_TYPES })
  @IsOptional()
  @IsIn(CAMPAIGN_TYPES)
  type?: CampaignType;

  @ApiPropertyOptional({ description: 'Part of the name.', maxLength: 100 })
  @IsOptional()
  @IsLine(100)
  search?: string;
}

export class SmsEstimate {
  @ApiProperty({ type: String, nullable: true, description: 'Null without a split.', example: null })
  variant: string | null;
  @ApiProperty({ enum: ['GSM-7', 'UCS-2'], example: 'GSM-7' }) encoding: 'GSM-7' | 'UCS-2';
  @ApiProperty({ type: 'integer', description: 'What is billed per message.', example: 1 }) segments: number;
  @ApiProperty({ type: 'integer', example: 84 }) characters: number;
}

export class CampaignResponse {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Open house, May' }) name: string;
  @ApiProperty({ enum: CAMPAIGN_TYPES, example: 'EMAIL' }) type: CampaignType;
  @ApiProperty({ enum: CAMPAIGN_STATUSES, example: 'DRAFT' }) status: CampaignStatus;
  @ApiProperty({
    type: [String],
    description: 'What may be done next.',
    example: ['edit', 'launch', 'cancel', 'delete'],
  })
  allowed: string[];
  @ApiProperty({ ...nothing, example: 'See you on Sunday, {{lead.firstName | default: "neighbor"}}?' })
  subject: string | null;
  @ApiProperty({ ...nothing, example: '12 Main Street' }) previewText: string | null;
  @ApiProperty({
    description: 'As it was written here; empty with a template.',
    example: '<p>Hi {{lead.firstName | default: "there"}}</p>',
  })
  body: string;
  @ApiProperty({ ...nothing, format: 'uuid', description: 'Gives what is not written here.' })
  templateId: string | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Null before the launch: the newest then.',
    example: null,
  })
  templateVersion: number | null;
  @ApiProperty({ type: CampaignAudienceBody, nullable: true, example: { filter: { status: ['NEW'] } } })
  audience: CampaignAudience | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Frozen when the campaign starts.',
    example: null,
  })
  audienceCount: number | null;
  @ApiProperty({ type: [CampaignVariantBody], example: [] }) variants: CampaignVariantBody[];
  @ApiProperty({ type: [SmsEstimate], description: 'SMS only, by sample values.', example: [] })
  smsEstimates: SmsEstimate[];
  @ApiProperty(moment) scheduledAt: Date | null;
  @ApiProperty({ ...nothing, format: 'date' }) localDate: string | null;
  @ApiProperty(nothing) localTime: string | null;
  @ApiProperty({ type: 'integer', description: 'Raised by every edit.', example: 0 }) revision: number;
  @ApiProperty({ ...nothing, format: 'uuid', example: id }) createdById: string | null;
  @ApiProperty({ ...moment, example: null }) launchedAt: Date | null;
  @ApiProperty({ ...moment, example: null }) finishedAt: Date | null;
  @ApiProperty({ ...nothing, description: 'Why it was paused or given up by itself.' }) failure:
    string | null;
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-20T15:00:00.000Z' }) createdAt: Date;
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-20T15:00:00.000Z' }) updatedAt: Date;

  static from(this: void, { laidOutAt: _internal, ...campaign }: SeenCampaign): CampaignResponse {
    return Object.assign(new CampaignResponse(), {
      ...campaign,
      allowed: actionsOf(campaign.status),
    });
  }
}

export class CampaignPage extends pageResponse(CampaignResponse) {}
