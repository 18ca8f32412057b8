import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { normaliseEmail, normalisePhone } from '@domain/leads';
import { Database, type TenantScope } from '@platform/database';
import { conflict, invalidField, notFound } from '@platform/errors';
import type { MessageChannel, Suppression, SuppressionScope } from './suppression';
import { SuppressionsRepository, type SuppressionFilter } from './suppressions.repository';

export interface SuppressionInput {
  channel: MessageChannel;
  address: string;
  scope: SuppressionScope;
}

/** The team's own list of addresses that must not be written to. */
@Injectable()
export class Suppressions {
  constructor(
    private readonly database: Database,
    private readonly repository: SuppressionsRepository,
    private readonly activities: Activities,
  ) {}

  /** Newest first. An address in the filter may be written as people write it. */
  async list(scope: TenantScope, filter: SuppressionFilter): Promise<Suppression[]> {
    const { address, channel } = filter;
    const normalised = address === undefined ? undefined : normalise(channel, address);
    if (normalised === null) return [];
    return this.database.sql(scope, (tx) => this.repository.list(tx, { ...filter, address: normalised }));
  }

  /**
   * Adds an address by hand.
   * @throws DomainError invalid (address_invalid), conflict/suppression_exists
   */
  async add(scope: TenantScope, input: SuppressionInput, by: Author): Promise<Suppression> {
    const address = normalise(input.channel, input.address);
    if (!address) throw invalidField('address', 'address_invalid', 'This is no address of that channel.');
    return this.database.sql(scope, async (tx) => {
      const entry = { channel: input.channel, address, scope: input.scope };
      if (await this.repository.find(tx, entry)) {
        throw conflict('suppression_exists', 'The address is suppressed already.');
      }
      await this.repository.add(tx, [{ ...entry, reason: 'manual', messageId: null }]);
      await this.activities.record(tx, [
        { type: 'suppression.added', title: `Suppressed ${address}`, userId: by.userId },
      ]);
      return (await this.repository.find(tx, entry))!;
    });
  }

  /**
   * Lets an address be written to again. The lead's own refusal, if there was one, stands.
   * @throws DomainError not_found/suppression_not_found
   */
  async remove(scope: TenantScope, id: string, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const removed = await this.repository.remove(tx, id);
      if (!removed) throw notFound('suppression');
      await this.activities.record(tx, [
        {
          type: 'suppression.removed',
          title: `No longer suppressed: ${removed.address}`,
          description: `${removed.reason} since ${removed.createdAt.toISOString()}`,
          userId: by.userId,
        },
      ]);
    });
  }
}

function normalise(channel: MessageChannel | undefined, address: string): string | null {
  if (channel === 'SMS' || (channel === undefined && !address.includes('@'))) {
    return normalisePhone(address)?.e164 ?? null;
  }
  return normaliseEmail(address);
}
