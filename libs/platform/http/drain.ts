import type { Server } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

const everyMs = 100;

/**
 * Lets the server end as soon as every request has its answer. Node by itself waits for connections too: for one that was opened and
 * never used, and for one whose answer left at the very moment of closing, until their timeouts of a minute and more. A request that
 * is not answered within `seconds` is cut off.
 */
export function drainOnClose(fastify: FastifyInstance, seconds: number): void {
  const server = fastify.server as Server;
  let underWay = 0;
  server.on('request', (_request, response) => {
    underWay += 1;
    response.once('close', () => (underWay -= 1));
  });
  fastify.addHook('preClose', async () => {
    if (!server.listening) return;
    const deadline = Date.now() + seconds * 1_000;
    let quiet = false;
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      const late = underWay > 0 && Date.now() > deadline;
      if (late)
        new Logger('Drain').warn(`${underWay} requests had no answer in ${seconds} s and are cut off`);
      // What has been quiet for a whole round is not just about to send its first byte.
      if (late || (quiet && underWay === 0)) server.closeAllConnections();
      quiet = underWay === 0;
    }, everyMs);
    server.once('close', () => clearInterval(sweep));
  });
}
