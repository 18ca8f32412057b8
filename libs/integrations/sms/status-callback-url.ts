const MESSAGE_ID = 'mid';
// Without these Twilio retries a connection that failed, once, and never a 5xx (docs "Webhooks: Connection Overrides").
// A fragment is not part of what Twilio signs.
const RETRIES = '#rc=3&rp=5xx,ct,rt';

/** Makes the status callback of each message, with our id in it and Twilio's retries switched on. */
export function statusCallbackUrls(webhook: string): (messageId: string) => string {
  const url = new URL(webhook);
  url.searchParams.delete(MESSAGE_ID);
  url.hash = '';
  const begin = `${url.href}${url.search === '' ? '?' : '&'}${MESSAGE_ID}=`;
  return (messageId) => `${begin}${encodeURIComponent(messageId)}${RETRIES}`;
}

/** Our message's id in the query of a status callback (path or full URL); nothing when there is none. */
export function messageIdOfCallback(url: string): string | undefined {
  const query = url.split('#', 1)[0]?.split('?').slice(1).join('?');
  return new URLSearchParams(query).get(MESSAGE_ID) || undefined;
}
