import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  at: number;
}

/** Keeps the raw bytes of every post; `answer` decides the status, -1 drops the connection. */
export async function startReceiver(answer: (received: Received, index: number) => number = () => 204) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const post = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
        at: Date.now(),
      };
      const status = answer(post, received.push(post) - 1);
      if (status < 0) request.socket.destroy();
      else response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events: () => received.flatMap((post) => JSON.parse(post.body.toString()) as MailEvent[]),
    forms: () => received.map((post) => Object.fromEntries(new URLSearchParams(post.body.toString()))),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

interface MailEvent extends Record<string, unknown> {
  email: string;
  event: string;
  sg_event_id: string;
  sg_message_id: string;
  timestamp: number;
}

/** Waits until the condition holds; fails after `timeoutMs`. */
export async function until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error('waited in vain');
    await sleep(5);
  }
}
