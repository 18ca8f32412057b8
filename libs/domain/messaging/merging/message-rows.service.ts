import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { RowMoves, type Follower, type MovedPart, type Owners } from '@platform/row-moves';
import { SingleChunks } from '../single-chunks.service';
import type { MessageChannel } from '../unsubscribe/suppression';
import { MergedMessagesRepository } from './merged-messages.repository';

const part = (name: string, setAside: string, ids: string[] = []): MovedPart => ({
  part: name,
  ids,
  setAside,
});
const names = {
  places: 'audience_part.lead_ids',
  doubles: 'message.cancelled',
  suppressions: 'suppression.address',
  chunks: 'message_chunk.withdrawn',
  messages: 'message.withdrawn',
} as const;

/** Of the two addresses that two leads have on a channel, the one that stays theirs and the other. */
export interface AddressChoice {
  channel: MessageChannel;
  kept: string | null;
  given: string;
}

/** What follows a lead that is merged: all that it was sent and wrote. What both were to get goes out once. */
@Injectable()
export class MessageRows implements Follower {
  readonly rows = [
    { table: 'message', column: 'lead_id' },
    { table: 'inbound_message', column: 'lead_id' },
    { table: 'opt_out_review', column: 'lead_id' },
  ];

  constructor(
    private readonly moves: RowMoves,
    private readonly singles: SingleChunks,
    private readonly repository: MergedMessagesRepository,
  ) {}

  async prepare(tx: SqlTx, leads: Owners): Promise<MovedPart[]> {
    // A layout that is under way is waited for here, so that what it writes is found below.
    const places = await this.repository.takePlaces(tx, leads);
    await this.repository.lockChunks(tx, leads);
    const back = { from: leads.to, to: leads.from };
    const parts = [
      part(names.places, places),
      part(names.doubles, await this.repository.cancelDoubles(tx, back, { sentOnly: true })),
      part(names.doubles, await this.repository.cancelDoubles(tx, leads, { sentOnly: false })),
    ];
    return parts.filter(({ setAside }) => setAside !== '[]');
  }

  async restore(tx: SqlTx, _leads: Owners, parts: readonly MovedPart[]): Promise<void> {
    const of = (name: string) => parts.filter((one) => one.part === name);
    for (const { setAside } of of(names.places)) await this.repository.restorePlaces(tx, setAside);
    for (const { setAside } of of(names.doubles)) await this.repository.restoreDoubles(tx, setAside);
    for (const { ids } of of(names.suppressions)) await this.repository.dropSuppressions(tx, ids);
    for (const { setAside } of of(names.messages)) await this.moves.putBack(tx, 'message', setAside);
    for (const { setAside } of of(names.chunks)) await this.requeue(tx, setAside);
  }

  /** Whoever asked not to be written to is not written to at the other address either. */
  async carrySuppressions(tx: SqlTx, choices: readonly AddressChoice[]): Promise<MovedPart[]> {
    const parts: MovedPart[] = [];
    for (const { channel, given, kept: address } of choices) {
      if (address === null) continue;
      const ids = await this.repository.carrySuppressions(tx, channel, { given, kept: address });
      if (ids.length > 0) parts.push(part(names.suppressions, '[]', ids));
    }
    return parts;
  }

  /** What `Messages.withdraw` is about to take back, so that `restore` can bring it back. */
  async remember(tx: SqlTx, prefixes: readonly string[]): Promise<MovedPart[]> {
    const { messages, chunks } = await this.repository.pendingSingles(tx, prefixes);
    if (messages.length === 0) return [];
    return [
      part(names.messages, await this.moves.read(tx, 'message', messages)),
      part(names.chunks, await this.moves.read(tx, 'message_chunk', chunks)),
    ];
  }

  private async requeue(tx: SqlTx, setAside: string): Promise<void> {
    await this.moves.putBack(tx, 'message_chunk', setAside);
    for (const { id, fence, due_at } of JSON.parse(setAside) as {
      id: string;
      fence: number;
      due_at: string;
    }[])
      await this.singles.enqueue(tx, { id, fence }, new Date(due_at));
  }
}
