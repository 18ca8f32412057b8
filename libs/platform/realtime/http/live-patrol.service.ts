import { Injectable, Logger } from '@nestjs/common';
import { SessionWatch, type Actor } from '@platform/auth';
import { PollingLoop } from '@platform/loops';
import { LiveFeed } from '../live-feed.service';
import { LiveSignals } from '../live-signals.service';
import { LiveRooms } from './live-rooms.service';

/** How often it is asked who is still there: well under the 30 s that a revocation may take. In ms. */
const roundMs = 5_000;
/** Signals that arrive make looking for what they missed a rare thing: every so many rounds. */
const roundsBetweenLooks = 3;

/** Goes round the open connections: ends those whose people may no longer hear, and looks for events that no signal told of. */
@Injectable()
export class LivePatrol {
  private readonly loop: PollingLoop;
  private round = 0;

  constructor(
    private readonly rooms: LiveRooms,
    private readonly watch: SessionWatch,
    private readonly feed: LiveFeed,
    private readonly signals: LiveSignals,
  ) {
    this.loop = new PollingLoop('live patrol', roundMs, () => this.goRound(), new Logger(LivePatrol.name));
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  private async goRound(): Promise<boolean> {
    this.round += 1;
    if (this.rooms.teamIds.length === 0) return false;
    await this.check();
    if (!this.signals.connected || this.round % roundsBetweenLooks === 0)
      this.rooms.catchUp(await this.feed.heads(this.rooms.teamIds));
    return false;
  }

  private async check(): Promise<void> {
    const asked = Date.now();
    const { listeners } = this.rooms;
    const present = await this.watch.present([...new Set(listeners.map(({ actor }) => actor.sessionId!))]);
    for (const listener of listeners) {
      const now = present.get(listener.actor.sessionId!);
      if (!now) listener.leave('session_ended');
      else if (isOther(listener.actor, now)) listener.leave('access_changed');
      else listener.checkedAt = asked;
    }
  }
}

/** Another role, or other leads to be seen: the connection begins anew with what holds now. */
function isOther(before: Actor, now: Actor): boolean {
  return before.role !== now.role || before.scope.viewerId !== now.scope.viewerId;
}
