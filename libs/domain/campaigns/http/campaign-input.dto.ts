import { ApiProperty, ApiPropertyOptional, PartialType, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  CAMPAIGN_LIMITS,
  CAMPAIGN_TYPES,
  type CampaignAudience,
  type CampaignChanges,
  type CampaignType,
  type CampaignVariant,
  type NewCampaign,
} from '@domain/campaigns';
import { IsLine, IsMoment, IsText } from '@platform/validation';
import { CampaignAudienceBody, IsOneAudience } from './campaign-audience.dto';

const lastVersion = 2_147_483_647;
const given = () => ValidateIf((_body, value) => value !== undefined);

export class CampaignVariantBody implements CampaignVariant {
  @ApiProperty({ maxLength: CAMPAIGN_LIMITS.variantName, example: 'A' })
  @IsLine(CAMPAIGN_LIMITS.variantName)
  name: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 99,
    description: 'Percent; all sum to 100.',
    example: 50,
  })
  @IsInt()
  @Min(1)
  @Max(99)
  weight: number;

  @ApiPropertyOptional({ maxLength: CAMPAIGN_LIMITS.subject, example: 'Your new kitchen is waiting' })
  @given()
  @IsLine(CAMPAIGN_LIMITS.subject)
  subject?: string;

  @ApiPropertyOptional({ maxLength: CAMPAIGN_LIMITS.previewText })
  @given()
  @IsLine(CAMPAIGN_LIMITS.previewText)
  previewText?: string;

  @ApiPropertyOptional({ maxLength: CAMPAIGN_LIMITS.emailBody })
  @given()
  @IsText(CAMPAIGN_LIMITS.emailBody)
  body?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'A template instead of a body.' })
  @given()
  @IsUUID()
  templateId?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Default: the newest at launch.' })
  @given()
  @IsInt()
  @Min(1)
  @Max(lastVersion)
  templateVersion?: number;
}

export class CreateCampaignBody implements NewCampaign {
  @ApiProperty({ maxLength: CAMPAIGN_LIMITS.name, example: 'Open house, May' })
  @IsLine(CAMPAIGN_LIMITS.name)
  name: string;

  @ApiProperty({ enum: CAMPAIGN_TYPES, example: 'EMAIL' })
  @IsIn(CAMPAIGN_TYPES)
  type: CampaignType;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: CAMPAIGN_LIMITS.subject,
    example: 'See you on Sunday, {{lead.firstName | default: "neighbor"}}?',
  })
  @IsOptional()
  @IsLine(CAMPAIGN_LIMITS.subject)
  subject?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: CAMPAIGN_LIMITS.previewText,
    example: '12 Main Street',
  })
  @IsOptional()
  @IsLine(CAMPAIGN_LIMITS.previewText)
  previewText?: string | null;

  @ApiPropertyOptional({
    maxLength: CAMPAIGN_LIMITS.emailBody,
    description:
      'HTML for EMAIL, plain text of at most 1,600 characters for SMS. Merge fields in double braces.',
    example: '<p>Hi {{lead.firstName | default: "there"}}, our doors are open on Sunday.</p>',
  })
  @given()
  @IsText(CAMPAIGN_LIMITS.emailBody)
  body?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      'A template of the channel instead of a body; a subject and a preview text written here come before its own. A body written later lets go of it.',
    example: null,
  })
  @IsOptional()
  @IsUUID()
  templateId?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    nullable: true,
    description: 'Default: the newest at launch.',
    example: null,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(lastVersion)
  templateVersion?: number | null;

  @ApiPropertyOptional({
    type: CampaignAudienceBody,
    nullable: true,
    example: { filter: { status: ['NEW'] } },
  })
  @IsOptional()
  @IsOneAudience()
  @ValidateNested()
  @Type(() => CampaignAudienceBody)
  audience?: CampaignAudience | null;

  @ApiPropertyOptional({
    type: [CampaignVariantBody],
    description: 'An A/B split: none, or 2 to 5.',
    example: [],
  })
  @given()
  @ValidateNested({ each: true })
  @Type(() => CampaignVariantBody)
  @ArrayMaxSize(CAMPAIGN_LIMITS.maxVariants)
  @IsArray()
  variants?: CampaignVariantBody[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'When to send, with offset. Excludes localDate and localTime; with neither a launch sends at once.',
    example: '2030-05-04T10:00:00-05:00',
  })
  @IsOptional()
  @IsMoment()
  scheduledAt?: Date | null;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    nullable: true,
    description:
      'With localTime: the day on each recipient’s own clock. Zones where it has passed at launch are sent to at once.',
    example: null,
  })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'localDate must be a day such as 2027-03-01' })
  localDate?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: '`HH:mm` in each recipient’s zone.',
    example: null,
  })
  @IsOptional()
  @Matches(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { message: 'localTime must be a time such as 10:00' })
  localTime?: string | null;
}

const Changes = PartialType(OmitType(CreateCampaignBody, ['type']), { skipNullProperties: false });

/** What is left out stays; null clears what may be empty. The type of a campaign never changes. */
export class UpdateCampaignBody extends Changes implements CampaignChanges {}
