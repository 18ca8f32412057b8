import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { useAgent } from 'request-filtering-agent';
import type { SmsAccount } from './sms-message';

export type SmsMedia =
  | { kind: 'found'; bytes: Buffer; contentType: string | undefined }
  /** For good: too_large, gone, foreign_address. */
  | { kind: 'refused'; code: string }
  | { kind: 'unavailable'; detail: string };

const mostHops = 4;
const twilioOrigin = 'https://api.twilio.com';

/**
 * Fetches a medium of an incoming message. The address came in a post and may name anything: the account's credentials go to its
 * own part of the provider's API and nowhere else, a redirect (Twilio sends one to its storage) is followed to public https
 * addresses only, looked at when the connection is made.
 */
export async function fetchTwilioMedia(
  account: SmsAccount,
  url: string,
  maxBytes: number,
): Promise<SmsMedia> {
  const home = new URL(account.baseUrl ?? twilioOrigin).origin;
  let target = URL.canParse(url) ? new URL(url) : null;
  const own = `/2010-04-01/Accounts/${account.accountSid}/`;
  if (!target || target.origin !== home || !target.pathname.startsWith(own))
    return { kind: 'refused', code: 'foreign_address' };
  for (let hop = 0; hop < mostHops; hop += 1) {
    const atHome = target.origin === home;
    if (!atHome && (target.protocol !== 'https:' || target.username || target.password))
      return { kind: 'refused', code: 'foreign_address' };
    let answer: Answer;
    try {
      const credentials = hop === 0 ? `${account.accountSid}:${account.authToken}` : undefined;
      answer = await exchange(target, { atHome, credentials, maxBytes, timeoutMs: account.timeoutMs });
    } catch (error) {
      const { message } = error as Error;
      if (/is not allowed/.test(message)) return { kind: 'refused', code: 'foreign_address' };
      return { kind: 'unavailable', detail: message.slice(0, 200) };
    }
    const { status, location, bytes, contentType } = answer;
    if (status >= 200 && status < 300)
      return bytes ? { kind: 'found', bytes, contentType } : { kind: 'refused', code: 'too_large' };
    if (status >= 300 && status < 400 && location && URL.canParse(location, target.href)) {
      target = new URL(location, target.href);
      continue;
    }
    if (status === 429 || status >= 500 || status === 401)
      return { kind: 'unavailable', detail: `answered ${status}` };
    return { kind: 'refused', code: 'gone' };
  }
  return { kind: 'refused', code: 'foreign_address' };
}

interface Answer {
  status: number;
  location: string | undefined;
  contentType: string | undefined;
  /** Null: more than was wanted. */
  bytes: Buffer | null;
}

function exchange(
  target: URL,
  options: { atHome: boolean; credentials: string | undefined; maxBytes: number; timeoutMs: number },
): Promise<Answer> {
  const { atHome, credentials, maxBytes, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const { statusCode = 0, headers } = answer;
      const finish = (bytes: Buffer | null) =>
        resolve({
          status: statusCode,
          location: headers.location,
          contentType: headers['content-type'],
          bytes,
        });
      answer.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= maxBytes) return void chunks.push(chunk);
        finish(null);
        answer.destroy();
      });
      answer.once('end', () => finish(Buffer.concat(chunks)));
      answer.once('error', reject);
    };
    const settings = {
      headers: { 'user-agent': 'Brickwork/1', ...(credentials ? { authorization: basic(credentials) } : {}) },
      // The agent looks at the address the name resolves to, at the moment of the connection. The provider's own is configured.
      agent: atHome ? undefined : useAgent(target.href, { keepAlive: false }),
      signal: AbortSignal.timeout(timeoutMs),
    };
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    request(target, settings, onAnswer).once('error', reject).end();
  });
}

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;
