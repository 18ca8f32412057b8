import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

export interface ProviderServer {
  url: string;
  received: ReceivedRequest[];
  /** Answers every request from now on. */
  answerWith(answer: Answer): void;
  close(): Promise<void>;
}

/** A provider over real HTTP whose next answers a test decides. */
export async function startProviderServer(): Promise<ProviderServer> {
  const received: ReceivedRequest[] = [];
  let answer: Answer = (response) => response.writeHead(202, { 'x-message-id': 'first' }).end();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const seen = { url: request.url ?? '', headers: request.headers, body };
      received.push(seen);
      answer(response, seen);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answerWith: (next) => {
      answer = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
