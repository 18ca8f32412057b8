import { hkdfSync } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Injectable } from '@nestjs/common';
import { useAgent } from 'request-filtering-agent';
import { Webhook } from 'standardwebhooks';
import { Clock } from '@platform/clock';
import { Env } from '@platform/config';
import { forbiddenAddress } from './forbidden-address';

export interface WebhookPost {
  /** `webhook-id`: the same for every try, so that a receiver can leave a repetition alone. */
  id: string;
  url: string;
  body: object;
  /** `whsec_…`: what signs it. More than one while a secret is exchanged for another. */
  secrets: readonly string[];
  signal?: AbortSignal;
}

export type WebhookAnswer =
  | { ok: true; status: number }
  /** `retry` false: asking again would change nothing. */
  | { ok: false; status: number | null; error: string; retry: boolean };

/** An answer is read no further: only its status counts. */
const mostRead = 16 * 1024;

/** Signed posts to servers that teams name (standardwebhooks.com). Guarded: what is not public is not called. */
@Injectable()
export class OutgoingWebhooks {
  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
  ) {}

  /** `whsec_…`, what a receiver checks signatures with. Derived, so that nobody has to keep it; each `generation` is another one. */
  secretOf(team: string, generation = 0): string {
    const purpose = `outgoing-webhooks:${team}${generation > 0 ? `:${generation}` : ''}`;
    const key = hkdfSync('sha256', this.env.ENCRYPTION_KEY, 'brickwork', purpose, 24);
    return `whsec_${Buffer.from(key).toString('base64')}`;
  }

  /** Posts once. A redirect is not followed: it could lead inside. */
  async post({ id, url, body, secrets, signal }: WebhookPost): Promise<WebhookAnswer> {
    const target = URL.canParse(url) ? new URL(url) : null;
    const refusal = target ? this.refusalOf(target) : 'not a URL';
    if (!target || refusal) return { ok: false, status: null, error: `refused: ${refusal}`, retry: false };
    const payload = JSON.stringify(body);
    const now = this.clock.now();
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
      'user-agent': 'Brickwork-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, payload)).join(' '),
    };
    try {
      const status = await this.exchange(target, headers, payload, signal);
      if (status >= 200 && status < 300) return { ok: true, status };
      // 410 says "never again" (standardwebhooks.com); other 4xx may be a receiver that is being repaired.
      return { ok: false, status, error: `answered ${status}`, retry: status !== 410 };
    } catch (error) {
      const message = (error as Error).message.slice(0, 300);
      return { ok: false, status: null, error: message, retry: !/is not allowed/.test(message) };
    }
  }

  private refusalOf({ protocol, hostname, username, password }: URL): string | null {
    if (this.env.WEBHOOKS_TO_PRIVATE_NETWORKS) return /^https?:$/.test(protocol) ? null : 'not http or https';
    if (protocol !== 'https:') return 'not https';
    if (username || password) return 'a URL with a password';
    const address = hostname.replace(/^\[|\]$/g, '');
    return /^[\d.]+$|:/.test(address) ? forbiddenAddress(address) : null;
  }

  private exchange(
    target: URL,
    headers: Record<string, string | number>,
    payload: string,
    signal?: AbortSignal,
  ): Promise<number> {
    const guarded = !this.env.WEBHOOKS_TO_PRIVATE_NETWORKS;
    // The agent looks at the address the name resolves to, at the moment of the connection: a name cannot change in between.
    const agent = guarded ? useAgent(target.href, { keepAlive: false }) : undefined;
    const limit = AbortSignal.timeout(this.env.PROVIDER_TIMEOUT_MS);
    const options = {
      method: 'POST',
      headers,
      agent,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    };
    return new Promise((resolve, reject) => {
      const onAnswer = (answer: IncomingMessage) => {
        let read = 0;
        answer.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > mostRead) answer.destroy();
        });
        answer.once('close', () => resolve(answer.statusCode ?? 0));
        answer.once('error', reject);
      };
      const call =
        target.protocol === 'https:'
          ? httpsRequest(target, options, onAnswer)
          : httpRequest(target, options, onAnswer);
      call.once('error', reject);
      call.end(payload);
    });
  }
}
