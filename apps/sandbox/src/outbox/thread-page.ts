import type { Text } from '../twilio/text';
import { escapeHtml, timeTag } from './page';

/** The conversation with one number, oldest first. */
export function threadPage(number: string, texts: readonly Text[]): string {
  const bubbles = texts.map(bubble).join('\n') || '<div class="empty">No text message kept.</div>';
  return `<h1>${escapeHtml(number)}</h1><div class="thread">${bubbles}</div>`;
}

function bubble(text: Text): string {
  const side = text.direction === 'inbound' ? 'received' : 'sent';
  const media = text.mediaUrls.map((url) => `\n[${url}]`).join('');
  const error = text.errorCode === null ? '' : ` ${text.errorCode}`;
  return `<div class="bubble ${side}">${escapeHtml(text.body + media)}</div><div class="meta">${escapeHtml(text.status + error)} · ${timeTag(text.createdAt)}</div>`;
}
