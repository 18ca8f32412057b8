import { ApiProperty, ApiPropertyOptional, PartialType, PickType } from '@nestjs/swagger';
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
import { IsLine, IsText } from '@platform/validation';
import {
  detailPartOf,
  id,
  IsVersionNumber,
  removedDocs,
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

const subject = 'Thank you for coming, {{lead.firstName | default: "neighbor"}}';
const body = '<p>Hi {{lead.firstName | default: "there"}}, how did you like the house?</p>';
const text = 'Hi {{lead.firstName | default: "there"}}, how did you like the house?';
const previewDocs = { type: String, nullable: true, example: 'A few words about Sunday' } as const;

export class CreateEmailTemplateBody extends TemplateSettingsBody implements NewTemplate {
  @ApiProperty({ maxLength: MESSAGE_TEMPLATE_LIMITS.subject, example: subject })
  @IsLine(MESSAGE_TEMPLATE_LIMITS.subject)
  subject: string;

  @ApiPropertyOptional({
    ...previewDocs,
    maxLength: MESSAGE_TEMPLATE_LIMITS.previewText,
    description: 'Shown behind the subject in an inbox.',
  })
  @IsOptional()
  @IsLine(MESSAGE_TEMPLATE_LIMITS.previewText)
  previewText?: string | null;

  @ApiProperty({
    maxLength: MESSAGE_TEMPLATE_LIMITS.emailBody,
    description:
      'HTML with merge fields in double braces. Scripts, handlers, forms, frames, style sheets and links that are not http, https, mailto or tel are taken out.',
    example: body,
  })
  @IsText(MESSAGE_TEMPLATE_LIMITS.emailBody)
  body: string;
}

const Changes = PartialType(CreateEmailTemplateBody, { skipNullProperties: false });

/** What is left out stays. A change of subject, preview text or body makes a new version. */
export class UpdateEmailTemplateBody extends Changes implements TemplateChanges {
  @ApiPropertyOptional(versionDocs) @IsVersionNumber() version?: number;
}

/** A template that is being written; nothing is kept. */
export class PreviewEmailDraftBody extends PartialType(
  PickType(CreateEmailTemplateBody, ['subject', 'previewText'] as const),
) {
  @ApiProperty({ maxLength: MESSAGE_TEMPLATE_LIMITS.emailBody, example: body })
  @IsText(MESSAGE_TEMPLATE_LIMITS.emailBody)
  body: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Default: a sample lead.', example: id })
  @IsOptional()
  @IsUUID()
  leadId?: string;
}

export class EmailTemplateSummary extends TemplateSummaryPart {
  @ApiProperty({ example: subject }) subject: string;
  @ApiProperty(previewDocs) previewText: string | null;
  @ApiProperty({ description: 'The beginning of the plain text.', example: text }) excerpt: string;

  static from(this: void, template: TemplateSummary): EmailTemplateSummary {
    const { subject, previewText, text: excerpt } = template;
    return { ...summaryPartOf(template), subject: subject ?? '', previewText, excerpt };
  }
}

export class EmailTemplateResponse extends TemplateSummaryPart {
  @ApiProperty({ example: subject }) subject: string;
  @ApiProperty(previewDocs) previewText: string | null;
  @ApiProperty({ description: 'HTML, cleaned.', example: body }) body: string;
  @ApiProperty({ description: 'The plain-text part, made of the HTML.', example: text }) text: string;
  @ApiProperty(unknownDocs) unknownFields: string[];
  @ApiProperty({
    type: [TemplateHolderResponse],
    description: 'Campaigns that are not sent yet and workflows that name it.',
  })
  usedBy: TemplateHolderResponse[];
  @ApiProperty(removedDocs) removed: string[];

  static from(this: void, template: TemplateDetail): EmailTemplateResponse {
    const { subject, previewText, html, text, removed } = template;
    const content = { subject: subject ?? '', previewText, body: html ?? '', text, removed };
    return { ...summaryPartOf(template), ...content, ...detailPartOf(template) };
  }
}

export class EmailTemplatePage extends pageResponse(EmailTemplateSummary) {}

export class EmailTemplateVersionResponse extends TemplateVersionPart {
  @ApiProperty({ example: subject }) subject: string;
  @ApiProperty(previewDocs) previewText: string | null;
  @ApiProperty({ example: body }) body: string;
  @ApiProperty({ example: text }) text: string;

  static from(this: void, version: TemplateVersion): EmailTemplateVersionResponse {
    const { subject, previewText, html, text } = version;
    return { ...versionPartOf(version), subject: subject ?? '', previewText, body: html ?? '', text };
  }
}

export class EmailTemplateVersionPage extends pageResponse(EmailTemplateVersionResponse) {}

const shown = { type: String, nullable: true } as const;

export class EmailPreviewResponse {
  @ApiProperty({ ...shown, example: 'Thank you for coming, Maria' }) subject: string | null;
  @ApiProperty(previewDocs) previewText: string | null;
  @ApiProperty({
    ...shown,
    description: 'Null, like the others, while a mistake keeps it from being shown.',
    example: '<p>Hi Maria, how did you like the house?</p>',
  })
  body: string | null;
  @ApiProperty({ ...shown, example: 'Hi Maria, how did you like the house?' }) text: string | null;
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
  @ApiProperty({ ...removedDocs, example: [] }) removed: string[];

  static from(this: void, { rendered, ...rest }: TemplatePreview): EmailPreviewResponse {
    return {
      subject: rendered?.subject ?? null,
      previewText: rendered?.previewText ?? null,
      body: rendered?.html ?? null,
      text: rendered?.text ?? null,
      missingFields: rendered?.missingFields ?? [],
      ...rest,
    };
  }
}
