import { Injectable } from '@nestjs/common';
import { activityRows } from '@domain/activities';
import { appointmentRows } from '@domain/appointments';
import { campaignRows } from '@domain/campaigns';
import { ThreadRows } from '@domain/inbox';
import { leadRows } from '@domain/leads';
import { MessageRows } from '@domain/messaging';
import { noteRows } from '@domain/notes';
import { notificationRows } from '@domain/notifications';
import { routingRows } from '@domain/routing';
import { ScoreRows } from '@domain/scoring';
import { taskRows } from '@domain/tasks';
import { RunRows } from '@domain/workflows';
import type { SqlTx } from '@platform/database';
import { RowMoves, type Follower, type MovedPart, type Owners } from '@platform/row-moves';
import { PairRows } from './pair-rows.service';

/** Tables that name a lead and do not follow it, and why. A test looks for those that are named nowhere. */
export const notFollowing: Record<string, string> = {
  lead_custom_value: 'kept by triggers of the lead’s own row',
  live_event: 'what open pages were told is over when they have heard it',
};

/** All that hangs on a lead, as its slices name it. */
@Injectable()
export class Followers {
  /** In the order in which others lock: what sends, then messages, then what lies beside them. */
  readonly all: readonly Follower[];

  constructor(
    private readonly moves: RowMoves,
    runs: RunRows,
    messages: MessageRows,
    threads: ThreadRows,
    scores: ScoreRows,
    pairs: PairRows,
  ) {
    this.all = [
      ...[appointmentRows, campaignRows, runs, messages, threads],
      ...[taskRows, noteRows, activityRows, scores, routingRows, notificationRows, pairs, leadRows],
    ];
  }

  /** Gives the survivor all that is the other's. Done again, it gives what came in between. */
  async move(tx: SqlTx, leads: Owners): Promise<MovedPart[]> {
    const parts: MovedPart[] = [];
    for (const follower of this.all) {
      if (follower.prepare) parts.push(...(await follower.prepare(tx, leads)));
      parts.push(...(await this.moves.move(tx, follower.rows, leads)));
    }
    return parts;
  }

  /** Gives back what was moved and is still the survivor's, and all that was set aside. */
  async moveBack(tx: SqlTx, leads: Owners, parts: readonly MovedPart[]): Promise<void> {
    const reversed = this.all.toReversed();
    for (const { rows } of reversed) await this.moves.moveBack(tx, rows, leads, parts);
    for (const follower of reversed) await follower.restore?.(tx, leads, parts);
  }
}

/** Parts of the same name made one. */
export function joinParts(parts: readonly MovedPart[]): MovedPart[] {
  const byName = Map.groupBy(parts, ({ part }) => part);
  return [...byName].map(([part, same]) => ({
    part,
    ids: same.flatMap(({ ids }) => ids),
    setAside: `[${same
      .map(({ setAside }) => setAside.slice(1, -1))
      .filter(Boolean)
      .join(',')}]`,
  }));
}
