import { createHash } from 'node:crypto';

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto 0;padding:0 1rem;color:#222}' +
  'button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#1d4ed8;color:#fff;cursor:pointer}';
const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing may load, run or frame the page; its one form may post to where it came from. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
} as const;

/** Asks before anything changes: mail scanners open every link. The form posts to the page's own address. */
export function askPage(teamName: string): string {
  return page(
    'Unsubscribe',
    `<p>Do you want no more marketing messages from <strong>${escape(teamName)}</strong>?</p>
<form method="post"><input type="hidden" name="from" value="page"><button>Unsubscribe</button></form>`,
  );
}

export function donePage(teamName: string): string {
  return page(
    'You are unsubscribed',
    `<p><strong>${escape(teamName)}</strong> will send you no more marketing messages. It takes effect at once.</p>`,
  );
}

export function unknownLinkPage(): string {
  return page(
    'This link does not work',
    '<p>It is incomplete or was changed on its way. Please open the link in the message again, or answer it with “unsubscribe”.</p>',
  );
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${style}</style></head><body><h1>${title}</h1>
${content}
</body></html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
