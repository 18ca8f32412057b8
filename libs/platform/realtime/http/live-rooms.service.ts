import { Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { metricsRegistry } from '@platform/metrics';
import { LiveFeed } from '../live-feed.service';
import type { LiveListener } from './live-listener';
import { LiveRoom } from './live-room';

/** A person with that many pages open has forgotten some. In one process. */
const perPerson = 10;

const open = new Gauge({
  name: 'brickwork_live_listeners',
  help: 'Open pages that this process tells of live events',
  registers: [metricsRegistry],
});

/** Who listens in this process, by team and by person. */
@Injectable()
export class LiveRooms {
  private readonly logger = new Logger(LiveRooms.name);
  private readonly rooms = new Map<string, LiveRoom>();
  private readonly byPerson = new Map<string, number>();

  constructor(private readonly feed: LiveFeed) {}

  /** False when the person has too many already. */
  join(listener: LiveListener): boolean {
    const { teamId, id } = listener.actor;
    const count = this.byPerson.get(id) ?? 0;
    if (count >= perPerson) return false;
    this.byPerson.set(id, count + 1);
    const room = this.rooms.get(teamId) ?? this.open(teamId);
    room.add(listener);
    open.inc();
    return true;
  }

  /** Once for each that has joined. */
  leave(listener: LiveListener): void {
    const { teamId, id } = listener.actor;
    const room = this.rooms.get(teamId);
    room?.remove(listener);
    if (room?.all.size === 0) this.rooms.delete(teamId);
    const left = (this.byPerson.get(id) ?? 1) - 1;
    if (left > 0) this.byPerson.set(id, left);
    else this.byPerson.delete(id);
    open.dec();
  }

  /** There may be news for these teams; null: for any. */
  look(teamIds: string[] | null): void {
    for (const teamId of teamIds ?? this.rooms.keys()) this.rooms.get(teamId)?.look();
  }

  /** Looks where somebody is behind these numbers. */
  catchUp(heads: ReadonlyMap<string, number>): void {
    for (const [teamId, head] of heads) {
      const room = this.rooms.get(teamId);
      if (room?.isBehind(head)) room.look();
    }
  }

  get teamIds(): string[] {
    return [...this.rooms.keys()];
  }

  get listeners(): LiveListener[] {
    return [...this.rooms.values()].flatMap(({ all }) => [...all]);
  }

  private open(teamId: string): LiveRoom {
    const room = new LiveRoom(teamId, this.feed, (error) =>
      this.logger.warn(`live events of a team could not be read: ${error.message}`),
    );
    this.rooms.set(teamId, room);
    return room;
  }
}
