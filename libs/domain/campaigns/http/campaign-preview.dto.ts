import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { CAMPAIGN_LIMITS, type Preview, type QueuedTest, type TestSend } from '@domain/campaigns';
import { IsLine } from '@platform/validation';
import { SmsEstimate } from './campaign.dto';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';

export class PreviewCampaignBody {
  @ApiPropertyOptional({ format: 'uuid', description: 'Default: a sample lead.' })
  @IsOptional()
  @IsUUID()
  leadId?: string;
}

export class PreviewResponse implements Preview {
  @ApiProperty({ type: String, nullable: true, description: 'Null without a split.', example: null })
  variant: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'See you on Sunday, Maria?' }) subject: string | null;
  @ApiProperty({ type: String, nullable: true, example: '12 Main Street' }) previewText: string | null;
  @ApiProperty({ description: 'HTML for EMAIL.', example: '<p>Hi Maria, our doors are open on Sunday.</p>' })
  body: string;
  @ApiProperty({ description: 'The plain-text part.', example: 'Hi Maria, our doors are open on Sunday.' })
  text: string;
  @ApiProperty({ type: SmsEstimate, nullable: true, example: null })
  sms: Omit<SmsEstimate, 'variant'> | null;
  @ApiProperty({
    type: [String],
    description:
      'Fields without a value or default: the lead would be skipped. Parts that name one are shown empty.',
    example: [],
  })
  missingFields: string[];
}

export class CampaignPreviewResponse {
  @ApiProperty({ type: [PreviewResponse], description: 'One, or one per variant.' })
  previews: PreviewResponse[];
}

export class TestCampaignBody implements TestSend {
  @ApiPropertyOptional({
    type: [String],
    maxItems: CAMPAIGN_LIMITS.testAddresses,
    description: 'Email addresses or phone numbers. Default for EMAIL: your own address.',
    example: ['me@example.com'],
  })
  @IsOptional()
  @MaxLength(254, { each: true })
  @ArrayUnique()
  @ArrayMinSize(1)
  @ArrayMaxSize(CAMPAIGN_LIMITS.testAddresses)
  @IsString({ each: true })
  @IsArray()
  to?: string[];

  @ApiPropertyOptional({ description: 'Default: the first variant.', example: 'A' })
  @IsOptional()
  @IsLine(CAMPAIGN_LIMITS.variantName)
  variant?: string;
}

export class QueuedTestResponse implements QueuedTest {
  @ApiProperty({ format: 'uuid', example: id }) messageId: string;
  @ApiProperty({ example: 'me@example.com' }) to: string;
}

export class CampaignTestResponse {
  @ApiProperty({ type: [QueuedTestResponse] }) messages: QueuedTestResponse[];
}
