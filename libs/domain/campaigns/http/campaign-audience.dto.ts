import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsOptional,
  IsUUID,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { CAMPAIGN_LIMITS, type CampaignAudience } from '@domain/campaigns';
import { CUSTOM_OPERATORS } from '@domain/custom-fields';
import { CustomConditionInput, LEAD_STATUSES, LeadFilterInput, type LeadStatus } from '@domain/leads';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';

/** The rules come from the leads; this adds what the documentation needs. */
export class AudienceFilter extends LeadFilterInput {
  @ApiPropertyOptional({ enum: LEAD_STATUSES, isArray: true, example: ['NEW', 'QUALIFIED'] })
  override status?: LeadStatus[];
  @ApiPropertyOptional({ example: 'viewing' }) override stage?: string;
  @ApiPropertyOptional({ example: 'website' }) override source?: string;
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 1_000_000, example: 40 })
  override minScore?: number;
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 1_000_000, example: 100 })
  override maxScore?: number;
  @ApiPropertyOptional({ description: 'Id of a user, or `unassigned`.', example: 'unassigned' })
  override assignee?: string;
  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    description: 'Leads with any of these tags.',
    example: [id],
  })
  override tagIds?: string[];
  @ApiPropertyOptional({ type: String, format: 'date-time', example: '2026-01-01T00:00:00Z' })
  override createdFrom?: Date;
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Exclusive.',
    example: '2027-01-01T00:00:00Z',
  })
  override createdTo?: Date;
  @ApiPropertyOptional({ description: 'Words in name, email, phone or company.', example: 'alvarez' })
  override search?: string;
  @ApiPropertyOptional({ description: 'IANA zone.', example: 'America/Chicago' }) override timezone?: string;
  @ApiPropertyOptional({ example: 'TX' }) override state?: string;
  @ApiPropertyOptional({
    type: 'array',
    items: {
      type: 'object',
      required: ['key', 'operator'],
      properties: {
        key: { type: 'string' },
        operator: { type: 'string', enum: [...CUSTOM_OPERATORS] },
        value: { description: 'A text, a number, true or false; for any_of a list of these.' },
      },
    },
    description: 'Conditions on custom fields; all hold.',
    example: [{ key: 'budget', operator: 'from', value: 400_000 }],
  })
  override custom?: CustomConditionInput[];
}

/** Whom a campaign is for: exactly one of the four. */
export class CampaignAudienceBody {
  @ApiPropertyOptional({ type: AudienceFilter, description: 'All conditions hold; `{}` means every lead.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => AudienceFilter)
  filter?: AudienceFilter;

  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    description: 'Leads with any of these tags.',
    example: [id],
  })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsUUID(undefined, { each: true })
  @IsArray()
  tagIds?: string[];

  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    maxItems: CAMPAIGN_LIMITS.audienceIds,
    example: [id],
  })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(CAMPAIGN_LIMITS.audienceIds)
  @IsUUID(undefined, { each: true })
  @IsArray()
  leadIds?: string[];

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Who is in the segment when the campaign starts.',
    example: undefined,
  })
  @IsOptional()
  @IsUUID()
  segmentId?: string;
}

/** An audience of exactly one kind. */
export const IsOneAudience = () =>
  ValidateBy({
    name: 'oneAudience',
    validator: {
      validate: (value) =>
        typeof value === 'object' &&
        value !== null &&
        Object.values(value).filter((part) => part !== undefined && part !== null).length === 1,
      defaultMessage: () => '$property takes exactly one of filter, tagIds, leadIds and segmentId',
    },
  });

export class CountAudienceBody {
  @ApiProperty({ type: CampaignAudienceBody, example: { filter: { status: ['NEW'] } } })
  @IsOneAudience()
  @ValidateNested()
  @Type(() => CampaignAudienceBody)
  audience: CampaignAudience;
}

export class AudienceCount {
  @ApiProperty({ type: 'integer', description: 'Leads meant at this moment.', example: 184 }) count: number;
}
