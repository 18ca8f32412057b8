import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { CustomFieldsRepository } from './custom-fields.repository';

/** Leads per commit: their rows are locked for some ten milliseconds. */
const batch = 500;

/** Removes the values of a deleted field, step by step; the job decides when each is committed. */
@Injectable()
export class CustomFieldClearing {
  constructor(private readonly fields: CustomFieldsRepository) {}

  /** Clears a batch; false when there is nothing left that filters could find. */
  async step(tx: SqlTx, fieldId: string): Promise<boolean> {
    const key = await this.fields.findDeleted(tx, fieldId);
    return key !== undefined && (await this.fields.clearIndexed(tx, key, batch)) > 0;
  }

  /** The rest, and the definition: the key is free again. */
  async finish(tx: SqlTx, fieldId: string): Promise<void> {
    const key = await this.fields.findDeleted(tx, fieldId);
    if (key === undefined) return;
    await this.fields.clearMisfits(tx, key);
    await this.fields.delete(tx, fieldId);
  }
}
