import { receiverOf } from '../delivery/receiver-url';
import type { SandboxSettings } from '../sandbox-settings';
import type { MailOutbox } from './mail-outbox';
import { renderMail } from './rendered-mail';

/** By URL, or by the newest mail to an address. */
export type OneClick = { url: string } | { address: string };

class OneClickError extends Error {
  readonly statusCode = 422;
}

/** The unsubscribe button of a mailbox provider (RFC 8058): a POST without cookies, and no redirect followed. */
export async function oneClickUnsubscribe(
  wanted: OneClick,
  outbox: MailOutbox,
  settings: SandboxSettings,
): Promise<{ url: string; status: number; body: string }> {
  const url = 'url' in wanted ? wanted.url : unsubscribeUrl(wanted.address, outbox);
  const { reached } = receiverOf(settings, url);
  const answer = await fetch(reached, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    redirect: 'manual',
    signal: AbortSignal.timeout(15_000),
  });
  return { url, status: answer.status, body: (await answer.text()).slice(0, 2_000) };
}

function unsubscribeUrl(address: string, outbox: MailOutbox): string {
  for (const { batch, recipient } of outbox.newest(address)) {
    if (batch.recipients.addresses[recipient]?.toLowerCase() !== address.toLowerCase()) continue;
    const { headers } = renderMail(batch, recipient);
    const header = (name: string) =>
      Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1] ?? '';
    const url = [...header('list-unsubscribe').matchAll(/<([^>]+)>/g)]
      .map(([, uri = '']) => uri)
      .find((uri) => /^https?:/i.test(uri));
    if (!url) throw new OneClickError('the mail has no List-Unsubscribe header with a web address');
    if (header('list-unsubscribe-post').trim() !== 'List-Unsubscribe=One-Click') {
      throw new OneClickError('the mail has no List-Unsubscribe-Post: List-Unsubscribe=One-Click header');
    }
    return url;
  }
  throw new OneClickError(`no mail to ${address}`);
}
