import { createHash } from 'node:crypto';
import type { OfferView } from '@domain/routing';

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto 0;padding:0 1rem;color:#222}' +
  'button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#1d4ed8;color:#fff;cursor:pointer}';
const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing may load, run or frame the page; its one form may post to where it came from. */
export const offerPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
} as const;

/** Asks before anything changes: mail scanners open every link. The form posts to the page's own address. */
export function offerPage({ state, source, area, value, expiresAt }: OfferView): string {
  if (state === 'yours') return claimedPage();
  if (state === 'taken') return takenPage('Somebody was faster: the lead is taken.');
  if (state === 'over') return takenPage('The offer has ended and nobody had taken the lead.');
  const price = value === null ? null : value.toLocaleString('en-US', { maximumFractionDigits: 0 });
  const about = [`from ${source}`, area, price]
    .filter(Boolean)
    .map((part) => escape(part!))
    .join(' · ');
  return page(
    'A new lead for you',
    `<p>${about}</p><p>Offered until <time>${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>. The first who claims it has it.</p>
<form method="post"><button>Claim this lead</button></form>`,
  );
}

export function claimedPage(): string {
  return page('The lead is yours', '<p>You find it among your leads. The sooner you call, the better.</p>');
}

export function takenPage(why: string): string {
  return page('This lead is not to be had', `<p>${escape(why)}</p>`);
}

export function unknownLinkPage(): string {
  return page(
    'This link does not work',
    '<p>It is incomplete, was changed on its way, or has been replaced.</p>',
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
