import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { MATCH_REASONS, type DuplicatePair, type PairedLead } from '@domain/duplicates';
import { LEAD_STATUSES } from '@domain/leads';
import { PageQuery, pageResponse } from '@platform/http';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;
const flags: Record<string, boolean> = { true: true, false: false };
const text = (example: string) => ({ type: String, nullable: true, example }) as const;

export class ListDuplicatesQuery extends PageQuery {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'True: the pairs that somebody has dismissed.',
    example: false,
  })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && Object.hasOwn(flags, value) ? flags[value] : value,
  )
  @IsOptional()
  @IsBoolean()
  dismissed?: boolean;

  @ApiPropertyOptional({
    minimum: 50,
    maximum: 99,
    description: 'Only pairs of this score or more.',
    example: 80,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(50)
  @Max(99)
  leastScore?: number;
}

export class PairedLeadResponse implements PairedLead {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Ana Bell' }) name: string;
  @ApiProperty(text('ana.bell@gmail.com')) email: string | null;
  @ApiProperty(text('+15125550100')) phone: string | null;
  @ApiProperty(text('Bell & Co.')) company: string | null;
  @ApiProperty(text('Austin')) city: string | null;
  @ApiProperty(text('TX')) state: string | null;
  @ApiProperty({ enum: LEAD_STATUSES, example: 'NEW' }) status: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: id }) assignedToId: string | null;
  @ApiProperty(instant) createdAt: Date;
}

export class DuplicateResponse implements DuplicatePair {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({
    minimum: 50,
    maximum: 99,
    description: 'How likely the two are one person, of 100.',
    example: 98,
  })
  score: number;
  @ApiProperty({
    enum: MATCH_REASONS,
    isArray: true,
    description:
      'What speaks for it. `same_mailbox`: e-mail addresses that reach one mailbox (plus parts, dots at Gmail); `earlier_address`: one has an address that the other had before a merge.',
    example: ['same_mailbox', 'same_name', 'same_city'],
  })
  reasons: string[];
  @ApiProperty(instant) foundAt: Date;
  @ApiProperty({ ...instant, nullable: true, example: null }) dismissedAt: Date | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null }) dismissedById: string | null;
  @ApiProperty({ type: [PairedLeadResponse], minItems: 2, maxItems: 2, description: 'The older first.' })
  leads: PairedLeadResponse[];
}

export class DuplicatePage extends pageResponse(DuplicateResponse) {}
