import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import {
  MESSAGE_TEMPLATE_LIMITS,
  type NewTemplate,
  type TemplateChanges,
  type TemplateDetail,
  type TemplatePreview,
  type TemplateSummary,
  type TemplateVersion,
} from '@domain/message-templates';
import { pageResponse } from '@platform/http';
import { IsText } from '@platform/validation';
import {
  detailPartOf,
  id,
  IsVersionNumber,
  SmsCostResponse,
  summaryPartOf,
  TemplateHolderResponse,
  TemplateProblemResponse,
  TemplateSettingsBody,
  TemplateSummaryPart,
  TemplateVersionPart,
  unknownDocs,
  versionDocs,
  versionPartOf,
} from './template.dto';

const body = 'Hi {{lead.firstName | default: "there"}}, how did you like the house? Kim';

export class CreateSmsTemplateBody extends TemplateSettingsBody implements NewTemplate {
  @ApiProperty({
    maxLength: MESSAGE_TEMPLATE_LIMITS.smsBody,
    description: 'Plain text with merge fields in double braces.',
    example: body,
  })
  @IsText(MESSAGE_TEMPLATE_LIMITS.smsBody)
  body: string;
}

const Changes = PartialType(CreateSmsTemplateBody, { skipNullProperties: false });

/** What is left out stays. A change of the body makes a new version. */
export class UpdateSmsTemplateBody extends Changes implements TemplateChanges {
  @ApiPropertyOptional(versionDocs) @IsVersionNumber() version?: number;
}

/** A template that is being written; nothing is kept. */
export class PreviewSmsDraftBody {
  @ApiProperty({ maxLength: MESSAGE_TEMPLATE_LIMITS.smsBody, example: body })
  @IsText(MESSAGE_TEMPLATE_LIMITS.smsBody)
  body: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Default: a sample lead.', example: id })
  @IsOptional()
  @IsUUID()
  leadId?: string;
}

export class SmsTemplateSummary extends TemplateSummaryPart {
  @ApiProperty({ example: body }) body: string;

  static from(this: void, template: TemplateSummary): SmsTemplateSummary {
    return { ...summaryPartOf(template), body: template.text };
  }
}

export class SmsTemplateResponse extends SmsTemplateSummary {
  @ApiProperty({ type: SmsCostResponse, description: 'With the values of a sample lead.' })
  sms: SmsCostResponse;
  @ApiProperty(unknownDocs) unknownFields: string[];
  @ApiProperty({
    type: [TemplateHolderResponse],
    description: 'Campaigns that are not sent yet and workflows that name it.',
  })
  usedBy: TemplateHolderResponse[];

  static override from(this: void, template: TemplateDetail): SmsTemplateResponse {
    return { ...SmsTemplateSummary.from(template), sms: template.sms!, ...detailPartOf(template) };
  }
}

export class SmsTemplatePage extends pageResponse(SmsTemplateSummary) {}

export class SmsTemplateVersionResponse extends TemplateVersionPart {
  @ApiProperty({ example: body }) body: string;

  static from(this: void, version: TemplateVersion): SmsTemplateVersionResponse {
    return { ...versionPartOf(version), body: version.text };
  }
}

export class SmsTemplateVersionPage extends pageResponse(SmsTemplateVersionResponse) {}

export class SmsPreviewResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null while a mistake keeps it from being shown.',
    example: 'Hi Maria, how did you like the house? Kim',
  })
  text: string | null;
  @ApiProperty({ type: SmsCostResponse, nullable: true, description: 'Of the text as it would be sent.' })
  sms: SmsCostResponse | null;
  @ApiProperty({
    type: [String],
    description: 'Fields without a value or default, shown in brackets: such a message would not be sent.',
    example: [],
  })
  missingFields: string[];
  @ApiProperty(unknownDocs) unknownFields: string[];
  @ApiProperty({
    type: [TemplateProblemResponse],
    description: 'What keeps it from being saved.',
    example: [],
  })
  problems: TemplateProblemResponse[];

  static from(this: void, { rendered, unknownFields, problems }: TemplatePreview): SmsPreviewResponse {
    return {
      text: rendered?.text ?? null,
      sms: rendered?.sms ?? null,
      missingFields: rendered?.missingFields ?? [],
      unknownFields,
      problems,
    };
  }
}
