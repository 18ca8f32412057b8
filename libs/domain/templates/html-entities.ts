/** The named entities that occur in mail written by people and editors; others stay as they are written. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  middot: '·',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  cent: '¢',
  deg: '°',
  frac12: '½',
  times: '×',
  eacute: 'é',
  ntilde: 'ñ',
  zwnj: '',
  zwj: '',
  shy: '',
};

/** Decodes named and numeric character references in one pass, so that `&amp;lt;` becomes `&lt;`. */
export function decodeHtmlEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z0-9]{2,8}));/gi,
    (written, decimal, hex, name) => {
      if (name !== undefined) {
        const key = String(name);
        return Object.hasOwn(NAMED, key) ? (NAMED[key] ?? written) : written;
      }
      const code = decimal === undefined ? parseInt(String(hex), 16) : Number(decimal);
      const isCharacter = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : '';
    },
  );
}
