/** What surrounds the body of a marketing mail. All of it is template text and is compiled with the body. */
export interface MailFrame {
  previewText: string | null;
  /** Printed under every marketing mail (CAN-SPAM, 15 U.S.C. 7704(a)(5)); null adds no footer. */
  footer: { team: string; postalAddress: string; unsubscribe: boolean } | null;
}

const hidden = 'display:none;max-height:0;overflow:hidden;mso-hide:all';
const small = 'font-size:12px;line-height:18px;color:#666;text-align:center;padding:24px 16px';

/** The HTML part with the preview line hidden at its beginning and the footer at its end. */
export function frameHtml(html: string, frame: MailFrame): string {
  const preview = frame.previewText
    ? `<div style="${hidden}">${escapeLiterals(frame.previewText)}</div>`
    : '';
  return insertAt(insertAt(html, afterBodyTag(html), preview), beforeBodyEnd, footerHtml(frame));
}

/** The plain-text part with the footer. */
export function frameText(text: string, { footer }: MailFrame): string {
  if (!footer) return text;
  const lines = [`${plain(footer.team)}, ${plain(footer.postalAddress)}`];
  if (footer.unsubscribe) lines.push('Unsubscribe: {{unsubscribeUrl}}');
  return `${text}\n\n-- \n${lines.join('\n')}\n`;
}

function footerHtml({ footer }: MailFrame): string {
  if (!footer) return '';
  const lines = [`${escapeHtml(footer.team)}, ${escapeHtml(footer.postalAddress)}`];
  if (footer.unsubscribe) lines.push('<a href="{{unsubscribeUrl}}">Unsubscribe</a>');
  return `<div style="${small}">${lines.join('<br>')}</div>`;
}

type Place = number | ((html: string) => number);

function insertAt(html: string, place: Place, part: string): string {
  const at = typeof place === 'number' ? place : place(html);
  return html.slice(0, at) + part + html.slice(at);
}

function afterBodyTag(html: string): number {
  const tag = /<body\b[^>]{0,2000}>/i.exec(html);
  return tag ? tag.index + tag[0].length : 0;
}

function beforeBodyEnd(html: string): number {
  const ends = [...html.matchAll(/<\/body\s*>/gi)];
  return ends.at(-1)?.index ?? html.length;
}

/** A preview line is text with merge tags: what stands between the tags is escaped, the tags escape themselves. */
function escapeLiterals(template: string): string {
  return template
    .split(/(\{\{.*?\}\})/s)
    .map((part) => (part.startsWith('{{') ? part : escapeHtml(part)))
    .join('');
}

/** A team's name or address is no template: its braces are only braces. */
function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '{': '&#123;',
  };
  return text.replace(/[&<>"{]/g, (character) => entities[character] ?? '');
}

const plain = (text: string): string => text.replaceAll('{{', '{ {').replace(/\s*\n\s*/g, ', ');
