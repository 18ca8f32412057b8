import { HtmlPosition } from './html-position';
import { TemplateError } from './template.errors';
import { type EscapeKind, escapeValue, oneLine } from './template-escape';
import { FILTERS, type MergeValue, toText } from './template-filters';
import type { FieldNode, FilterCall, TemplateNode } from './template-parser';

export type TemplateContext = 'html' | 'text' | 'subject' | 'sms';

/** Values by full path (`lead.firstName`); of a record only own properties are read. */
export type MergeValues = ReadonlyMap<string, MergeValue> | Readonly<Record<string, MergeValue>>;

export type RenderFailure = {
  ok: false;
  /** Fields without value and default in the branches that were reached; empty when the output is too large. */
  missing: string[];
  reason: 'missing' | 'too_large';
};
export type RenderResult = { ok: true; text: string } | RenderFailure;

export interface FieldStep {
  path: string;
  /** Same path, filters and escaping: same text for the same recipient. */
  key: string;
  /** The text to insert, or undefined when the field is missing and has no default. */
  read: (values: MergeValues) => string | undefined;
}
export interface IfStep {
  path: string;
  met: Step[];
  otherwise: Step[];
}
export type Step = string | FieldStep | IfStep;

/** Turns nodes into steps, fixing for each field how its value is escaped at its place. */
export function buildProgram(nodes: TemplateNode[], context: TemplateContext): Step[] {
  const position = context === 'html' ? new HtmlPosition() : null;
  return build(nodes, context, position);
}

function build(nodes: TemplateNode[], context: TemplateContext, position: HtmlPosition | null): Step[] {
  return nodes.map((node) => {
    switch (node.type) {
      case 'text':
        position?.feed(node.text);
        return context === 'subject' ? oneLine(node.text) : node.text;
      case 'field':
        return buildField(node, escapeAt(node, context, position));
      case 'if': {
        const inElse = position?.clone() ?? null;
        const met = build(node.met, context, position);
        const otherwise = build(node.otherwise, context, inElse);
        if (position?.key !== inElse?.key) {
          const message = 'Both sides of a condition must end at the same place of the HTML.';
          throw new TemplateError('unsafe_position', node.position, message);
        }
        return { path: node.path, met, otherwise };
      }
    }
  });
}

function escapeAt(node: FieldNode, context: TemplateContext, position: HtmlPosition | null): EscapeKind {
  if (!position) return context === 'text' ? 'text' : 'line';
  const kind = position.escapeHere();
  if (!kind) {
    const message = `"${node.path}" stands where no value is safe: use it in text or in a quoted attribute.`;
    throw new TemplateError('unsafe_position', node.position, message);
  }
  position.passValue();
  return kind;
}

function buildField(node: FieldNode, kind: EscapeKind): FieldStep {
  const { path, filters } = node;
  return {
    path,
    key: JSON.stringify([path, kind, filters]),
    read: (values) => {
      const text = throughFilters(valueOf(values, path), filters);
      return text === undefined ? undefined : escapeValue(text, kind);
    },
  };
}

/** A missing value passes every filter but `default` untouched. */
function throughFilters(value: MergeValue, filters: FilterCall[]): string | undefined {
  let current: MergeValue = toText(value) === undefined ? undefined : value;
  for (const { name, argument } of filters) {
    if (name === 'default') current ??= argument;
    // A default may be the empty text on purpose; there is nothing to filter in it then.
    else if (current !== undefined && current !== null && toText(current) !== undefined) {
      current = FILTERS.get(name)?.(current);
    }
  }
  return typeof current === 'string' ? current : toText(current);
}

function valueOf(values: MergeValues, path: string): MergeValue {
  if (values instanceof Map) return (values as ReadonlyMap<string, MergeValue>).get(path);
  return Object.hasOwn(values, path) ? (values as Readonly<Record<string, MergeValue>>)[path] : undefined;
}

/** Whether `{{#if path}}` holds: the field has a value and it is not `false`. Zero is a value. */
export function holds(values: MergeValues, path: string): boolean {
  const value = valueOf(values, path);
  return value !== false && toText(value) !== undefined;
}
