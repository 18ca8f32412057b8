import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { InboundRepository, type InboundMessage } from './inbound.repository';

/** What came back, for slices that act upon replies: their events carry ids only. */
@Injectable()
export class InboundMessages {
  constructor(private readonly repository: InboundRepository) {}

  /** Undefined when the team has no such message. `body` is a stranger's text. */
  async find(tx: SqlTx, id: string): Promise<InboundMessage | undefined> {
    return this.repository.find(tx, id);
  }
}
