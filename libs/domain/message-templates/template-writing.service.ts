import { Injectable } from '@nestjs/common';
import { changedFields, type Author } from '@domain/activities';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import {
  MESSAGE_TEMPLATE_LIMITS,
  type KeptContent,
  type MessageTemplate,
  type NewTemplate,
  type TemplateChannel,
  type TemplateChanges,
  type TemplateContent,
  type TemplateDetail,
} from './message-template';
import {
  templateInUse,
  templateInvalid,
  templateNotFound,
  templateVersionNotFound,
  versionConflict,
} from './message-templates.errors';
import { MessageTemplatesRepository, type TemplateSettings } from './message-templates.repository';
import { fieldsOf, readContent } from './template-content';
import { TemplateDetails } from './template-details.service';
import { TemplateLog } from './template-log';
import { TemplateUsesRepository } from './template-uses.repository';
import { TemplateVersionsRepository } from './template-versions.repository';

const holdersNamed = 5;

/** Writing templates. A change of what one says makes a version; its name, category and switch have none. */
@Injectable()
export class TemplateWriting {
  constructor(
    private readonly database: Database,
    private readonly templates: MessageTemplatesRepository,
    private readonly versions: TemplateVersionsRepository,
    private readonly uses: TemplateUsesRepository,
    private readonly details: TemplateDetails,
    private readonly log: TemplateLog,
  ) {}

  /** @throws DomainError invalid/template_invalid */
  async create(
    scope: TenantScope,
    channel: TemplateChannel,
    { name, category = null, isActive = true, ...content }: NewTemplate,
    by: Author,
  ): Promise<TemplateDetail> {
    const { kept, removed } = required(channel, { subject: null, previewText: null, ...content });
    return this.database.sql(scope, async (tx) => {
      const template = await this.insert(tx, channel, { name, category, isActive }, kept, by);
      await this.log.record(tx, 'created', template, by);
      return this.details.of(tx, template, removed);
    });
  }

  /**
   * Changes what is given; a version is made when it then says something else.
   * @throws DomainError not_found/template_not_found, invalid/template_invalid, conflict/template_version_conflict
   */
  async update(
    scope: TenantScope,
    channel: TemplateChannel,
    id: string,
    { version, name, category, isActive, ...content }: TemplateChanges,
    by: Author,
  ): Promise<TemplateDetail> {
    return this.database.sql(scope, async (tx) => {
      const before = await this.locked(tx, channel, id);
      if (version !== undefined && version !== before.version) throw versionConflict(before.version);
      const settings = {
        name: name ?? before.name,
        category: category === undefined ? before.category : category,
        isActive: isActive ?? before.isActive,
      };
      const given = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
      const wanted = { ...writtenOf(before), ...given };
      const { kept, removed } =
        Object.keys(given).length > 0 ? required(channel, wanted) : { kept: before, removed: [] };
      const after = await this.save(tx, before, settings, kept, null, by);
      const changes = changedFields(before, after, ['name', 'category', 'isActive', 'version', 'subject']);
      if (Object.keys(changes).length > 0) await this.log.record(tx, 'updated', after, by, { changes });
      return this.details.of(tx, after, removed);
    });
  }

  /**
   * Says again what a version said, as a new version; nothing happens when it is what the newest says.
   * @throws DomainError not_found/template_not_found, template_version_not_found, invalid/template_invalid
   */
  async restore(
    scope: TenantScope,
    channel: TemplateChannel,
    id: string,
    number: number,
    by: Author,
  ): Promise<TemplateDetail> {
    return this.database.sql(scope, async (tx) => {
      const before = await this.locked(tx, channel, id);
      const version = await this.versions.find(tx, id, number);
      if (!version) throw templateVersionNotFound();
      // What may be said has perhaps become less since.
      const { kept } = required(channel, writtenOf(version));
      const after = await this.save(tx, before, before, kept, number, by);
      const changes = changedFields(before, after, ['version']);
      if (after.version !== before.version)
        await this.log.record(tx, 'restored', after, by, { changes, description: `Version ${number}` });
      return this.details.of(tx, after);
    });
  }

