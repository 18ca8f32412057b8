import type { OutboxMail } from '../sendgrid/mail-outbox';
import { renderMail } from '../sendgrid/rendered-mail';
import { escapeHtml, timeTag } from './page';

/** One mail as its recipient sees it. The frame is fully sandboxed: no scripts, no forms, no origin, no navigation. */
export function mailPage({ batch, recipient }: OutboxMail): string {
  const mail = renderMail(batch, recipient);
  const rows: [string, string][] = [
    ['From', mail.from],
    ['To', mail.to],
    ...(mail.cc.length > 0 ? [['Cc', mail.cc.join(', ')] as [string, string]] : []),
    ...(mail.replyTo ? [['Reply-To', mail.replyTo] as [string, string]] : []),
    ...Object.entries(mail.headers),
    ...Object.entries(mail.customArgs),
    ['X-Message-Id', batch.messageId],
  ];
  const table = rows.map(
    ([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const events = batch.events?.get(recipient) ?? [];
  const eventRows = events.map(
    ({ event, at }) => `<tr><th>${escapeHtml(event)}</th><td>${timeTag(at)}</td></tr>`,
  );
  const files = mail.attachments.map(({ filename, bytes }) => `${filename} (${bytes} bytes)`).join(', ');
  return [
    `<h1>${escapeHtml(mail.subject || '(no subject)')}</h1>`,
    `<div class="card"><table>${table.join('')}</table></div>`,
    mail.html === null ? '' : `<section><h2>HTML</h2>${frame(mail.html)}</section>`,
    mail.text === null ? '' : `<section><h2>Plain text</h2><pre>${escapeHtml(mail.text)}</pre></section>`,
    mail.templateId ? `<p class="soft">Provider template ${escapeHtml(mail.templateId)}</p>` : '',
    files ? `<p class="soft">Attachments: ${escapeHtml(files)}</p>` : '',
    `<section><h2>Events</h2><table>${eventRows.join('') || '<tr><td>none yet</td></tr>'}</table></section>`,
  ].join('\n');
}

function frame(html: string): string {
  return `<iframe sandbox="" referrerpolicy="no-referrer" title="The mail" srcdoc="${escapeHtml(html)}"></iframe>`;
}
