import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { Audiences } from '../audience/audiences.service';
import type { LeadFilter } from '../audience/lead-filter';
import type { Lead } from '../lead';
import { LeadListRepository, type ListedLead } from '../lead-list.repository';
import { csvLine } from './csv-line';
import { CustomKeysRepository } from './custom-keys.repository';
import { exportColumns } from './export-columns';

const pageSize = 2_000;
/** An import takes 100 columns; beyond that the least used custom fields are left out. */
const maxCustomColumns = 100 - exportColumns.length;

/** Leads as a CSV file that our own import reads back without a mapping. */
@Injectable()
export class LeadExport {
  constructor(
    private readonly database: Database,
    private readonly audiences: Audiences,
    private readonly lists: LeadListRepository,
    private readonly customKeys: CustomKeysRepository,
  ) {}

  /**
   * Newest leads first. Read page by page in short units of work: memory use is constant and a slow reader holds no connection.
   * A lead that changes meanwhile appears as it is when its page is read.
   * @throws DomainError not_found/user_not_found or tag_not_found for a filter of another team
   */
  async download(scope: TenantScope, filter: LeadFilter): Promise<Readable> {
    const keys = await this.database.sql(scope, async (tx) => {
      await this.audiences.requireFilter(tx, filter);
      return this.customKeys.inUse(tx, filter, maxCustomColumns);
    });
    return Readable.from(this.pages(scope, filter, keys));
  }

  private async *pages(scope: TenantScope, filter: LeadFilter, keys: string[]): AsyncGenerator<string> {
    yield csvLine([...exportColumns.map(([header]) => header), ...keys.map((key) => `custom.${key}`)]);
    let last: ListedLead | undefined;
    do {
      const after = last && { value: last.createdAt, id: last.id };
      const leads = await this.database.sql(scope, (tx) =>
        this.lists.list(tx, {
          filter,
          sort: 'createdAt',
          direction: 'desc',
          after,
          limit: pageSize,
          searched: null,
        }),
      );
      if (leads.length > 0) yield leads.map((lead) => csvLine(cellsOf(lead, keys))).join('');
      last = leads.length === pageSize ? leads.at(-1) : undefined;
    } while (last);
  }
}

function cellsOf(lead: Lead, keys: string[]) {
  return [
    ...exportColumns.map(([, value]) => value(lead)),
    ...keys.map((key) => lead.customFields[key] ?? null),
  ];
}
