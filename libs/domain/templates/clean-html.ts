import sanitizeHtml from 'sanitize-html';
import { decodeEditorEntities, mergeTagSpans } from './template-parser';

const words = (list: string): string[] => list.split(/\s+/);

const ELEMENTS =
  words(`a abbr address article b blockquote br caption center code col colgroup dd del div dl dt em figure
  figcaption font footer h1 h2 h3 h4 h5 h6 header hr i img ins li main mark ol p pre q s section small span strike strong sub
  sup table tbody td tfoot th thead tr tt u ul`);
/** Gone with all that is in them. */
const SWALLOWED =
  words(`script style title head template textarea option select noscript xmp iframe object embed applet svg
  math noembed noframes plaintext audio video`);
/** They only say that the rest is a page. */
const WRAPPERS: ReadonlySet<string> = new Set(words('html body meta'));

const EVERYWHERE = words('align valign dir lang title role style bgcolor width height');
const ATTRIBUTES: Record<string, string[]> = {
  '*': EVERYWHERE,
  a: words('href name target rel'),
  img: words('src alt border hspace vspace'),
  table: words('border cellpadding cellspacing background summary'),
  td: words('colspan rowspan nowrap background'),
  th: words('colspan rowspan nowrap background scope'),
  col: ['span'],
  colgroup: ['span'],
  font: words('color face size'),
  ol: words('start type'),
  ul: ['type'],
  li: ['value'],
  hr: words('size color noshade'),
  br: ['clear'],
};
const LINKS = words('href src background');
const LINK_SCHEMES = words('http https mailto tel');
const PICTURE_SCHEMES = words('http https');

/** No position, no z-index: a mail must not lie over the page that shows it. */
const STYLES = words(`background background-color border border-bottom border-bottom-color border-bottom-style
  border-bottom-width border-collapse border-color border-left border-left-color border-left-style border-left-width
  border-radius border-right border-right-color border-right-style border-right-width border-spacing border-style border-top
  border-top-color border-top-style border-top-width border-width box-sizing clear color direction display float font
  font-family font-size font-style font-weight height letter-spacing line-height list-style list-style-type margin
  margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width mso-hide
  mso-line-height-rule mso-table-lspace mso-table-rspace opacity overflow padding padding-bottom padding-left padding-right
  padding-top table-layout text-align text-decoration text-indent text-transform vertical-align white-space width
  word-break word-spacing word-wrap`);
/** Words, numbers and colours; no url(), no expression(), no escapes. */
const STYLE_VALUE = /^(?:[\w\s#%.,!'"/-]|(?:rgb|hsl)a?\([\d\s.,%/]{0,60}\))*$/i;

const options: sanitizeHtml.IOptions = {
  allowedTags: ELEMENTS,
  nonTextTags: SWALLOWED,
  allowedAttributes: ATTRIBUTES,
  allowedStyles: { '*': Object.fromEntries(STYLES.map((property) => [property, [STYLE_VALUE]])) },
  allowedSchemes: LINK_SCHEMES,
  allowedSchemesByTag: Object.fromEntries(
    ['img', 'table', 'td', 'th'].map((element) => [element, PICTURE_SCHEMES]),
  ),
  allowedSchemesAppliedToAttributes: LINKS,
  allowProtocolRelative: false,
  nestingLimit: 100,
};

export interface CleanedHtml {
  html: string;
  /** What was taken out, each once: `script`, `p[onclick]`, `a[href]`. */
  removed: string[];
}

/**
 * HTML with nothing in it that runs, loads a page or lies over the one that shows it; merge tags stay. Cleaning it again changes
 * nothing. Mistakes in merge tags are not looked for here.
 */
export function cleanHtml(source: string): CleanedHtml {
  const removed = new Set<string>();
  let html = source;
  for (let round = 0; round < mostRounds; round += 1) {
    const cleaned = cleanOnce(html, removed);
    if (cleaned === html) break;
    // What is left can make a merge tag of pieces that were none: it is cleaned as such. What never comes to rest is no mail.
    html = round === mostRounds - 1 ? '' : cleaned;
  }
  return { html, removed: [...removed].slice(0, 50) };
}

/** Real mails are at rest after the first. */
const mostRounds = 10;

function cleanOnce(source: string, removed: Set<string>): string {
  const { html, mark, tags } = withoutTags(withPlainBraces(source));
  const cleaned = sanitizeHtml(html, {
    ...options,
    onOpenTag: (element, attributes) => {
      for (const one of lossesOf(element, attributes)) if (!one.includes(mark)) removed.add(one);
    },
  });
  return withTags(cleaned, mark, tags);
}

/** Cleaning writes braces plainly, which must not make a merge tag of what was none while it was cleaned. */
const withPlainBraces = (source: string): string =>
  source
    .replace(/&(?:#0*123|#x0*7b|lcub|lbrace);?/gi, '{')
    .replace(/&(?:#0*125|#x0*7d|rcub|rbrace);?/gi, '}');

/** A merge tag may hold quotes and angle brackets, which are not the HTML's: a plain word stands for each meanwhile. */
function withoutTags(source: string): { html: string; mark: string; tags: string[] } {
  const lower = source.toLowerCase();
  let mark = 'mergetag';
  while (lower.includes(mark)) mark += 'x';
  const tags: string[] = [];
  let html = '';
  let at = 0;
  for (const { from, to } of mergeTagSpans(source)) {
    html += `${source.slice(at, from)}${mark}${tags.length}z`;
    tags.push(source.slice(from, to));
    at = to;
  }
  return { html: html + source.slice(at), mark, tags };
}

/** Put back so that a browser, too, takes them for text, whatever a default holds. */
function withTags(html: string, mark: string, tags: readonly string[]): string {
  const word = new RegExp(`${mark}(\\d+)z`, 'g');
  return html.replace(/<[^>]*>|[^<]+/g, (piece) =>
    piece.replace(word, (_written, index: string) => {
      const escaped = decodeEditorEntities(tags[Number(index)] ?? '')
        .replace(/&/g, '&amp;')
        .replace(/</g, '&lt;')
        .replace(/>/g, '&gt;');
      return piece.startsWith('<') ? escaped.replace(/"/g, '&quot;') : escaped;
    }),
  );
}

function lossesOf(element: string, attributes: Readonly<Record<string, string>>): string[] {
  if (!ELEMENTS.includes(element)) return WRAPPERS.has(element) ? [] : [element];
  const taken = new Set([...EVERYWHERE, ...(ATTRIBUTES[element] ?? [])]);
  return Object.entries(attributes)
    .filter(([name, value]) => !taken.has(name) || (LINKS.includes(name) && isForbidden(value)))
    .filter(([name]) => name !== 'class' && name !== 'id')
    .map(([name]) => `${element}[${name}]`);
}

function isForbidden(link: string): boolean {
  // Browsers skip control characters and spaces in a scheme.
  const scheme = /^([a-z][a-z0-9.+-]*):/i.exec(link.replace(/[\0-\x20]/g, ''))?.[1]?.toLowerCase();
  return scheme !== undefined && !LINK_SCHEMES.includes(scheme);
}
