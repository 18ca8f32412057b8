import { Injectable } from '@nestjs/common';
import { isMergeField, sampleValues } from '@domain/templates';
import type { SqlTx } from '@platform/database';
import { notFound } from '@platform/errors';
import { LeadMergeValuesRepository } from './lead-merge-values.repository';
import type { TemplateChannel, TemplateHolder, UseKind } from './message-template';
import { templateInactive, templateNotFound, templateVersionNotFound } from './message-templates.errors';
import { fieldsOf } from './template-content';
import { renderContent, type RenderedTemplate } from './template-rendering';
import { TemplateUsesRepository } from './template-uses.repository';
import {
  keyOf,
  TemplateVersionsRepository,
  type UsableVersion,
  type VersionRef,
} from './template-versions.repository';

/** A version of a template in the parts that messaging takes (`NewContent`): with merge fields, HTML cleaned, plain text made. */
export interface TemplateText {
  templateId: string;
  version: number;
  /** Of the template, for people. */
  name: string;
  channel: TemplateChannel;
  subject: string | null;
  previewText: string | null;
  /** Null: SMS. */
  html: string | null;
  text: string;
}

/** Why a reference leads to no text: each is a code of a problem or an error. */
export type TemplateTrouble = 'template_not_found' | 'template_version_not_found' | 'template_inactive';

export type FoundTemplate = { ok: true; text: TemplateText } | { ok: false; code: TemplateTrouble };

/**
 * The team's templates for whoever writes messages: the inbox, campaigns, workflows. What names no version gets the newest; what
 * names one gets that for good, whatever becomes of the template.
 */
@Injectable()
export class MessageTemplates {
  constructor(
    private readonly versions: TemplateVersionsRepository,
    private readonly leads: LeadMergeValuesRepository,
    private readonly uses: TemplateUsesRepository,
  ) {}

  /**
   * The text to hand to `Messages.sendSingle`, which merges the lead's values when it is sent. Record the use with `recordUse`.
   * @throws DomainError not_found/template_not_found, template_version_not_found; conflict/template_inactive
   */
  async contentOf(
    tx: SqlTx,
    templateId: string,
    channel: TemplateChannel,
    version: number | null = null,
  ): Promise<TemplateText> {
    const [found] = await this.find(tx, channel, [{ templateId, version }]);
    if (found?.ok) return found.text;
    throw errorOf(found?.code ?? 'template_not_found');
  }

  /**
   * The template as a lead would read it, for a composer to go on from. Fields without a value stand in brackets and are named.
   * @throws DomainError as `contentOf`; not_found/lead_not_found, also for a lead that the viewer of `tx` may not see
   */
  async renderFor(
    tx: SqlTx,
    { templateId, channel, version = null, leadId }: VersionRefFor,
  ): Promise<RenderedTemplate & { templateId: string; version: number }> {
    const text = await this.contentOf(tx, templateId, channel, version);
    const rendered = await this.renderText(tx, text, leadId);
    return { ...rendered, templateId: text.templateId, version: text.version };
  }

  /** Any content that compiles, for a lead. @throws DomainError not_found/lead_not_found */
  async renderText(
    tx: SqlTx,
    content: Pick<TemplateText, 'subject' | 'previewText' | 'html' | 'text'>,
    leadId: string,
    isKnown: (field: string) => boolean = isMergeField,
  ): Promise<RenderedTemplate> {
    const values = await this.leads.of(tx, leadId, fieldsOf(content, isKnown));
    if (!values) throw notFound('lead');
    // Every message has a link of its own; here it stands for them all.
    return renderContent(content, values.set('unsubscribeUrl', sampleValues['unsubscribeUrl']!), isKnown);
  }

  /**
   * Each reference in its place. Something new takes nothing from a template that was switched off or deleted; what is `settled`
   * (launched) keeps the version it names.
   */
  async find(
    tx: SqlTx,
    channel: TemplateChannel,
    refs: readonly VersionRef[],
    { settled = false }: { settled?: boolean } = {},
  ): Promise<FoundTemplate[]> {
    const found = await this.versions.meant(tx, channel, refs);
    const rest = refs.filter((ref) => ref.version !== null && !found.has(keyOf(ref)));
    const newest = await this.versions.meant(
      tx,
      channel,
      rest.map(({ templateId }) => ({ templateId, version: null })),
    );
    return refs.map((ref): FoundTemplate => {
      const version = found.get(keyOf(ref));
      const template = version ?? newest.get(keyOf({ ...ref, version: null }));
      const kept = settled && ref.version !== null;
      if (!template || (template.deleted && !kept)) return { ok: false, code: 'template_not_found' };
      if (!version) return { ok: false, code: 'template_version_not_found' };
      if (!version.isActive && !kept) return { ok: false, code: 'template_inactive' };
      return { ok: true, text: textOf(version) };
    });
  }

  /** Notes that a message, or the messages of a campaign, were made of it: usage and “last used” are counted from that. */
  async recordUse(
    tx: SqlTx,
    use: { templateId: string; version: number; kind: UseKind; subjectId: string },
  ): Promise<void> {
    await this.uses.record(tx, use);
  }

  /** Says what a campaign or workflow names from now on; with none it names nothing any more. Keeps them from being deleted. */
  async hold(tx: SqlTx, holder: TemplateHolder, templateIds: readonly string[]): Promise<void> {
    await this.uses.hold(tx, holder, [...new Set(templateIds)]);
  }
}

export interface VersionRefFor {
  templateId: string;
  channel: TemplateChannel;
  /** Default: the newest. */
  version?: number | null;
  leadId: string;
}

function errorOf(code: TemplateTrouble) {
  switch (code) {
    case 'template_not_found':
      return templateNotFound();
    case 'template_version_not_found':
      return templateVersionNotFound();
    case 'template_inactive':
      return templateInactive();
  }
}

const textOf = (version: UsableVersion): TemplateText => ({
  templateId: version.templateId,
  version: version.number,
  name: version.name,
  channel: version.channel as TemplateChannel,
  subject: version.subject,
  previewText: version.previewText,
  html: version.html,
  text: version.text,
});
