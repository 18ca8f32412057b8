import type { OutboxMail } from '../sendgrid/mail-outbox';
import { renderMail } from '../sendgrid/rendered-mail';
import { escapeHtml, timeTag } from './page';

export interface ThreadSummary {
  number: string;
  count: number;
  last: string;
  at: number;
}

export function listPage(
  wanted: string,
  mails: readonly OutboxMail[],
  threads: readonly ThreadSummary[],
): string {
  const mailRows = mails.map(mailRow).join('') || '<div class="empty">No email yet.</div>';
  const threadRows = threads.map(threadRow).join('') || '<div class="empty">No text message yet.</div>';
  return `<form method="get" action="/outbox"><input name="q" type="search" aria-label="Address or number" placeholder="Address or number" value="${escapeHtml(wanted)}"><button>Filter</button></form>
<div class="columns">
<section><h2>Email</h2>${mailRows}</section>
<section><h2>Texts</h2>${threadRows}</section>
</div>`;
}

function mailRow({ batch, recipient }: OutboxMail): string {
  const mail = renderMail(batch, recipient);
  const last = batch.events?.get(recipient)?.at(-1)?.event ?? 'accepted';
  return `<a class="row" href="/outbox/email/${encodeURIComponent(batch.messageId)}/${recipient}"><b>${escapeHtml(mail.subject || '(no subject)')}</b>${timeTag(batch.acceptedAt)}<p class="soft">${escapeHtml(mail.to)}</p><span class="tag">${escapeHtml(last)}</span></a>`;
}

function threadRow({ number, count, last, at }: ThreadSummary): string {
  return `<a class="row" href="/outbox/sms/${encodeURIComponent(number)}"><b>${escapeHtml(number)}</b><span class="tag">${count}</span><p class="soft">${escapeHtml(last)}</p>${timeTag(at)}</a>`;
}
