import { decodeHtmlEntities } from './html-entities';

/** One tag as found in HTML text; `end` is the offset after its `>`. */
export interface HtmlTag {
  name: string;
  closing: boolean;
  attributes: string;
  end: number;
}

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** Offset after the `}}` of the merge tag that starts at `at`, or -1 when there is none nearby. */
export function mergeTagEnd(html: string, at: number): number {
  if (!html.startsWith('{{', at)) return -1;
  const close = html.slice(at, at + 1_000).indexOf('}}');
  return close < 0 ? -1 : at + close + 2;
}

/** Reads the tag at `at` (a `<`): null when it is no tag, 'unclosed' when the text ends before it does. */
export function readTag(html: string, at: number): HtmlTag | null | 'unclosed' {
  const closing = html.charAt(at + 1) === '/';
  const nameAt = closing ? at + 2 : at + 1;
  if (!isLetter(html.charCodeAt(nameAt))) return null;
  let quote = '';
  let nameEnd = -1;
  for (let index = nameAt; index < html.length; index++) {
    const character = html.charAt(index);
    const mergeEnd = character === '{' ? mergeTagEnd(html, index) : -1;
    if (mergeEnd > 0) {
      // Its quotes are not the attribute's.
      index = mergeEnd - 1;
      continue;
    }
    if (nameEnd < 0 && /[\s/>]/.test(character)) nameEnd = index;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') {
      const name = html.slice(nameAt, nameEnd < 0 ? index : nameEnd).toLowerCase();
      return { name, closing, attributes: html.slice(nameEnd < 0 ? index : nameEnd, index), end: index + 1 };
    }
  }
  return 'unclosed';
}

/** The decoded value of one attribute, or undefined; merge tags in it stay as they are written. */
export function attributeOf(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|[\\s"'/])${name}\\s*=\\s*`, 'i').exec(attributes);
  if (!found) return undefined;
  const from = found.index + found[0].length;
  const quote = /["']/.test(attributes.charAt(from)) ? attributes.charAt(from) : '';
  let value = '';
  for (let index = quote ? from + 1 : from; index < attributes.length; index++) {
    const mergeEnd = mergeTagEnd(attributes, index);
    if (mergeEnd > 0) {
      value += attributes.slice(index, mergeEnd);
      index = mergeEnd - 1;
      continue;
    }
    const character = attributes.charAt(index);
    if (quote ? character === quote : /\s/.test(character)) break;
    value += character;
  }
  return decodeHtmlEntities(value).trim();
}
