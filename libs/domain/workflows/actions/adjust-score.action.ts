import { Injectable } from '@nestjs/common';
import { ScoreAdjustments } from '@domain/scoring';
import type { AdjustScoreNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';
import { after } from './duration';

/** One more signal beside the rules, with an end. */
@Injectable()
export class AdjustScoreAction implements Action<'ADJUST_SCORE'> {
  constructor(private readonly adjustments: ScoreAdjustments) {}

  async run(
    { points, reason, expiresInDays, next }: AdjustScoreNode,
    step: StepContext,
  ): Promise<StepResult> {
    const { tx, run, now, key } = step;
    const expiresAt =
      expiresInDays === undefined ? null : after(now, { amount: expiresInDays, unit: 'days' });
    const adjustment = {
      leadId: run.leadId,
      points,
      note: reason,
      expiresAt,
      authorId: null,
      dedupeKey: key,
    };
    const adjustmentId = await this.adjustments.adjustIn(tx, adjustment);
    return { go: next, detail: { points, adjustmentId } };
  }
}
