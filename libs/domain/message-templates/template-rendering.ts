import { sampleValuesFor, type MergeValues } from '@domain/templates';
import { charactersOutsideGsm, countSegments } from '@integrations/sms';
import type { KeptContent, SmsCost } from './message-template';
import { compileContent, type CompiledContent } from './template-content';

export interface RenderedTemplate {
  /** Null: SMS. */
  subject: string | null;
  previewText: string | null;
  /** Null: SMS. */
  html: string | null;
  /** The plain-text part; the text of an SMS. */
  text: string;
  /** Of the rendered text. Null: EMAIL. */
  sms: SmsCost | null;
  /** Fields without value and default: the message would be skipped. They are shown as `[lead.city]`. */
  missingFields: string[];
}

const partsOf = (content: CompiledContent) =>
  [content.subject, content.previewText, content.html, content.text].filter((part) => part !== null);

/** What the sample lead has for a content: something for every field but those that nobody knows. */
export function sampleFor(
  content: Omit<KeptContent, 'fields'>,
  isKnown: (field: string) => boolean,
  unknown: readonly string[],
): Map<string, string> {
  const values = new Map(Object.entries(sampleValuesFor(partsOf(compileContent(content, isKnown)))));
  for (const field of unknown) values.delete(field);
  return values;
}

/** A content as its reader would see it. @throws TemplateError for a content with problems, `isKnown` aside */
export function renderContent(
  content: Omit<KeptContent, 'fields'>,
  values: MergeValues | 'sample',
  isKnown: (field: string) => boolean,
): RenderedTemplate {
  const compiled = compileContent(content, isKnown);
  const given = values === 'sample' ? sampleValuesFor(partsOf(compiled)) : values;
  const known = new Map(given instanceof Map ? given : Object.entries(given));
  const missing = new Set<string>();
  for (const part of partsOf(compiled)) {
    const result = part.render(known);
    if (!result.ok) for (const field of result.missing) missing.add(field);
  }
  for (const field of missing) known.set(field, `[${field}]`);
  const shown = (part: CompiledContent['subject']): string | null => {
    const result = part?.render(known);
    return result ? (result.ok ? result.text : '') : null;
  };
  const text = shown(compiled.text) ?? '';
  return {
    subject: shown(compiled.subject),
    previewText: shown(compiled.previewText),
    html: shown(compiled.html),
    text,
    sms: compiled.html === null ? costOf(text) : null,
    missingFields: [...missing],
  };
}

const costOf = (text: string): SmsCost => ({
  ...countSegments(text),
  unicodeCharacters: charactersOutsideGsm(text),
});
