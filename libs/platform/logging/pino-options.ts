import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { Env } from '@platform/config';
import { currentLogFields } from './log-fields';
import { redactPaths, scrub } from './scrub';

/** Probes come every few seconds and say nothing. */
const silent = new Set(['/api/health', '/api/health/ready', '/metrics']);

const pathOf = (url: string | undefined) => (url ?? '').split('?', 1)[0]!;

/** JSON lines on stdout; for a person at a terminal in development, readable ones. */
export function pinoOptions(env: Env): Params {
  const readable = env.NODE_ENV === 'development' && process.stdout.isTTY;
  return {
    pinoHttp: {
      level: env.LOG_LEVEL,
      redact: { paths: redactPaths, censor: '[removed]' },
      mixin: currentLogFields,
      hooks: { streamWrite: scrub },
      // The request id is made by Fastify before this runs; see genReqId in platform/http.
      genReqId: (request: IncomingMessage) => request.id,
      customAttributeKeys: { reqId: 'requestId' },
      quietReqLogger: true,
      // Headers and query carry secrets and addresses: the path and the outcome are enough.
      serializers: {
        req: (request: { method: string; url: string }) => ({
          method: request.method,
          path: pathOf(request.url),
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
      // Middleware sees an address cut short; the whole one is kept beside it.
      autoLogging: {
        ignore: (request: IncomingMessage & { originalUrl?: string }) =>
          silent.has(pathOf(request.originalUrl ?? request.url)),
      },
      customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
      ...(readable && {
        transport: { target: 'pino-pretty', options: { singleLine: true, ignore: 'pid,hostname' } },
      }),
    },
  };
}
