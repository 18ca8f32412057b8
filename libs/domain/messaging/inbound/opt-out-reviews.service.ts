import { Injectable } from '@nestjs/common';
import type { Author } from '@domain/activities';
import { Tasks } from '@domain/tasks';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { conflict, notFound } from '@platform/errors';
import { OptOuts, replySource } from '../unsubscribe/opt-outs.service';
import type { MessageChannel } from '../unsubscribe/suppression';
import type { OptOutReview, ReviewResolution } from './opt-out-review';
import { OptOutReviewsRepository } from './opt-out-reviews.repository';

/** Marketing to the person rests meanwhile, so a day is soon enough. In ms. */
const taskDueAfter = 24 * 3_600_000;

/** Replies that may be opt-outs wait for a person; until then the gate holds marketing to the address. */
@Injectable()
export class OptOutReviews {
  constructor(
    private readonly database: Database,
    private readonly repository: OptOutReviewsRepository,
    private readonly optOuts: OptOuts,
    private readonly tasks: Tasks,
  ) {}

  async open(
    tx: SqlTx,
    { at, ...review }: Pick<OptOutReview, 'channel' | 'address' | 'leadId' | 'text'> & { at: Date },
  ): Promise<void> {
    const id = await this.repository.open(tx, review);
    if (id === undefined) return;
    await this.tasks.open(tx, {
      title: 'Is this an opt-out?',
      description: `${review.address} answered: “${review.text}”. Marketing to them is held until this is decided.`,
      dueAt: new Date(at.getTime() + taskDueAfter),
      priority: 'HIGH',
      leadId: review.leadId,
      dedupeKey: taskKey(review.channel, review.address),
    });
  }

  /** The person has since asked to stop in so many words. */
  async settledBy(tx: SqlTx, channel: MessageChannel, address: string): Promise<void> {
    await this.repository.resolveByAddress(tx, channel, address, 'opt_out');
    await this.tasks.completeByKey(tx, taskKey(channel, address), { userId: null });
  }

  /** Newest first, up to `limit` rows behind `before`. */
  async list(
    scope: TenantScope,
    filter: { open?: boolean; before?: string; limit: number },
  ): Promise<OptOutReview[]> {
    return this.database.sql(scope, (tx) => this.repository.list(tx, filter));
  }

  /**
   * Decides a review: `opt_out` ends messages to the address at once, `keep` lets marketing go on within the hour. Deciding it
   * the same way again changes nothing.
   * @throws DomainError not_found/opt_out_review_not_found, conflict/opt_out_review_resolved
   */
  async resolve(
    scope: TenantScope,
    id: string,
    resolution: ReviewResolution,
    by: Author,
  ): Promise<OptOutReview> {
    return this.database.sql(scope, async (tx) => {
      const review = await this.repository.lock(tx, id);
      if (!review) throw notFound('opt_out_review');
      if (review.resolution === resolution) return review;
      if (review.resolution) {
        throw conflict('opt_out_review_resolved', `This was decided before: ${review.resolution}.`);
      }
      if (resolution === 'opt_out') {
        const { channel, address, leadId, text } = review;
        await this.optOuts.optOut(tx, {
          ...{ channel, address, leadId, messageId: null },
          ...(channel === 'SMS'
            ? ({ reason: 'stop', scope: 'all' } as const)
            : ({ reason: 'unsubscribed', scope: 'marketing' } as const)),
          source: replySource(channel),
          evidence: { reviewId: id, text, decidedBy: by.userId },
        });
      }
      await this.tasks.completeByKey(tx, taskKey(review.channel, review.address), by);
      return this.repository.resolve(tx, id, resolution);
    });
  }
}

function taskKey(channel: MessageChannel, address: string): string {
  return `opt-out-review:${channel}:${address}`;
}
