import { setImmediate as turn } from 'node:timers/promises';
import { Actor, permissionsOf } from '@platform/auth';
import { newId, TenantScope, type TeamRole } from '@platform/database';
import type { LiveEvent, StoredLiveEvent } from '../live-event';
import { LiveRoom } from '../http/live-room';
import type { LiveListener } from '../http/live-listener';

const teamId = newId();
const actor = (role: TeamRole, limited = false): Actor => {
  const userId = newId();
  const team = TenantScope.of(teamId);
  return new Actor({
    ...{ kind: 'user', userId, apiKeyId: null, sessionId: newId(), teamId, role },
    scope: limited ? team.seenBy(userId) : team,
    permissions: permissionsOf(role),
  });
};

/** A feed in memory: what a viewer sees is said by the test. */
class Feed {
  readonly events: (StoredLiveEvent & { seenBy?: string[] })[] = [];
  reads: { after: number; viewer: string | null }[] = [];
  failing = false;

  add(more: Partial<StoredLiveEvent> & { seenBy?: string[] } = {}): void {
    const seq = this.events.length + 1;
    this.events.push({
      ...{ seq, type: 'lead.changed', version: 1, data: { seq }, permission: null, userId: null },
      ...{ createdAt: new Date(0), ...more },
    });
  }

  async read(scope: TenantScope, after: number, userIds: string[], limit: number) {
    this.reads.push({ after, viewer: scope.viewerId });
    if (this.failing) throw new Error('the database is away');
    const head = this.events.length;
    const visible = this.events.filter(
      ({ seq, userId, seenBy }) =>
        seq > after &&
        (userId === null || userIds.includes(userId)) &&
        (scope.viewerId === null || !seenBy || seenBy.includes(scope.viewerId)),
    );
    return { head, floor: 0, events: visible.slice(0, limit) };
  }
}

const listener = (who: Actor, seq = 0, checkedAt = Date.now()) => {
  const told: number[] = [];
  const it: LiveListener = {
    ...{ actor: who, seq, checkedAt, leave: () => undefined },
    tell: ({ data }: LiveEvent) => told.push((data as { seq: number }).seq),
  };
  return Object.assign(it, { told });
};

describe('LiveRoom', () => {
  const set = () => {
    const feed = new Feed();
    const errors: string[] = [];
    return { feed, errors, room: new LiveRoom(teamId, feed, ({ message }) => errors.push(message)) };
  };
  /** Until the room has been quiet for a while. */
  const quiet = async () => {
    for (let n = 0; n < 3; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      await turn();
    }
  };

  it('brings each to the end from their own place, without leaving out or repeating anything', async () => {
    const { feed, room } = set();
    for (let n = 0; n < 1_203; n += 1) feed.add();
    const [all, late, none] = [
      listener(actor('OWNER')),
      listener(actor('MANAGER'), 1_200),
      listener(actor('ADMIN'), 1_203),
    ];
    for (const one of [all, late, none]) room.add(one);
    await quiet();
    expect(all.told).toEqual(feed.events.map(({ seq }) => seq));
    expect([late.told, none.told]).toEqual([[1_201, 1_202, 1_203], []]);
    feed.add();
    room.look();
    await quiet();
    expect([all, late, none].map(({ told }) => told.at(-1))).toEqual([1_204, 1_204, 1_204]);
    expect(all.told).toHaveLength(1_204);
    expect([room.isBehind(1_204), room.isBehind(1_205)]).toEqual([false, true]);
  });

  it('reads once for all who see all, and once for each who does not', async () => {
    const { feed, room } = set();
    const [hers, his] = [actor('MEMBER', true), actor('MEMBER', true)];
    const listeners = [actor('OWNER'), actor('MANAGER'), hers, his, hers].map((who) => listener(who));
    listeners.forEach((one) => room.add(one));
    await quiet();
    feed.reads = [];
    feed.add({ seenBy: [hers.id] });
    feed.add({ userId: his.id });
    feed.add({ permission: 'api-keys:read' });
    feed.add({ userId: listeners[1]!.actor.id });
    for (let n = 0; n < 5; n += 1) room.look();
    await quiet();
    // Five calls at once are two looks: the second for what came during the first.
    const look = [null, hers.id, his.id];
    expect(feed.reads.map(({ viewer }) => viewer)).toEqual([...look, ...look]);
    expect(listeners.map(({ told }) => told)).toEqual([[1, 3], [1, 4], [1], [2], [1]]);
  });

  it('tells nobody who has not been found allowed lately, and makes up for it when they are', async () => {
    const { feed, room } = set();
    const one = listener(actor('OWNER'), 0, Date.now() - 31_000);
    room.add(one);
    feed.add();
    room.look();
    await quiet();
    expect(one.told).toEqual([]);
    one.checkedAt = Date.now();
    room.look();
    await quiet();
    expect(one.told).toEqual([1]);
  });

  it('survives a database that is away, and tells nothing to whoever has left meanwhile', async () => {
    const { feed, room, errors } = set();
    const [stays, leaves] = [listener(actor('OWNER')), listener(actor('OWNER'))];
    feed.failing = true;
    feed.add();
    room.add(stays);
    room.add(leaves);
    await quiet();
    expect([stays.told, errors[0]]).toEqual([[], 'the database is away']);
    feed.failing = false;
    room.look();
    room.remove(leaves);
    await quiet();
    expect([stays.told, leaves.told]).toEqual([[1], []]);
  });
});
