import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { Tag } from '@domain/leads';
import { pageResponse } from '@platform/http';
import { IsLine } from '@platform/validation';

const color = { type: String, nullable: true, example: '#d9480f', description: '`#rrggbb`' } as const;

export class CreateTagBody {
  @ApiProperty({ example: 'Hot', maxLength: 60, description: 'Unique in the team, in any case.' })
  @IsLine(60)
  name: string;

  @ApiPropertyOptional(color)
  @IsOptional()
  @Matches(/^#[0-9a-fA-F]{6}$/)
  color?: string | null;
}

export class UpdateTagBody extends PartialType(CreateTagBody, { skipNullProperties: false }) {}

export class TagResponse implements Tag {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({ example: 'Hot' }) name: string;
  @ApiProperty(color) color: string | null;
  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' }) createdAt: Date;
}

export class TagPage extends pageResponse(TagResponse) {}
