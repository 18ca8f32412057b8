import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@platform/auth';
import { CurrentActor, decodeCursor, Endpoint, IdParam, mapPage, pageOf } from '@platform/http';
import { OptOutReviews } from '../inbound/opt-out-reviews.service';
import {
  ListOptOutReviewsQuery,
  OptOutReviewPage,
  OptOutReviewResponse,
  ResolveOptOutReviewBody,
} from './opt-out-reviews.dto';

@ApiTags('Opt-out reviews')
@Controller('opt-out-reviews')
export class OptOutReviewsController {
  constructor(private readonly reviews: OptOutReviews) {}

  @Get()
  @Endpoint({
    summary: 'List replies that may be opt-outs',
    description: 'Needs the permission `messages:read`. While one is open, marketing to its address is held.',
    access: 'messages:read',
    response: OptOutReviewPage,
  })
  async list(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor, state }: ListOptOutReviewsQuery,
  ): Promise<OptOutReviewPage> {
    const filter = {
      open: state && state === 'open',
      before: decodeCursor(cursor, ['uuid'])?.[0],
      limit: limit + 1,
    };
    return mapPage(
      pageOf(await this.reviews.list(actor.scope, filter), limit, ({ id }) => [id]),
      OptOutReviewResponse.from,
    );
  }

  @Post(':id/resolve')
  @Endpoint({
    summary: 'Decide whether a reply was an opt-out',
    access: 'messages:write',
    response: OptOutReviewResponse,
    errors: ['opt_out_review_not_found', 'opt_out_review_resolved'],
  })
  async resolve(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { resolution }: ResolveOptOutReviewBody,
  ): Promise<OptOutReviewResponse> {
    return OptOutReviewResponse.from(await this.reviews.resolve(actor.scope, id, resolution, actor));
  }
}
