import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import { PageQuery, pageResponse } from '@platform/http';
import {
  MESSAGE_CHANNELS,
  SUPPRESSION_REASONS,
  SUPPRESSION_SCOPES,
  type MessageChannel,
  type Suppression,
  type SuppressionReason,
  type SuppressionScope,
} from '../unsubscribe/suppression';
import type { SuppressionInput } from '../unsubscribe/suppressions.service';

export class ListSuppressionsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: MESSAGE_CHANNELS })
  @IsOptional()
  @IsIn(MESSAGE_CHANNELS)
  channel?: MessageChannel;

  @ApiPropertyOptional({
    example: 'ann@example.com',
    description: 'Exactly this address, however it is written.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  address?: string;
}

export class AddSuppressionBody implements SuppressionInput {
  @ApiProperty({ enum: MESSAGE_CHANNELS, example: 'EMAIL' })
  @IsIn(MESSAGE_CHANNELS)
  channel: MessageChannel;

  @ApiProperty({ example: 'ann@example.com', maxLength: 320 })
  @IsString()
  @MaxLength(320)
  address: string;

  @ApiPropertyOptional({
    enum: SUPPRESSION_SCOPES,
    default: 'all',
    description: '`marketing` lets account mail through.',
  })
  @ValidateIf((_body, value) => value !== undefined)
  @IsIn(SUPPRESSION_SCOPES)
  scope: SuppressionScope = 'all';
}

export class SuppressionResponse {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' })
  id: string;

  @ApiProperty({ enum: MESSAGE_CHANNELS, example: 'EMAIL' })
  channel: MessageChannel;

  @ApiProperty({ example: 'ann@example.com' })
  address: string;

  @ApiProperty({ enum: SUPPRESSION_REASONS, example: 'hard_bounce' })
  reason: SuppressionReason;

  @ApiProperty({ enum: SUPPRESSION_SCOPES, example: 'all' })
  scope: SuppressionScope;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The message that led to it.',
    example: null,
  })
  messageId: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-06-01T14:00:00.000Z' })
  createdAt: Date;

  static from(this: void, suppression: Suppression): SuppressionResponse {
    return Object.assign(new SuppressionResponse(), suppression);
  }
}

export class SuppressionPage extends pageResponse(SuppressionResponse) {}
