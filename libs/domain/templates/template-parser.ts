import { hasPrototypeName } from './merge-fields';
import { TemplateError } from './template.errors';
import { FILTERS } from './template-filters';

export const TEMPLATE_LIMITS = {
  sourceBytes: 256 * 1024,
  outputCharacters: 1024 * 1024,
  tags: 1_000,
  depth: 5,
  tagCharacters: 1_000,
  filters: 5,
} as const;

export interface FilterCall {
  name: string;
  /** Only `default` takes one. */
  argument: string | null;
}
export interface TextNode {
  type: 'text';
  text: string;
}
export interface FieldNode {
  type: 'field';
  path: string;
  filters: FilterCall[];
  position: number;
}
export interface IfNode {
  type: 'if';
  path: string;
  position: number;
  met: TemplateNode[];
  otherwise: TemplateNode[];
}
export type TemplateNode = TextNode | FieldNode | IfNode;

interface OpenBlock {
  node: IfNode;
  inElse: boolean;
}

const PATH = '[A-Za-z]\\w*(?:\\.[\\w-]+){0,4}';
const FIELD_TAG = new RegExp(`^(${PATH})\\s*(\\|[^]*)?$`);
const IF_TAG = new RegExp(`^#if\\s+(${PATH})$`);
const FILTER = /\|\s*([A-Za-z]+)\s*(?::\s*(?:"([^"]*)"|'([^']*)'|“([^“”]*)”)\s*)?/y;

/**
 * Reads a template into nodes. `fromHtml` also understands quotes and spaces an HTML editor has written as entities.
 * Every character is looked at a bounded number of times: the first unclosed tag ends the reading.
 */
export function parseTemplate(
  source: string,
  isAllowed: (path: string) => boolean,
  fromHtml: boolean,
): TemplateNode[] {
  const root: TemplateNode[] = [];
  const open: OpenBlock[] = [];
  let tags = 0;
  let from = 0;
  const here = (): TemplateNode[] => {
    const block = open.at(-1);
    if (!block) return root;
    return block.inElse ? block.node.otherwise : block.node.met;
  };

  for (let at = source.indexOf('{{'); at >= 0; at = source.indexOf('{{', from)) {
    if (at > from) here().push({ type: 'text', text: source.slice(from, at) });
    if (++tags > TEMPLATE_LIMITS.tags) {
      throw new TemplateError('too_many_tags', at, `A template may hold ${TEMPLATE_LIMITS.tags} tags.`);
    }
    const end = closingBraces(source, at);
    const raw = source.slice(at + 2, end);
    const tag = (fromHtml ? decodeEditorEntities(raw) : raw).trim();
    from = end + 2;

    if (tag.startsWith('#')) {
      const node = parseIf(tag, at, isAllowed);
      if (open.length >= TEMPLATE_LIMITS.depth) {
        throw new TemplateError('too_deep', at, `Conditions may be nested ${TEMPLATE_LIMITS.depth} deep.`);
      }
      here().push(node);
      open.push({ node, inElse: false });
    } else if (tag === 'else') {
      const block = open.at(-1);
      if (!block || block.inElse)
        throw new TemplateError('unbalanced_block', at, '{{else}} belongs to no {{#if}}.');
      block.inElse = true;
    } else if (tag === '/if') {
      if (!open.pop()) throw new TemplateError('unbalanced_block', at, '{{/if}} closes no {{#if}}.');
    } else here().push(parseField(tag, at, isAllowed));
  }

  const unclosed = open.at(-1);
  if (unclosed)
    throw new TemplateError('unbalanced_block', unclosed.node.position, '{{#if}} is never closed.');
  if (from < source.length) root.push({ type: 'text', text: source.slice(from) });
  return root;
}

/** Offset of the `}}` that ends the tag opened at `at`; braces inside a quoted default do not count. */
function closingBraces(source: string, at: number): number {
  const end = endOfTag(source, at);
  if (end !== null) return end;
  throw new TemplateError('unclosed_tag', at, 'A tag opened with {{ is not closed with }}.');
}

