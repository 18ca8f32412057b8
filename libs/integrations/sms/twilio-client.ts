import { keepAliveAgents } from '@integrations/hand-off';
import twilio, { type Twilio } from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient';
import { Deadlines } from './deadlines';
import type { SmsAccount } from './sms-message';

export interface TwilioAnswer {
  statusCode: number;
  body: unknown;
  headers: Record<string, unknown>;
}

/** An answer that is no success, whole: the SDK's own exceptions leave out the headers, and with them Retry-After. */
export class TwilioRefusal extends Error {
  constructor(readonly answer: TwilioAnswer) {
    super(`HTTP ${answer.statusCode}`);
  }
}

class AccountHttp extends twilio.RequestClient {
  constructor(timeoutMs: number) {
    super({ timeout: timeoutMs, autoRetry: false });
    const { httpAgent, httpsAgent } = keepAliveAgents();
    this.axios.defaults.httpAgent = httpAgent;
    this.axios.defaults.httpsAgent = httpsAgent;
    this.axios.defaults.maxContentLength = 4 * 1024 * 1024;
    // The SDK parses an answer by itself; axios would look into each one first.
    this.axios.defaults.transformResponse = [];
    const deadlines = new Deadlines(timeoutMs);
    this.axios.interceptors.request.use(
      (config) => {
        // axios' own timeout is one of silence; the signal ends a call that drips as well.
        config.signal = deadlines.next();
        return config;
      },
      null,
      { synchronous: true },
    );
  }

  override async request<T>(options: RequestClient.RequestOptions<T>) {
    const answer = await super.request<T>(options);
    if (answer.statusCode < 200 || answer.statusCode >= 300) {
      const { statusCode, body, headers } = answer;
      throw new TwilioRefusal({ statusCode, body, headers: { ...headers } });
    }
    return answer;
  }
}

/** @throws Error when the account's id, token or base URL cannot be put into a request. */
export function openTwilio(account: SmsAccount): Twilio {
  const { accountSid, authToken, baseUrl, timeoutMs } = account;
  if (!/^AC[0-9a-zA-Z]+$/.test(accountSid)) throw new Error('an account SID is AC and letters or digits');
  if (!/^[\x21-\x7e]+$/.test(authToken))
    throw new Error('the auth token is empty or holds a blank or control character');
  // Stated because the SDK would otherwise read TWILIO_EDGE, _REGION and _LOG_LEVEL (debug prints bodies) by itself.
  const client = twilio(accountSid, authToken, {
    httpClient: new AccountHttp(timeoutMs),
    edge: '',
    region: '',
    logLevel: 'none',
    autoRetry: false,
  });
  if (baseUrl !== undefined) client.api.baseUrl = httpUrl(baseUrl);
  return client;
}

function httpUrl(url: string): string {
  const { protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error('the base URL must be http or https');
  return url;
}
