import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import {
  LEAD_SORTS,
  LEAD_STATUSES,
  LeadFilterInput,
  SORT_DIRECTIONS,
  type LeadSort,
  type LeadStatus,
  type SortDirection,
} from '@domain/leads';
import { PageQuery } from '@platform/http';
import { QueryList, QueryNumber } from '@platform/validation';

/** The rules come from the core; this adds what a query string and the documentation need. */
export class LeadFilterQuery extends LeadFilterInput {
  @ApiPropertyOptional({
    enum: LEAD_STATUSES,
    isArray: true,
    description: 'Any of these; repeat or separate by commas.',
  })
  @QueryList()
  override status?: LeadStatus[];

  @ApiPropertyOptional({ example: 'viewing' })
  override stage?: string;

  @ApiPropertyOptional({ example: 'website' })
  override source?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Inclusive.' })
  @QueryNumber()
  override minScore?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Inclusive.' })
  @QueryNumber()
  override maxScore?: number;

  @ApiPropertyOptional({ description: "A user's id, or `unassigned`." })
  override assignee?: string;

  @ApiPropertyOptional({ type: [String], format: 'uuid', description: 'Leads with any of these tags.' })
  @QueryList()
  override tagIds?: string[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Inclusive; a date is midnight UTC.',
  })
  override createdFrom?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Exclusive.' })
  override createdTo?: Date;

  @ApiPropertyOptional({
    description:
      'Words that all occur in name, email, phone or company. A list looks at the 400 newest matches.',
    example: 'lopez austin',
  })
  override search?: string;

  @ApiPropertyOptional({ example: 'America/Chicago' })
  override timezone?: string;

  @ApiPropertyOptional({ example: 'TX' })
  override state?: string;
}

export class ListLeadsQuery extends IntersectionType(LeadFilterQuery, PageQuery) {
  @ApiPropertyOptional({ enum: LEAD_SORTS, default: 'createdAt' })
  @IsOptional()
  @IsIn(LEAD_SORTS)
  sort?: LeadSort;

  @ApiPropertyOptional({ enum: SORT_DIRECTIONS, default: 'desc' })
  @IsOptional()
  @IsIn(SORT_DIRECTIONS)
  direction?: SortDirection;
}
