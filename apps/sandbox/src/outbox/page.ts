import { createHash } from 'node:crypto';
import { style } from './style';

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Sandbox</title>
<style>${style}</style>
</head>
<body>
<header><a class="brand" href="/">Sandbox outbox</a><span>nothing here left this machine</span></header>
<main>
${body}
</main>
</body>
</html>
`;
}

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * No scripts and no network anywhere. A framed mail inherits this policy, and mails live by style attributes, so its page
 * lets inline styles through; without images, fonts or connections they cannot tell anybody anything.
 */
export function contentPolicy(framesMail: boolean): string {
  const styles = framesMail ? "'unsafe-inline'" : `'sha256-${styleHash}'`;
  return [
    "default-src 'none'",
    `style-src ${styles}`,
    ...(framesMail ? ['img-src data:'] : []),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** `at` in milliseconds; shown in UTC. */
export function timeTag(at: number): string {
  const iso = new Date(at).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
}
