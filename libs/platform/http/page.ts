import type { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type as Converted } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Page } from '@platform/paging';

export const maxPageSize = 100;

/** `?limit=&cursor=` of every list. */
export class PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: maxPageSize,
    default: 20,
    description: 'Items per page.',
  })
  @IsOptional()
  @Converted(() => Number)
  @IsInt()
  @Min(1)
  @Max(maxPageSize)
  limit: number = 20;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before; left out for the first page.' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  cursor?: string;
}

/** The documented class of a page of `item`s: `class LeadPage extends pageResponse(LeadResponse) {}`. */
export function pageResponse<T>(item: Type<T>): Type<Page<T>> {
  class PageResponse implements Page<T> {
    @ApiProperty({ type: [item] })
    data: T[];

    @ApiProperty({
      type: String,
      nullable: true,
      description: 'Where the next page starts; null on the last page.',
    })
    nextCursor: string | null;
  }
  Object.defineProperty(PageResponse, 'name', { value: `${item.name}Page` });
  return PageResponse;
}
