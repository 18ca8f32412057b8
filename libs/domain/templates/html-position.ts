import type { EscapeKind } from './template-escape';
import { UrlPosition } from './url-position';

type Mode =
  | 'text'
  | 'less-than'
  | 'bang'
  | 'comment'
  | 'declaration'
  | 'tag-name'
  | 'in-tag'
  | 'end-tag'
  | 'attribute-name'
  | 'after-attribute-name'
  | 'before-value'
  | 'value'
  | 'raw'
  | 'raw-end';

/** Their content is not HTML text, so no escaping of ours makes a value safe there. */
const RAW_ELEMENTS: ReadonlySet<string> = new Set(
  'script style xmp iframe noembed noframes noscript plaintext'.split(' '),
);
const CLOSED_ELEMENTS: ReadonlySet<string> = new Set([
  ...RAW_ELEMENTS,
  ...'meta base link object embed applet svg math'.split(' '),
]);
const URL_ATTRIBUTES: ReadonlySet<string> = new Set(
  'href src action formaction background poster cite data longdesc xlink:href lowsrc'.split(' '),
);
const CLOSED_ATTRIBUTE = /^(?:on.*|style|srcdoc|srcset|ping|imagesrcset)$/;

const isSpace = (character: string): boolean => /\s/.test(character);

/** Follows literal HTML character by character and says how a value must be escaped at the place it has reached. */
export class HtmlPosition {
  private mode: Mode = 'text';
  private element = '';
  private attribute = '';
  private quote = '';
  /** What the current mode has to remember: the characters after `<!`, a comment's dashes, the tail of raw text. */
  private memory = '';
  private url: UrlPosition | null = null;

  /** Equal keys mean equal places: both branches of a condition must end in one. */
  get key(): string {
    return [this.mode, this.element, this.attribute, this.quote, this.memory, this.url?.key].join('\n');
  }

  clone(): HtmlPosition {
    return Object.assign(new HtmlPosition(), this, { url: this.url?.clone() ?? null });
  }

  feed(text: string): void {
    for (const character of text) this.step(character);
  }

  /** How a value must be escaped here, or null when no value may stand here. */
  escapeHere(): EscapeKind | null {
    if (this.mode === 'text') return 'html';
    if (this.mode !== 'value' || this.quote === '') return null;
    if (CLOSED_ELEMENTS.has(this.element) || CLOSED_ATTRIBUTE.test(this.attribute)) return null;
    if (!this.url) return 'html';
    switch (this.url.phase) {
      case 'start':
        return 'url';
      case 'address':
        return 'url-address';
      case 'rest':
        return 'url-part';
      case 'scheme':
      case 'forbidden':
        return null;
    }
  }

  passValue(): void {
    this.url?.passValue();
  }

  private step(character: string): void {
    switch (this.mode) {
      case 'text':
        if (character === '<') this.mode = 'less-than';
        return;
      case 'less-than':
        return this.openMarkup(character);
      case 'bang':
        return this.stepBang(character);
      case 'comment':
        return this.stepComment(character);
      case 'declaration':
      case 'end-tag':
        if (character === '>') this.mode = 'text';
        return;
      case 'tag-name':
        if (isSpace(character) || character === '/' || character === '>') this.betweenAttributes(character);
        else this.element += character.toLowerCase();
        return;
      case 'in-tag':
        return this.betweenAttributes(character);
      case 'attribute-name':
        if (character === '=') this.mode = 'before-value';
        else if (isSpace(character)) this.mode = 'after-attribute-name';
        else if (character === '>' || character === '/') this.betweenAttributes(character);
        else this.attribute += character.toLowerCase();
        return;
      case 'after-attribute-name':
        if (character === '=') this.mode = 'before-value';
        else if (!isSpace(character)) this.betweenAttributes(character);
        return;
      case 'before-value':
        return this.openValue(character);
      case 'value':
        return this.stepValue(character);
      case 'raw':
        return this.stepRaw(character);
      case 'raw-end':
        return this.leaveRaw(character);
    }
  }

  private openMarkup(character: string): void {
    this.memory = '';
    if (/[a-z]/i.test(character)) {
      this.mode = 'tag-name';
      this.element = character.toLowerCase();
    } else if (character === '/') this.mode = 'end-tag';
    else if (character === '!') this.mode = 'bang';
    else if (character === '?') this.mode = 'declaration';
    else this.mode = character === '<' ? 'less-than' : 'text';
  }

  private stepBang(character: string): void {
    this.memory += character;
    if (this.memory === '--') this.mode = 'comment';
    else if (this.memory !== '-') {
      this.memory = '';
      this.mode = character === '>' ? 'text' : 'declaration';
    }
  }

  /** `memory` holds the last two characters; it starts as `--`, which also ends `<!-->` as browsers do. */
  private stepComment(character: string): void {
    if (character === '>' && (this.memory === '--' || this.memory === '-!')) {
      this.mode = 'text';
      this.memory = '';
    } else this.memory = (this.memory + character).slice(-2);
  }

  private betweenAttributes(character: string): void {
    this.mode = 'in-tag';
    this.attribute = '';
    if (character === '>') this.closeTag();
    else if (!isSpace(character) && character !== '/') {
      this.mode = 'attribute-name';
      this.attribute = character.toLowerCase();
    }
  }

  private openValue(character: string): void {
    if (isSpace(character)) return;
    if (character === '>') return this.closeTag();
    this.mode = 'value';
    this.url = URL_ATTRIBUTES.has(this.attribute) ? new UrlPosition() : null;
    this.quote = character === '"' || character === "'" ? character : '';
    if (this.quote === '') this.url?.feed(character);
  }

  private stepValue(character: string): void {
    const ends = this.quote === '' ? isSpace(character) || character === '>' : character === this.quote;
    if (!ends) return this.url?.feed(character);
    this.url = null;
    const unquoted = this.quote === '';
    this.quote = '';
    this.betweenAttributes(unquoted ? character : ' ');
  }

  private closeTag(): void {
    const raw = RAW_ELEMENTS.has(this.element);
    this.mode = raw ? 'raw' : 'text';
    this.attribute = '';
    if (!raw) this.element = '';
  }

  private stepRaw(character: string): void {
    const end = `</${this.element}`;
    this.memory = (this.memory + character.toLowerCase()).slice(-end.length);
    if (this.memory === end) this.mode = 'raw-end';
  }

  private leaveRaw(character: string): void {
    this.memory = '';
    if (!isSpace(character) && character !== '/' && character !== '>') {
      this.mode = 'raw';
      return;
    }
    this.element = '';
    this.mode = character === '>' ? 'text' : 'end-tag';
  }
}
