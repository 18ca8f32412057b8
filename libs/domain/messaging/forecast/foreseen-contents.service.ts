import { Injectable } from '@nestjs/common';
import { compileTemplate, isMergeField, TemplateError, type CompiledTemplate } from '@domain/templates';
import type { SqlTx } from '@platform/database';
import type { StoredContent } from '../contents.repository';
import { SendFactsRepository } from '../send-facts.repository';
import { LeadValuesRepository } from './lead-values.repository';

/** The text of a message that does not exist yet, or was not rendered yet. */
export interface ForeseenContent extends Pick<StoredContent, 'channel' | 'subject' | 'html' | 'text'> {
  /** Values that come before the lead's own. */
  values?: Readonly<Record<string, unknown>> | null;
}

export interface ForeseenText {
  /** The subject of a mail, the text of a message; null while a field is missing. */
  title: string | null;
  /** Merge fields that have neither a value nor a default: such a message is not sent. */
  missingFields: string[];
}

/** The parts of a message, each null while a field is missing or its template does not compile. */
export interface ForeseenTexts {
  subject: string | null;
  text: string | null;
  html: string | null;
}

const longestTitle = 160;

/** Messages as a lead would get them. */
@Injectable()
export class ForeseenContents {
  constructor(
    private readonly facts: SendFactsRepository,
    private readonly leads: LeadValuesRepository,
  ) {}

  /** In the order of `contents`, with two statements however many they are. */
  async of(tx: SqlTx, leadId: string, contents: readonly ForeseenContent[]): Promise<ForeseenText[]> {
    const compiled = contents.map((content) => templatesOf(content));
    const fields = [...new Set(compiled.flatMap(({ all }) => all.flatMap((template) => template.fields)))];
    const known =
      fields.length === 0 ? new Map<string, string | null>() : await this.values(tx, leadId, fields);
    return compiled.map(({ title, all }, index) => {
      const values = new Map([...known, ...ownValues(contents[index]!)]);
      const missing = new Set<string>();
      for (const template of all) {
        const result = template.render(values);
        if (!result.ok) for (const field of result.missing) missing.add(field);
      }
      const rendered = title.render(values);
      return {
        title: rendered.ok ? rendered.text.slice(0, longestTitle) : null,
        missingFields: [...missing],
      };
    });
  }

  /** Whole texts, in the order of `contents`; without a lead only what the messages and the team know is filled in. */
  async texts(
    tx: SqlTx,
    leadId: string | null,
    contents: readonly ForeseenContent[],
  ): Promise<ForeseenTexts[]> {
    const parts = contents.map(({ channel, subject, text, html }) => ({
      subject: compiledPart(subject, 'subject'),
      text: compiledPart(text, channel === 'SMS' ? 'sms' : 'text'),
      html: compiledPart(html, 'html'),
    }));
    const fields = [
      ...new Set(parts.flatMap((part) => Object.values(part).flatMap((template) => template?.fields ?? []))),
    ];
    const known = fields.length === 0 ? new Map() : await this.values(tx, leadId, fields);
    return parts.map(({ subject, text, html }, index) => {
      const values = new Map([...known, ...ownValues(contents[index]!)]);
      const rendered = (template: CompiledTemplate | null) => {
        const result = template?.render(values);
        return result?.ok ? result.text : null;
      };
      return { subject: rendered(subject), text: rendered(text), html: rendered(html) };
    });
  }

  private async values(
    tx: SqlTx,
    leadId: string | null,
    fields: string[],
  ): Promise<Map<string, string | null>> {
    const { name } = await this.facts.settings(tx);
    const values = await this.leads.of(tx, leadId, fields);
    // Every message has a link of its own; here it stands for them all.
    return values.set('team.name', name).set('unsubscribeUrl', 'https://example.com/unsubscribe');
  }
}

/** What was stored is shown as well as it can be: one text that does not compile must not hide a conversation. */
function compiledPart(
  source: string | null,
  context: 'subject' | 'text' | 'html' | 'sms',
): CompiledTemplate | null {
  if (source === null) return null;
  try {
    return compileTemplate(source, context, isMergeField);
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}

/** @throws TemplateError for a source that was never checked */
function templatesOf({ channel, subject, html, text }: ForeseenContent): {
  title: CompiledTemplate;
  all: CompiledTemplate[];
} {
  if (channel === 'SMS') {
    const body = compileTemplate(text, 'sms', isMergeField);
    return { title: body, all: [body] };
  }
  const title = compileTemplate(subject ?? '', 'subject', isMergeField);
  const bodies = [compileTemplate(text, 'text', isMergeField)];
  if (html !== null) bodies.push(compileTemplate(html, 'html', isMergeField));
  return { title, all: [title, ...bodies] };
}

function ownValues({ values }: ForeseenContent): [string, string][] {
  return Object.entries(values ?? {}).map(([field, value]) => [field, String(value)]);
}
