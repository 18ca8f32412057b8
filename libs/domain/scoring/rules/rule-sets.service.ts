import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { defaultScheme } from './default-rules';
import type { RuleSet } from './rule';
import { RuleSetsRepository } from './rule-sets.repository';

/** Which rules are in force. A team that has published none works by the default set, written down as its version 1. */
@Injectable()
export class RuleSets {
  constructor(private readonly repository: RuleSetsRepository) {}

  async current(tx: SqlTx): Promise<RuleSet> {
    const found = await this.repository.current(tx);
    if (found) return found;
    const id = await this.repository.insert(tx, defaultScheme, null);
    if (id) await this.repository.publish(tx, id, null);
    return (await this.repository.current(tx))!;
  }
}
