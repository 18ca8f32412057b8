import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { CUSTOM_OPERATORS, type CustomCondition, type CustomOperator } from '@domain/custom-fields';
import { IsInstant, isStorableText, IsLine } from '@platform/validation';
import { LEAD_STATUSES, type LeadStatus } from '../lead';
import type { LeadFilter } from './lead-filter';
import { searchable } from './search-patterns';

export class CustomConditionInput implements CustomCondition {
  @Matches(/^[a-zA-Z0-9_]{1,40}$/)
  key: string;

  @IsIn(CUSTOM_OPERATORS)
  operator: CustomOperator;

  /** Of which type it must be, the definition says; see Audiences.requireFilter. */
  @IsOptional()
  @ValidateBy({
    name: 'isConditionValue',
    validator: {
      validate: (value) =>
        Array.isArray(value) ? value.length <= 50 && value.every(isScalar) : isScalar(value),
      defaultMessage: () => '$property is a text, a number, true, false or a list of at most 50 of these',
    },
  })
  value?: CustomCondition['value'];
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= 200 && isStorableText(value);
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

/** The rules of a filter, for whoever takes one from outside. */
export class LeadFilterInput implements LeadFilter {
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(LEAD_STATUSES.length)
  @IsIn(LEAD_STATUSES, { each: true })
  status?: LeadStatus[];

  @IsOptional()
  @IsLine(100)
  stage?: string;

  @IsOptional()
  @IsLine(100)
  source?: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  minScore?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  maxScore?: number;

  @ValidateIf((filter: LeadFilterInput) => filter.assignee !== undefined && filter.assignee !== 'unassigned')
  @IsUUID()
  assignee?: string;

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsUUID(undefined, { each: true })
  tagIds?: string[];

  @IsOptional()
  @IsInstant()
  createdFrom?: Date;

  @IsOptional()
  @IsInstant()
  createdTo?: Date;

  @IsOptional()
  @IsLine(100)
  @Matches(searchable, { message: 'search needs a letter or a digit' })
  search?: string;

  @IsOptional()
  @IsLine(64)
  timezone?: string;

  @IsOptional()
  @IsLine(60)
  state?: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => CustomConditionInput)
  custom?: CustomConditionInput[];
}
