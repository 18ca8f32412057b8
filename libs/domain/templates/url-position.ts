const LINK_SCHEMES: ReadonlySet<string> = new Set(['http', 'https']);
const ADDRESS_SCHEMES: ReadonlySet<string> = new Set(['mailto', 'tel']);

/** How far a URL attribute's literal text has come; `scheme` is undecided, `forbidden` may run code. */
export type UrlPhase = 'start' | 'scheme' | 'address' | 'rest' | 'forbidden';

/** Follows the literal characters of a URL attribute, so that no merged value can become or complete its scheme. */
export class UrlPosition {
  phase: UrlPhase = 'start';
  private scheme = '';

  get key(): string {
    return `${this.phase}:${this.scheme}`;
  }

  clone(): UrlPosition {
    const copy = new UrlPosition();
    copy.phase = this.phase;
    copy.scheme = this.scheme;
    return copy;
  }

  feed(character: string): void {
    if (this.phase === 'start' && /\s/.test(character)) return;
    if (this.phase === 'address' && character === '?') this.leave('rest');
    if (this.phase !== 'start' && this.phase !== 'scheme') return;
    if (/[/?#.]/.test(character)) this.leave('rest');
    else if (character === ':') this.leave(this.afterScheme());
    // An entity could spell a scheme we do not see; a scheme is never this long.
    else if (character === '&' || this.scheme.length > 32) this.leave('forbidden');
    else {
      this.phase = 'scheme';
      this.scheme += character.toLowerCase();
    }
  }

  /** A merged value at the start is a whole URL that was checked, so what follows is its rest. */
  passValue(): void {
    if (this.phase === 'start') this.leave('rest');
  }

  private afterScheme(): UrlPhase {
    if (LINK_SCHEMES.has(this.scheme)) return 'rest';
    return ADDRESS_SCHEMES.has(this.scheme) ? 'address' : 'forbidden';
  }

  private leave(phase: UrlPhase): void {
    this.phase = phase;
    this.scheme = '';
  }
}
