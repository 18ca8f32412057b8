import { Client } from '@sendgrid/client';
import type { EmailAccount } from './email-batch';
import { keepAliveAgents } from '@integrations/hand-off';
import type { AnswerHeaders } from '@integrations/hand-off';

export interface SendGridAnswer {
  statusCode: number;
  body: unknown;
  headers: AnswerHeaders;
}

/**
 * One account's SendGrid client. The SDK's own singleton would share one key between teams, and `MailService.send`
 * copies a batch several times (8 times the CPU of this for 1,000 recipients) and sends mail headers as HTTP headers.
 */
export class SendGridClient extends Client {
  private readonly transport: object;
  private readonly timeoutMs: number;

  /** @throws Error when the key or the base URL cannot be put into a request. */
  constructor(account: EmailAccount) {
    super();
    if (!/^[\x21-\x7e]+$/.test(account.apiKey))
      throw new Error('the API key is empty or holds a blank or control character');
    this.setApiKey(account.apiKey);
    // After setApiKey, which resets it.
    if (account.baseUrl !== undefined) this.setDefaultRequest('baseUrl', httpUrl(account.baseUrl));
    this.timeoutMs = account.timeoutMs;
    this.transport = {
      ...keepAliveAgents(),
      timeout: account.timeoutMs,
      // A redirected POST would be repeated, key included, at another address.
      maxRedirects: 0,
      maxContentLength: 1024 * 1024,
      // Every status is an answer; only a missing answer is an error.
      validateStatus: () => true,
    };
  }

  override createRequest(data: Parameters<Client['createRequest']>[0]): ReturnType<Client['createRequest']> {
    // axios' own timeout is one of silence; the signal ends a call that drips as well.
    const limits = { ...this.transport, signal: AbortSignal.timeout(this.timeoutMs) };
    return { ...super.createRequest(data), ...limits };
  }

  /** Posts one mail-send body. Rejects only when no answer came. */
  async mailSend(body: Record<string, unknown>): Promise<SendGridAnswer> {
    const [answer] = await this.request({ method: 'POST', url: '/v3/mail/send', body });
    return { statusCode: answer.statusCode, body: answer.body, headers: { ...answer.headers } };
  }
}

function httpUrl(url: string): string {
  const { protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error('the base URL must be http or https');
  return url;
}
