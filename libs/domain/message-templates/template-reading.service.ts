import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import type {
  TemplateChannel,
  TemplateDetail,
  TemplateFilter,
  TemplateSummary,
  TemplateVersion,
} from './message-template';
import { templateNotFound, templateVersionNotFound } from './message-templates.errors';
import { MessageTemplatesRepository } from './message-templates.repository';
import { TemplateDetails } from './template-details.service';
import { TemplateVersionsRepository } from './template-versions.repository';

interface PageWish {
  limit: number;
  cursor?: string;
}

@Injectable()
export class TemplateReading {
  constructor(
    private readonly database: Database,
    private readonly templates: MessageTemplatesRepository,
    private readonly allVersions: TemplateVersionsRepository,
    private readonly details: TemplateDetails,
  ) {}

  /** @throws DomainError not_found/template_not_found */
  async get(scope: TenantScope, channel: TemplateChannel, id: string): Promise<TemplateDetail> {
    return this.database.sql(scope, async (tx) => {
      const template = await this.templates.find(tx, channel, id);
      if (!template) throw templateNotFound();
      return this.details.of(tx, template);
    });
  }

  /** Newest first. @throws DomainError invalid (cursor) */
  async list(
    scope: TenantScope,
    channel: TemplateChannel,
    filter: TemplateFilter,
    { limit, cursor }: PageWish,
  ): Promise<Page<TemplateSummary>> {
    const [before] = decodeCursor(cursor, ['uuid']) ?? [];
    const rows = await this.database.sql(scope, (tx) =>
      this.templates.list(tx, channel, { ...filter, before }, limit + 1),
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** Newest first. @throws DomainError not_found/template_not_found, invalid (cursor) */
  async versions(
    scope: TenantScope,
    channel: TemplateChannel,
    id: string,
    { limit, cursor }: PageWish,
  ): Promise<Page<TemplateVersion>> {
    const [before] = decodeCursor(cursor, ['int']) ?? [];
    const rows = await this.database.sql(scope, async (tx) => {
      if (!(await this.templates.find(tx, channel, id))) throw templateNotFound();
      return this.allVersions.list(tx, id, before, limit + 1);
    });
    return pageOf(rows, limit, ({ number }) => [number]);
  }

  /** @throws DomainError not_found/template_not_found, template_version_not_found */
  async version(
    scope: TenantScope,
    channel: TemplateChannel,
    id: string,
    number: number,
  ): Promise<TemplateVersion> {
    return this.database.sql(scope, async (tx) => {
      if (!(await this.templates.find(tx, channel, id))) throw templateNotFound();
      const version = await this.allVersions.find(tx, id, number);
      if (!version) throw templateVersionNotFound();
      return version;
    });
  }
}
