import { Injectable } from '@nestjs/common';
import { CustomFields } from '@domain/custom-fields';
import { isMergeField } from '@domain/templates';
import type { SqlTx } from '@platform/database';
import type { MessageTemplate, TemplateDetail } from './message-template';
import { renderContent } from './template-rendering';
import { TemplateUsesRepository } from './template-uses.repository';

const customPrefix = 'lead.custom.';
const holdersShown = 50;

/** What the author of a template wants to know besides what it says. */
@Injectable()
export class TemplateDetails {
  constructor(
    private readonly customFields: CustomFields,
    private readonly uses: TemplateUsesRepository,
  ) {}

  async of(tx: SqlTx, template: MessageTemplate, removed: string[] = []): Promise<TemplateDetail> {
    return {
      ...template,
      unknownFields: await this.unknownOf(tx, template.fields),
      usedBy: await this.uses.holdersOf(tx, template.id, holdersShown),
      sms: template.html === null ? renderContent(template, 'sample', isMergeField).sms : null,
      removed,
    };
  }

  /** Fields that are neither the product's nor a custom field of the team's. */
  async unknownOf(tx: SqlTx, fields: readonly string[]): Promise<string[]> {
    if (!fields.some((field) => field.startsWith(customPrefix)))
      return fields.filter((one) => !isMergeField(one));
    const defined = new Set((await this.customFields.all(tx)).map(({ key }) => `${customPrefix}${key}`));
    return fields.filter((field) =>
      field.startsWith(customPrefix) ? !defined.has(field) : !isMergeField(field),
    );
  }
}
