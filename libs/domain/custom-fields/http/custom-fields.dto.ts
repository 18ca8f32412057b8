import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, Matches, ValidateIf } from 'class-validator';
import {
  CUSTOM_FIELD_TYPES,
  customFieldLimits,
  type CustomField,
  type CustomFieldChanges,
  type CustomFieldType,
  type FateOfValues,
  type NewCustomField,
} from '@domain/custom-fields';
import { pageResponse } from '@platform/http';
import { IsLine } from '@platform/validation';

const given = () => ValidateIf((_body, value) => value !== undefined);
const key = {
  example: 'budget',
  maxLength: 40,
  description: 'Merge tags say `lead.custom.<key>`, imports `custom.<key>`. It never changes.',
};
const options = {
  type: String,
  isArray: true as const,
  maxItems: customFieldLimits.options,
  example: ['Buyer', 'Seller'],
  description: 'Of select and multi_select.',
};

export class CreateCustomFieldBody implements NewCustomField {
  @ApiProperty({ example: 'Budget', maxLength: 100 }) @IsLine(100) label: string;

  @ApiProperty({
    enum: CUSTOM_FIELD_TYPES,
    enumName: 'CustomFieldType',
    example: 'number',
    description: 'date: a day, `2026-03-01`. multi_select: options joined by `; `. It never changes.',
  })
  @IsIn(CUSTOM_FIELD_TYPES)
  type: CustomFieldType;

  @ApiPropertyOptional({ ...key, description: `${key.description} Left out: made of the label.` })
  @given()
  @Matches(/^[a-zA-Z0-9_]{1,40}$/)
  key?: string;

  @ApiPropertyOptional(options)
  @given()
  @IsArray()
  @ArrayMaxSize(customFieldLimits.options)
  @IsLine(customFieldLimits.optionLength, 1, { each: true })
  options?: string[];
}

export class UpdateCustomFieldBody implements CustomFieldChanges {
  @ApiPropertyOptional({ example: 'Budget', maxLength: 100 }) @given() @IsLine(100) label?: string;

  @ApiPropertyOptional({ ...options, description: 'All of them, in order. One that a lead has must stay.' })
  @given()
  @IsArray()
  @ArrayMaxSize(customFieldLimits.options)
  @IsLine(customFieldLimits.optionLength, 1, { each: true })
  options?: string[];
}

export class DeleteCustomFieldQuery {
  @ApiPropertyOptional({
    enum: ['keep', 'delete'],
    description: 'What becomes of the values that leads have. Needed when any lead has one.',
  })
  @IsOptional()
  @IsIn(['keep', 'delete'])
  values?: FateOfValues;
}

export class CustomFieldResponse implements CustomField {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty(key) key: string;
  @ApiProperty({ example: 'Budget' }) label: string;
  @ApiProperty({ enum: CUSTOM_FIELD_TYPES, enumName: 'CustomFieldType', example: 'number' })
  type: CustomFieldType;
  @ApiProperty({ type: [String], example: [] }) options: string[];
  @ApiProperty({ format: 'date-time', example: '2026-03-01T15:04:05.000Z' }) createdAt: Date;
  @ApiProperty({ format: 'date-time', example: '2026-03-01T15:04:05.000Z' }) updatedAt: Date;
}

export class CustomFieldPage extends pageResponse(CustomFieldResponse) {}
