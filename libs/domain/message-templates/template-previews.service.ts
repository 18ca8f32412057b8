import { Injectable } from '@nestjs/common';
import { TemplateError } from '@domain/templates';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import type { ErrorDetail } from '@platform/errors';
import type { KeptContent, TemplateChannel, TemplateContent } from './message-template';
import { templateNotFound, templateVersionNotFound } from './message-templates.errors';
import { MessageTemplates } from './message-templates.service';
import { fieldsOf, readContent } from './template-content';
import { TemplateDetails } from './template-details.service';
import { renderContent, sampleFor, type RenderedTemplate } from './template-rendering';
import { TemplateVersionsRepository } from './template-versions.repository';
import { MessageTemplatesRepository } from './message-templates.repository';

export interface TemplatePreview {
  /** Null while a mistake keeps it from being shown at all. */
  rendered: RenderedTemplate | null;
  /** Merge fields that nobody knows: neither the product nor the team's custom fields. */
  unknownFields: string[];
  /** What keeps it from being saved. */
  problems: ErrorDetail[];
  removed: string[];
}

const anyField = (): boolean => true;

@Injectable()
export class TemplatePreviews {
  constructor(
    private readonly database: Database,
    private readonly templates: MessageTemplatesRepository,
    private readonly versions: TemplateVersionsRepository,
    private readonly door: MessageTemplates,
    private readonly details: TemplateDetails,
  ) {}

  /**
   * What a lead would get, or a sample lead; of the newest version by default.
   * @throws DomainError not_found/template_not_found, template_version_not_found, lead_not_found
   */
  async stored(
    scope: TenantScope,
    channel: TemplateChannel,
    id: string,
    { leadId = null, version }: { leadId?: string | null; version?: number },
  ): Promise<TemplatePreview> {
    return this.database.sql(scope, async (tx) => {
      const template = await this.templates.find(tx, channel, id);
      if (!template) throw templateNotFound();
      const content = version === undefined ? template : await this.versions.find(tx, id, version);
      if (!content) throw templateVersionNotFound();
      return this.show(tx, content, leadId);
    });
  }

  /** The same of what an author is writing, mistakes and all. @throws DomainError not_found/lead_not_found */
  async draft(
    scope: TenantScope,
    channel: TemplateChannel,
    content: Partial<TemplateContent> & Pick<TemplateContent, 'body'>,
    leadId: string | null = null,
  ): Promise<TemplatePreview> {
    const { kept, problems, removed } = readContent(channel, {
      subject: null,
      previewText: null,
      ...content,
    });
    return this.database.sql(scope, async (tx) => ({
      ...(await this.show(tx, kept, leadId)),
      problems,
      removed,
    }));
  }

  private async show(
    tx: SqlTx,
    content: Omit<KeptContent, 'fields'>,
    leadId: string | null,
  ): Promise<TemplatePreview> {
    const nothing = { problems: [], removed: [] };
    try {
      // A field that nobody knows has no value: it is shown in brackets like every other that is missing.
      const unknownFields = await this.details.unknownOf(tx, fieldsOf(content, anyField));
      const rendered =
        leadId === null
          ? renderContent(content, sampleFor(content, anyField, unknownFields), anyField)
          : await this.door.renderText(tx, content, leadId, anyField);
      return { rendered, unknownFields, ...nothing };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return { rendered: null, unknownFields: [], ...nothing };
    }
  }
}
