import compress from '@fastify/compress';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import { constants } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { Env } from '@platform/config';

/** What a browser application may read of an answer. */
const exposedHeaders = [
  'x-request-id',
  'retry-after',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'ratelimit-policy',
  'idempotency-replayed',
  'content-disposition',
];

const documentation = {
  'default-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
};

const policy = (directives: Record<string, string[]>) =>
  Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');

/** Security headers, cross-origin rules and compression of everything this server answers. */
export async function addEdgePlugins(fastify: FastifyInstance, env: Env): Promise<void> {
  await fastify.register(helmet, {
    global: true,
    // An API answers data: should a browser ever take it for a page, nothing on it may run.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: 'same-site' },
  });
  fastify.addHook('onRequest', async (request, reply) => {
    const { url } = request.routeOptions;
    if (url?.startsWith('/api/docs')) void reply.header('content-security-policy', policy(documentation));
    else void reply.header('cache-control', 'no-store');
  });
  await fastify.register(cors, {
    origin: env.frontendOrigins,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-api-key', 'x-request-id'],
    exposedHeaders,
    maxAge: 600,
    strictPreflight: false,
  });
  await fastify.register(compress, {
    threshold: 1_024,
    encodings: ['br', 'gzip'],
    // Brotli's default effort costs more time than the bytes it saves on answers made for one reader.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
}
