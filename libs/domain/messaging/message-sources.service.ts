import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { Lanes } from './lanes.service';
import { MessageLayout } from './layout/message-layout.service';
import { sourceNotFound, sourceNotOpen } from './messaging.errors';
import { SourcesRepository, type SourceState } from './sources.repository';

/** Whether what asks for messages still wants them. Changed in the transaction that changes the campaign itself. */
@Injectable()
export class MessageSources {
  constructor(
    private readonly repository: SourcesRepository,
    private readonly lanes: Lanes,
    private readonly layout: MessageLayout,
  ) {}

  /** Records a source whose chunks are sent by lanes. `id` is the campaign's own id; `kind` is e.g. `campaign`. */
  async create(tx: SqlTx, source: { id: string; kind: string }): Promise<void> {
    await this.repository.create(tx, source);
  }

  /**
   * Nothing is claimed any more once `tx` commits; what was already handed to a provider settles (one chunk per lane).
   * @throws DomainError message_source_not_found, message_source_not_open
   */
  async pause(tx: SqlTx, id: string): Promise<void> {
    await this.move(tx, id, 'paused');
  }

  /** Goes on with what is left, laying out included; lanes of before the pause end. @throws DomainError as `pause` */
  async resume(tx: SqlTx, id: string): Promise<void> {
    if (!(await this.move(tx, id, 'running'))) return;
    await this.lanes.start(tx, id);
    await this.layout.resume(tx, id);
  }

  /** Cancels every message that was not handed to a provider. Idempotent. @throws DomainError message_source_not_found */
  async cancel(tx: SqlTx, id: string): Promise<void> {
    if (!(await this.withdraw(tx, id))) throw sourceNotFound();
  }

  /** As `cancel`; a source that was never needed (`sourceId` of single messages) is nothing to take back: false. */
  async withdraw(tx: SqlTx, id: string): Promise<boolean> {
    const before = await this.repository.lock(tx, id);
    if (!before || before === 'cancelled') return before !== undefined;
    await this.repository.setState(tx, id, 'cancelled');
    await this.repository.cancelChunks(tx, id);
    await this.lanes.writeCancelledLater(tx, id);
    return true;
  }

  /** Closes a source whose messages are all settled. Idempotent. */
  async finish(tx: SqlTx, id: string): Promise<void> {
    await this.repository.setState(tx, id, 'finished');
  }

  private async move(tx: SqlTx, id: string, to: 'running' | 'paused'): Promise<boolean> {
    const before: SourceState | undefined = await this.repository.lock(tx, id);
    if (!before) throw sourceNotFound();
    if (before === to) return false;
    if (before === 'cancelled' || before === 'finished') throw sourceNotOpen(before);
    await this.repository.setState(tx, id, to);
    return true;
  }
}
