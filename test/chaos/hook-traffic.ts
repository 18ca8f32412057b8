import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chance } from './chaos-seed';

/** Somebody's server that our outgoing webhooks go to: it refuses some, drops some, and remembers all. */
export class WebhookReceiver {
  /** By `webhook-id`, the bodies in the order of arrival. */
  readonly taken = new Map<string, string[]>();
  refusals = 0;

  private constructor(
    private readonly server: Server,
    private readonly chance: Chance,
  ) {}

  static async start(chance: Chance): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server, chance);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => receiver.answer(String(request.headers['webhook-id']), body, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/leads`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Every fourth first try is refused, one in ten is taken and its answer lost. */
  private answer(id: string, body: string, response: ServerResponse): void {
    const first = !this.taken.has(id);
    const tries = this.taken.get(id) ?? [];
    this.taken.set(id, [...tries, body]);
    const luck = first ? this.chance.next() : 1;
    if (luck < 0.35) this.refusals += 1;
    if (luck < 0.1) response.destroy();
    else response.writeHead(luck < 0.35 ? 503 : 200).end();
  }
}

/** Calls a workflow's secret URL for each body, twice at once and under one id, until both are answered with a 2xx. */
export async function callHook(url: string, body: object): Promise<void> {
  const id = randomUUID();
  await Promise.all([insist(url, id, body), insist(url, id, body)]);
}

/** As integrations do it: again, under the same id, whatever came in between. */
async function insist(url: string, id: string, body: object): Promise<void> {
  const deadline = Date.now() + 90_000;
  for (let last = ''; ;) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'webhook-id': id },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(20_000),
      });
      last = `${response.status} ${await response.text()}`;
      if (response.ok) return;
      if (response.status < 500 && response.status !== 429) throw new RangeError(`the hook answered ${last}`);
    } catch (error) {
      if (error instanceof RangeError || Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline) throw new Error(`the hook still answers ${last}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
