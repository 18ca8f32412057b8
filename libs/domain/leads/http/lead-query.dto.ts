import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import {
  CustomConditionInput,
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

/** `budget:from:400000` as a condition; anything else stays as it is and is refused by the rules. */
function readCondition(written: unknown): unknown {
  const [, key, operator, value] = /^([^:]*):([^:]*)(?::(.*))?$/s.exec(String(written)) ?? [];
  if (key === undefined || operator === undefined) return written;
  const list = operator === 'any_of' ? value?.split('|') : value;
  return Object.assign(new CustomConditionInput(), { key, operator }, list !== undefined && { value: list });
}

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

  @ApiPropertyOptional({
    type: [String],
    description:
      'Conditions on custom fields, `key:operator:value`; repeat for more, all hold. Operators: is, any_of (values separated by |), ' +
      'from and to (inclusive; numbers and dates), known, unknown.',
    example: ['budget:from:400000', 'interest:any_of:Buyer|Seller'],
  })
  @Transform(({ value }: { value: unknown }) => [value].flat().map(readCondition))
  override custom?: CustomConditionInput[];
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
