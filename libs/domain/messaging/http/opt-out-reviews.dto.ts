import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageQuery, pageResponse } from '@platform/http';
import type { OptOutReview, ReviewResolution } from '../inbound/opt-out-review';
import { MESSAGE_CHANNELS, type MessageChannel } from '../unsubscribe/suppression';

const resolutions = ['opt_out', 'keep'] as const;
const states = ['open', 'resolved'] as const;

export class ListOptOutReviewsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: states })
  @IsOptional()
  @IsIn(states)
  state?: (typeof states)[number];
}

export class ResolveOptOutReviewBody {
  @ApiProperty({
    enum: resolutions,
    example: 'opt_out',
    description: '`keep`: it was no opt-out, marketing may go on.',
  })
  @IsIn(resolutions)
  resolution: ReviewResolution;
}

export class OptOutReviewResponse {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' })
  id: string;

  @ApiProperty({ enum: MESSAGE_CHANNELS, example: 'SMS' })
  channel: MessageChannel;

  @ApiProperty({ example: '+12125550101' })
  address: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f',
  })
  leadId: string | null;

  @ApiProperty({ example: "I'm good, thanks", description: 'What the person wrote.' })
  text: string;

  @ApiProperty({ format: 'date-time', example: '2026-06-01T14:00:00.000Z' })
  openedAt: Date;

  @ApiProperty({ type: Date, format: 'date-time', nullable: true, example: null })
  resolvedAt: Date | null;

  @ApiProperty({ enum: resolutions, nullable: true, example: null })
  resolution: ReviewResolution | null;

  static from(this: void, review: OptOutReview): OptOutReviewResponse {
    return Object.assign(new OptOutReviewResponse(), review);
  }
}

export class OptOutReviewPage extends pageResponse(OptOutReviewResponse) {}
