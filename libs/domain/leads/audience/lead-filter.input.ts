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
  ValidateIf,
} from 'class-validator';
import { IsInstant, IsLine } from '@platform/validation';
import { LEAD_STATUSES, type LeadStatus } from '../lead';
import type { LeadFilter } from './lead-filter';
import { searchable } from './search-patterns';

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
}
