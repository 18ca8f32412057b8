import sanitizeHtml from 'sanitize-html';

export interface MailHtmlOptions {
  /** Remote images tell their sender when and where a mail is read; they are shown when the reader asks for them. */
  images: boolean;
  /** Ids of stored files by the content id under which the mail shows them. */
  inline: ReadonlyMap<string, string>;
}

export interface MailHtml {
  html: string;
  /** Remote images that were left out. */
  blockedImages: number;
}

const structure =
  'div p span br hr b i u s strong em small sub sup code pre blockquote center font h1 h2 h3 h4 h5 h6 ul ol li dl dt dd a img';
const tables = 'table caption thead tbody tfoot tr td th colgroup col';
const measures = ['width', 'height', 'align', 'valign', 'bgcolor'];
/** Anything but what fetches, runs or closes: no brackets with an address in them, no escape sequences. */
const plainValue = /^(?!.*(?:url|expression|image|import|javascript))[\w\s#%.,()'"!-]{1,200}$/i;
const properties =
  'color background-color font font-family font-size font-style font-weight line-height letter-spacing text-align text-decoration text-transform vertical-align white-space width max-width min-width height padding padding-top padding-right padding-bottom padding-left margin margin-top margin-right margin-bottom margin-left border border-top border-right border-bottom border-left border-color border-style border-width border-radius border-collapse border-spacing list-style-type display';
const allowedStyles = Object.fromEntries(properties.split(' ').map((name) => [name, [plainValue]]));
const drawn = /^data:image\/(?:png|gif|jpe?g|webp);base64,[\w+/=\s]+$/i;

/**
 * A stranger's HTML as it may stand in a page: no scripts, forms, frames, styles that load or cover anything; links open apart from
 * the page and say nothing of it. Pictures of the mail itself lose their address and name the stored file (`data-attachment-id`).
 */
export function sanitizeMailHtml(html: string, { images, inline }: MailHtmlOptions): MailHtml {
  let blockedImages = 0;
  const clean = sanitizeHtml(html, {
    allowedTags: `${structure} ${tables}`.split(' '),
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'title', ...measures],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'data-attachment-id'],
      font: ['color', 'face', 'size'],
      table: ['border', 'cellpadding', 'cellspacing', 'role'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
      ol: ['start', 'type'],
    },
    allowedStyles: { '*': allowedStyles },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'data'] },
    allowProtocolRelative: false,
    nestingLimit: 200,
    transformTags: {
      a: (tagName, { href, ...attribs }) => ({
        tagName,
        attribs: {
          ...attribs,
          ...(href === undefined ? {} : { href, target: '_blank', rel: 'noopener noreferrer nofollow' }),
        },
      }),
      img: (tagName, { src = '', 'data-attachment-id': _forged, ...attribs }) => {
        const address = src.trim();
        const stored = /^cid:/i.test(address) ? inline.get(address.slice(4)) : undefined;
        if (stored) return { tagName, attribs: { ...attribs, 'data-attachment-id': stored } };
        if (drawn.test(address)) return { tagName, attribs: { ...attribs, src: address } };
        if (!/^https?:\/\//i.test(address)) return { tagName, attribs };
        if (images) return { tagName, attribs: { ...attribs, src: address } };
        blockedImages += 1;
        return { tagName, attribs };
      },
    },
  });
  return { html: clean, blockedImages };
}
