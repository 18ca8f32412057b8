import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Env } from '@platform/config';
import { newId } from '@platform/database';
import { DomainError } from '@platform/errors';
import { drainOnClose } from './drain';
import { foreseen } from './foreseen';
import { checkPlain, parseJson } from './plain-data';
import { statusOf } from './problem';
import { sendProblem } from './problem-filter';

const kilobyte = 1_024;
/** Bodies, in bytes: of the API, of provider webhooks, of a mail with its attachments (SendGrid's own limit is 30 MB), of a file. */
const bodyLimits = {
  api: 256 * kilobyte,
  webhook: 4 * kilobyte ** 2,
  inboundMail: 30 * kilobyte ** 2,
  file: 10 * kilobyte ** 2,
};
/** What a form may hold around its file, in bytes. */
const formOverhead = 128 * kilobyte;
const requestTimeout = 30_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes as they came, on webhook routes: signatures are over bytes. Read it with Nest's `@RawBody()`. */
    rawBody?: Buffer;
  }
  interface FastifyContextConfig {
    isWebhook?: boolean;
  }
}

/** The Fastify instance under the API: limits, request ids and body parsers. Routes under /api/webhooks/ get raw bytes. */
export function createAdapter(env: Env): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimits.api,
    requestTimeout,
    handlerTimeout: requestTimeout,
    // Above what load balancers keep idle connections for (60 s), so that they close first.
    keepAliveTimeout: 72_000,
    // The n proxies nearest to us wrote their part of X-Forwarded-For; what is further left is the client's word.
    trustProxy: (_address, hop) => hop < env.TRUSTED_PROXY_HOPS,
    routerOptions: { maxParamLength: 2_000 },
    genReqId: requestId,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const meaning =
        foreseen(error) ?? new DomainError('invalid', 'bad_request', 'The request cannot be understood.');
      sendProblem(request, reply, statusOf[meaning.kind], meaning);
    },
    multipart: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  drainOnClose(fastify, env.SHUTDOWN_SECONDS);
  fastify.addHook('onRoute', webhookRoute);
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  fastify.addHook('preValidation', async (request) => {
    checkPlain(request.params);
    checkPlain(request.query);
    checkPlain(request.body);
  });
  fastify.addHook('preParsing', async (request, reply) => {
    const isForm = request.headers['content-type']?.toLowerCase().startsWith('multipart/form-data') ?? false;
    const announced = Number(request.headers['content-length'] ?? 0);
    if (!isForm || request.routeOptions.config.isWebhook || announced <= bodyLimits.file + formOverhead)
      return;
    void reply.header('connection', 'close');
    throw new DomainError('too_large', 'file_too_large', 'The file is larger than this route takes.');
  });
  addParsers(fastify);
  return adapter;
}

/** A caller's id is kept when it cannot break a log line; otherwise, or without one, a new one is made. */
function requestId(raw: { headers: IncomingMessage['headers'] }): string {
  const given = raw.headers['x-request-id'];
  const id = typeof given === 'string' && /^[\w.:-]{8,100}$/.test(given) ? given : newId();
  // pino-http sees only Node's own request.
  if (raw instanceof IncomingMessage) raw.id = id;
  return id;
}

function webhookRoute(route: RouteOptions): void {
  if (!route.url.startsWith('/api/webhooks/')) return;
  const limit = route.url.startsWith('/api/webhooks/sendgrid/inbound')
    ? bodyLimits.inboundMail
    : bodyLimits.webhook;
  route.config = { ...route.config, isWebhook: true };
  route.bodyLimit = limit;
  route.preParsing = async (request, reply, payload) => {
    try {
      request.rawBody = await readAll(request, payload as Readable, limit);
    } catch (error) {
      void reply.header('connection', 'close');
      throw error;
    }
    return Object.assign(Readable.from([]), { receivedEncodedLength: request.rawBody.length });
  };
}

async function readAll(request: FastifyRequest, payload: Readable, limit: number): Promise<Buffer> {
  const tooLarge = () =>
    new DomainError('too_large', 'body_too_large', `A webhook may be up to ${limit} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function addParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (request.routeOptions.config.isWebhook || body === '') return done(null, undefined);
    try {
      done(null, parseJson(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => {
      const raw = request.routeOptions.config.isWebhook;
      done(null, raw ? undefined : Object.fromEntries(new URLSearchParams(body as string)));
    },
  );
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (!request.routeOptions.config.isWebhook) {
      return done(
        new DomainError(
          'unsupported',
          'unsupported_media_type',
          'The body is of a media type this route does not take.',
        ),
      );
    }
    payload.resume();
    done(null, undefined);
  });
  void fastify.register(multipart, {
    limits: {
      // One byte more than is taken: the plugin cuts a stream at its limit in silence, and the reader must be able to tell.
      fileSize: bodyLimits.file + 1,
      files: 1,
      fields: 20,
      parts: 21,
      fieldSize: 64 * kilobyte,
      headerPairs: 50,
    },
    throwFileSizeLimit: true,
  });
}
