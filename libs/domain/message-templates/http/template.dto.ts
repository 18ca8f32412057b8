import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsUUID, Max, Min, ValidateIf } from 'class-validator';
import {
  MESSAGE_TEMPLATE_LIMITS,
  type TemplateDetail,
  type TemplateFilter,
  type TemplateHolder,
  type TemplateSummary,
  type TemplateVersion,
} from '@domain/message-templates';
import { PageQuery } from '@platform/http';
import { IsLine } from '@platform/validation';

export const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
export const moment = { type: String, format: 'date-time', example: '2026-11-20T15:00:00.000Z' } as const;
export const given = () => ValidateIf((_body, value) => value !== undefined);
const count = { type: 'integer', minimum: 0 } as const;
const lastNumber = 2_147_483_647;
const nullable = { type: String, nullable: true } as const;

/** `?isActive=` in a query is a text. */
const flags: Record<string, boolean> = { true: true, false: false };

export class ListTemplatesQuery extends PageQuery implements TemplateFilter {
  @ApiPropertyOptional({ description: 'In any case.', maxLength: MESSAGE_TEMPLATE_LIMITS.category })
  @IsOptional()
  @IsLine(MESSAGE_TEMPLATE_LIMITS.category)
  category?: string;

  @ApiPropertyOptional({ type: Boolean, description: '`true`: those that are offered for new messages.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (flags[value] ?? value) : value))
  @IsBoolean()
  isActive?: boolean;

  @ApiPropertyOptional({ description: 'Part of name, subject or text, in any case.', maxLength: 100 })
  @IsOptional()
  @IsLine(100)
  search?: string;
}

const toNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;

export class TemplateVersionParam {
  @ApiProperty({ format: 'uuid' }) @IsUUID() id: string;
  @ApiProperty({ type: 'integer', minimum: 1 })
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(lastNumber)
  number: number;
}

/** What every template has besides its text. */
export class TemplateSettingsBody {
  @ApiProperty({ maxLength: MESSAGE_TEMPLATE_LIMITS.name, example: 'After a viewing' })
  @IsLine(MESSAGE_TEMPLATE_LIMITS.name)
  name: string;

  @ApiPropertyOptional({ ...nullable, maxLength: MESSAGE_TEMPLATE_LIMITS.category, example: 'Follow-up' })
  @IsOptional()
  @IsLine(MESSAGE_TEMPLATE_LIMITS.category)
  category?: string | null;

  @ApiPropertyOptional({
    description: 'False: nothing new is made with it; what names it goes on. Default: true.',
    example: true,
  })
  @given()
  @IsBoolean()
  isActive?: boolean;
}

export const versionDocs = {
  type: 'integer',
  minimum: 1,
  description:
    '`version` of what was read: a change of an older one is refused. Default: the newest is changed.',
  example: 1,
} as const;
export const IsVersionNumber = (): PropertyDecorator => (target, key) => {
  for (const rule of [given(), IsInt(), Min(1), Max(lastNumber)]) rule(target, key);
};

export class PreviewTemplateBody {
  @ApiPropertyOptional({ format: 'uuid', description: 'Default: a sample lead.', example: id })
  @IsOptional()
  @IsUUID()
  leadId?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Default: the newest.', example: 1 })
  @IsVersionNumber()
  version?: number;
}

export class TemplateUsageResponse {
  @ApiProperty({ ...count, description: 'Campaigns launched with it.', example: 2 }) campaigns: number;
  @ApiProperty({ ...count, description: 'Messages of workflows.', example: 130 }) workflowMessages: number;
  @ApiProperty({ ...count, description: 'Messages written by hand.', example: 9 }) messages: number;
}

export class TemplateHolderResponse implements TemplateHolder {
  @ApiProperty({ enum: ['campaign', 'workflow'], example: 'workflow' }) kind: TemplateHolder['kind'];
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Speed to lead' }) name: string;
}

export class SmsCostResponse {
  @ApiProperty({ enum: ['GSM-7', 'UCS-2'], example: 'GSM-7' }) encoding: 'GSM-7' | 'UCS-2';
  @ApiProperty({ ...count, description: 'What is billed per message.', example: 1 }) segments: number;
  @ApiProperty({ ...count, description: 'Septets, or UTF-16 units for UCS-2.', example: 62 })
  characters: number;
  @ApiProperty({ type: [String], description: 'What makes it UCS-2.', example: [] })
  unicodeCharacters: string[];
}

export class TemplateProblemResponse {
  @ApiProperty({ example: 'body' }) field: string;
  @ApiProperty({ example: 'unknown_field' }) code: string;
  @ApiProperty({ example: '"lead.nickname" is not a field that can be merged. (at 3)' }) message: string;
  @ApiPropertyOptional({ ...count, description: 'Offset in UTF-16 code units.', example: 3 })
  position?: number;
}

const texts: [typeof String] = [String];

export const removedDocs = {
  type: texts,
  description: 'What was taken out of the HTML just now because it is not safe or no mail program shows it.',
  example: ['script', 'p[onclick]'],
};
export const unknownDocs = {
  type: texts,
  description: 'Merge fields that are no custom field of the team’s.',
  example: [],
};

/** Of both channels. */
export class TemplateSummaryPart {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'After a viewing' }) name: string;
  @ApiProperty({ ...nullable, example: 'Follow-up' }) category: string | null;
  @ApiProperty({ example: true }) isActive: boolean;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Number of the newest version.', example: 3 })
  version: number;
  @ApiProperty({ type: [String], description: 'Merge fields it names.', example: ['lead.firstName'] })
  variables: string[];
  @ApiProperty({ ...count, description: 'A campaign counts once, however many it went to.', example: 141 })
  usageCount: number;
  @ApiProperty({ type: TemplateUsageResponse }) usage: TemplateUsageResponse;
  @ApiProperty({ ...moment, nullable: true }) lastUsedAt: Date | null;
  @ApiProperty({ ...nullable, format: 'uuid', example: id }) createdById: string | null;
  @ApiProperty(moment) createdAt: Date;
  @ApiProperty(moment) updatedAt: Date;
}

export class TemplateVersionPart {
  @ApiProperty({ type: 'integer', minimum: 1, example: 2 }) number: number;
  @ApiProperty({ type: [String], example: ['lead.firstName'] }) variables: string[];
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Number of the version that was brought back, if it is one.',
    example: null,
  })
  restoredFrom: number | null;
  @ApiProperty({ ...nullable, format: 'uuid', example: id }) createdById: string | null;
  @ApiProperty(moment) createdAt: Date;
}

export const summaryPartOf = (template: TemplateSummary): TemplateSummaryPart => {
  const { usageCount, lastUsedAt, ...usage } = template.usage;
  return {
    id: template.id,
    name: template.name,
    category: template.category,
    isActive: template.isActive,
    version: template.version,
    variables: template.fields,
    ...{ usageCount, usage, lastUsedAt },
    createdById: template.createdById,
    createdAt: template.createdAt,
    updatedAt: template.updatedAt,
  };
};

export const detailPartOf = ({ unknownFields, usedBy }: TemplateDetail) => ({ unknownFields, usedBy });

export const versionPartOf = (version: TemplateVersion): TemplateVersionPart => ({
  number: version.number,
  variables: version.fields,
  restoredFrom: version.restoredFrom,
  createdById: version.createdById,
  createdAt: version.createdAt,
});
