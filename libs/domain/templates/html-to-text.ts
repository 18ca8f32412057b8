import { decodeHtmlEntities } from './html-entities';
import { attributeOf, mergeTagEnd, readTag } from './html-tag';
import { decodeEditorEntities } from './template-parser';

const PARAGRAPHS: ReadonlySet<string> = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol blockquote table pre section article header footer'.split(' '),
);
const LINES: ReadonlySet<string> = new Set('div tr li dt dd address figure figcaption main'.split(' '));
const UNSEEN: ReadonlySet<string> = new Set('script style head title template noscript svg'.split(' '));

/**
 * A plain-text alternative of an HTML mail: blocks become lines, list items start with a dash, links become `text (url)`.
 * Merge tags are kept as written, so it works on a template as well as on a finished mail. Time grows with the length only.
 */
export function htmlToText(html: string): string {
  const page = new TextPage();
  let at = 0;
  while (at < html.length) {
    const next = nextMarkup(html, at);
    if (next > at) page.text(decodeHtmlEntities(html.slice(at, next)));
    at = next < html.length ? readMarkup(html, next, page) : next;
  }
  return page.toString();
}

function nextMarkup(html: string, from: number): number {
  for (let index = from; index < html.length; index++) {
    const code = html.charCodeAt(index);
    if (code === 60 || (code === 123 && html.charCodeAt(index + 1) === 123)) return index;
  }
  return html.length;
}

/** Handles what starts at `at` and returns the offset behind it. */
function readMarkup(html: string, at: number, page: TextPage): number {
  if (html.charAt(at) === '{') {
    const end = mergeTagEnd(html, at);
    page.word(end < 0 ? html.slice(at, at + 1) : decodeEditorEntities(html.slice(at, end)));
    return end < 0 ? at + 1 : end;
  }
  if (html.startsWith('<!--', at)) return after(html, '-->', at + 4);
  if (/[!?]/.test(html.charAt(at + 1))) return after(html, '>', at + 2);
  const tag = readTag(html, at);
  if (tag === null) {
    page.word('<');
    return at + 1;
  }
  // Browsers swallow a tag that never ends together with what follows; so do we.
  if (tag === 'unclosed') return html.length;
  if (UNSEEN.has(tag.name) && !tag.closing) {
    const close = new RegExp(`</${tag.name}`, 'gi');
    close.lastIndex = tag.end;
    const found = close.exec(html);
    return found ? after(html, '>', found.index) : html.length;
  }
  page.element(tag.name, tag.closing, tag.attributes);
  return tag.end;
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}

/** Text as it grows: spaces and line breaks are held back until a word needs them. */
class TextPage {
  private readonly parts: string[] = [];
  private breaks = 0;
  private space = false;
  private link: { url: string; from: number } | null = null;

  text(text: string): void {
    if (/^\s/.test(text)) this.space = true;
    const words = text.trim().replace(/\s+/g, ' ');
    if (words === '') return;
    this.word(words);
    this.space = /\s$/.test(text);
  }

  word(word: string): void {
    if (this.parts.length > 0 && this.breaks > 0) this.parts.push('\n'.repeat(this.breaks));
    else if (this.parts.length > 0 && this.space) this.parts.push(' ');
    this.breaks = 0;
    this.space = false;
    this.parts.push(word);
  }

  element(name: string, closing: boolean, attributes: string): void {
    if (name === 'br') this.breaks = Math.min(2, this.breaks + 1);
    else if (name === 'hr') this.breaks = 2;
    else if (PARAGRAPHS.has(name)) this.breaks = 2;
    else if (LINES.has(name)) this.breaks = Math.max(1, this.breaks);
    else if (name === 'td' || name === 'th') this.space = true;
    if (name === 'li' && !closing) {
      this.word('-');
      this.space = true;
    }
    if (name === 'a') this.anchor(closing, attributes);
    const alt = name === 'img' ? attributeOf(attributes, 'alt') : undefined;
    if (alt) this.word(alt);
  }

  toString(): string {
    if (this.link) this.endLink();
    return this.parts.join('').trim();
  }

  private anchor(closing: boolean, attributes: string): void {
    if (this.link) this.endLink();
    const url = closing ? undefined : attributeOf(attributes, 'href');
    if (url && !url.startsWith('#')) this.link = { url, from: this.parts.length };
  }

  private endLink(): void {
    if (!this.link) return;
    const { url, from } = this.link;
    this.link = null;
    const shown = url.replace(/^(?:mailto|tel):/i, '');
    const text = this.parts.slice(from).join('').trim();
    const bare = (address: string): string => address.replace(/^https?:\/\//i, '').replace(/\/$/, '');
    if (text !== '' && bare(text) === bare(shown)) return;
    const { space } = this;
    this.space = text !== '' || space;
    this.word(text === '' ? shown : `(${shown})`);
    this.space = space;
  }
}