function endOfTag(source: string, at: number): number | null {
  const limit = Math.min(source.length - 1, at + TEMPLATE_LIMITS.tagCharacters);
  let quote = '';
  let inArgument = false;
  for (let index = at + 2; index < limit; index++) {
    const character = source.charAt(index);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (inArgument && (character === '"' || character === "'")) quote = character;
    else if (character === ':') inArgument = true;
    else if (character === '|') inArgument = false;
    else if (character === '}' && source.charAt(index + 1) === '}') return index;
    else if (character === '{') break;
  }
  return null;
}

/** Where the merge tags of a source begin and end, as far as they are closed. */
export function mergeTagSpans(source: string): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (let from = source.indexOf('{{'); from >= 0; from = source.indexOf('{{', spans.at(-1)!.to)) {
    const end = endOfTag(source, from);
    if (end === null) break;
    spans.push({ from, to: end + 2 });
  }
  return spans;
}

/** What HTML editors make of quotes, spaces and brackets inside a merge tag, undone. */
export function decodeEditorEntities(tag: string): string {
  return tag
    .replace(/&(?:quot|#34);/g, '"')
    .replace(/&(?:apos|#39);/g, "'")
    .replace(/&(?:nbsp|#160);/g, ' ')
    .replace(/&(?:lt|#60);/g, '<')
    .replace(/&(?:gt|#62);/g, '>')
    .replace(/&amp;/g, '&');
}

function parseIf(tag: string, position: number, isAllowed: (path: string) => boolean): IfNode {
  const path = IF_TAG.exec(tag)?.[1];
  if (path === undefined) throw new TemplateError('bad_tag', position, `"${tag}" is not a known block.`);
  return { type: 'if', path: allowed(path, position, isAllowed), position, met: [], otherwise: [] };
}

function parseField(tag: string, position: number, isAllowed: (path: string) => boolean): FieldNode {
  const [, path, pipeline = ''] = FIELD_TAG.exec(tag) ?? [];
  if (path === undefined) throw new TemplateError('bad_tag', position, `"${tag}" is not a merge field.`);
  return {
    type: 'field',
    path: allowed(path, position, isAllowed),
    filters: parseFilters(pipeline, position),
    position,
  };
}

function allowed(path: string, position: number, isAllowed: (path: string) => boolean): string {
  if (hasPrototypeName(path) || !isAllowed(path)) {
    throw new TemplateError('unknown_field', position, `"${path}" is not a field that can be merged.`);
  }
  return path;
}

function parseFilters(pipeline: string, position: number): FilterCall[] {
  const filters: FilterCall[] = [];
  let from = 0;
  while (from < pipeline.length) {
    FILTER.lastIndex = from;
    const match = FILTER.exec(pipeline);
    if (!match) throw new TemplateError('bad_tag', position, `"${pipeline}" is not a filter.`);
    const [text, name = '', ...quoted] = match;
    filters.push(checkedFilter(name, quoted.find((argument) => argument !== undefined) ?? null, position));
    from += text.length;
  }
  if (filters.length > TEMPLATE_LIMITS.filters) {
    throw new TemplateError('bad_tag', position, `A tag may hold ${TEMPLATE_LIMITS.filters} filters.`);
  }
  return filters;
}

function checkedFilter(name: string, argument: string | null, position: number): FilterCall {
  if (name !== 'default' && !FILTERS.has(name)) {
    throw new TemplateError('unknown_filter', position, `There is no filter "${name}".`);
  }
  if ((name === 'default') !== (argument !== null)) {
    const message =
      name === 'default' ? 'The default needs a quoted text.' : `The filter "${name}" takes no text.`;
    throw new TemplateError('bad_filter_argument', position, message);
  }
  return { name, argument };
}
