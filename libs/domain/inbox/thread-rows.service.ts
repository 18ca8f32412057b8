import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { RowMoves, type Follower, type MovedPart, type Owners, type RowMove } from '@platform/row-moves';
import { EntriesRepository } from './entries.repository';
import { ThreadsRepository } from './threads.repository';

const inside: RowMove[] = [
  { table: 'inbox_entry', column: 'thread_id' },
  { table: 'inbox_comment', column: 'thread_id' },
];
const table = 'inbox_thread';

/** What follows a lead that is merged: its conversations, each joined with the survivor's on the same channel. */
@Injectable()
export class ThreadRows implements Follower {
  readonly rows = [{ table, column: 'lead_id', onePer: ['channel'] }];

  constructor(
    private readonly moves: RowMoves,
    private readonly threads: ThreadsRepository,
    private readonly entries: EntriesRepository,
  ) {}

  async prepare(tx: SqlTx, leads: Owners): Promise<MovedPart[]> {
    const parts: MovedPart[] = [];
    for (const { from, to, channel } of await this.threads.lockPairs(tx, leads)) {
      const before = await this.moves.read(tx, table, [to]);
      const moved = await this.moves.move(tx, inside, { from, to });
      await this.showNewer(tx, from, to);
      await this.entries.recount(tx, to);
      const after = await this.moves.read(tx, table, [to]);
      parts.push(
        ...moved.map((part) => ({ ...part, part: `${part.part}:${channel}` })),
        { part: `${table}.before:${channel}`, ids: [], setAside: before },
        { part: `${table}.after:${channel}`, ids: [], setAside: after },
      );
    }
    return parts;
  }

  /** A conversation in which nothing happened since becomes what it was; another one is counted anew. */
  async restore(tx: SqlTx, leads: Owners, parts: readonly MovedPart[]): Promise<void> {
    for (const { from, to, channel } of await this.threads.lockPairs(tx, leads)) {
      const rowsOf = (name: string) => parts.find(({ part }) => part === `${name}:${channel}`)?.setAside;
      const [before, after] = [rowsOf(`${table}.before`), rowsOf(`${table}.after`)];
      const untouched =
        before !== undefined && after !== undefined && (await this.moves.areAs(tx, table, after));
      const ofChannel = parts
        .filter(({ part }) => part.endsWith(`:${channel}`))
        .map((part) => ({ ...part, part: part.part.slice(0, -channel.length - 1) }));
      await this.moves.moveBack(tx, inside, { from, to }, ofChannel);
      if (untouched) await this.moves.putBack(tx, table, before);
      else await this.entries.recount(tx, to);
    }
  }

  private async showNewer(tx: SqlTx, from: string, to: string): Promise<void> {
    const thread = await this.threads.find(tx, from);
    if (!thread) return;
    const {
      lastDirection: direction,
      lastMessageAt: at,
      subject,
      excerpt,
      address,
      senderName,
      unread,
    } = thread;
    await this.threads.showLatest(tx, to, {
      ...{ direction, at, subject, excerpt, address, senderName, wakes: unread > 0 },
    });
  }
}