  /** A template that says the same, with a history of its own. @throws DomainError not_found/template_not_found */
  async duplicate(
    scope: TenantScope,
    channel: TemplateChannel,
    id: string,
    by: Author,
  ): Promise<TemplateDetail> {
    return this.database.sql(scope, async (tx) => {
      const original = await this.templates.find(tx, channel, id);
      if (!original) throw templateNotFound();
      const suffix = ' (copy)';
      const name = original.name.slice(0, MESSAGE_TEMPLATE_LIMITS.name - suffix.length) + suffix;
      const copy = await this.insert(tx, channel, { ...original, name, isActive: true }, original, by);
      await this.log.record(tx, 'created', copy, by, { description: `Copied from ${original.name}` });
      return this.details.of(tx, copy);
    });
  }

  /**
   * Its versions are kept for what was sent with them.
   * @throws DomainError not_found/template_not_found; conflict/template_in_use naming campaigns and workflows that would miss it
   */
  async remove(scope: TenantScope, channel: TemplateChannel, id: string, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const template = await this.templates.lock(tx, channel, id, { against: 'holders too' });
      if (!template) throw templateNotFound();
      const holders = await this.uses.holdersOf(tx, id, holdersNamed);
      if (holders.length > 0) throw templateInUse(holders);
      await this.templates.markDeleted(tx, id);
      await this.log.record(tx, 'deleted', template, by);
    });
  }

  private async insert(
    tx: SqlTx,
    channel: TemplateChannel,
    settings: TemplateSettings,
    kept: KeptContent,
    { userId: createdById }: Author,
  ): Promise<MessageTemplate> {
    const templateId = await this.templates.insert(tx, { ...settings, channel, createdById });
    await this.versions.insert(tx, { ...kept, templateId, number: 1, restoredFrom: null, createdById });
    return (await this.templates.find(tx, channel, templateId))!;
  }

  private async save(
    tx: SqlTx,
    before: MessageTemplate,
    settings: TemplateSettings,
    kept: KeptContent,
    restoredFrom: number | null,
    { userId: createdById }: Author,
  ): Promise<MessageTemplate> {
    const { id: templateId } = before;
    const number = saysTheSame(before, kept) ? before.version : before.version + 1;
    if (number > before.version)
      await this.versions.insert(tx, { ...kept, templateId, number, restoredFrom, createdById });
    if (
      number > before.version ||
      Object.keys(changedFields<TemplateSettings>(before, settings, settingNames)).length > 0
    )
      await this.templates.change(tx, templateId, { ...settings, version: number });
    return (await this.templates.find(tx, before.channel, templateId))!;
  }

  private async locked(tx: SqlTx, channel: TemplateChannel, id: string): Promise<MessageTemplate> {
    const template = await this.templates.lock(tx, channel, id);
    if (!template) throw templateNotFound();
    return template;
  }
}

const settingNames = ['name', 'category', 'isActive'] as const;

const writtenOf = ({ subject, previewText, html, text }: Omit<KeptContent, 'fields'>): TemplateContent => ({
  subject,
  previewText,
  body: html ?? text,
});

const saysTheSame = (a: KeptContent, b: KeptContent): boolean =>
  a.subject === b.subject && a.previewText === b.previewText && a.html === b.html && a.text === b.text;

/** @throws DomainError invalid/template_invalid */
function required(
  channel: TemplateChannel,
  content: TemplateContent,
): { kept: KeptContent; removed: string[] } {
  const { kept, problems, removed } = readContent(channel, content);
  if (problems.length > 0) throw templateInvalid(problems);
  return { kept: { ...kept, fields: fieldsOf(kept) }, removed };
}
