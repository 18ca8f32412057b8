import { Logger, type INestApplication } from '@nestjs/common';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import type { Env } from '@platform/config';
import { QueueBackend, queues, type QueueName } from '@platform/jobs';
import { boardGuard, type BoardLogin } from './board-guard';

const path = '/admin/queues';
const developmentLogin: BoardLogin = { user: 'admin', password: 'brickwork' };

interface Shown {
  id?: string;
  failedReason?: string;
  stacktrace?: string[] | null;
}

/** Shows ids, names and times only. Errors may quote an address: they are read from the job itself, by those who may. */
class DiscreetQueue extends BullMQAdapter {
  constructor(queue: ConstructorParameters<typeof BullMQAdapter>[0], description: string) {
    super(queue, { description, allowRetries: true });
    this.setFormatter('data', (data: { run?: unknown } | null) => ({ run: data?.run ?? 0 }));
    this.setFormatter('returnValue', () => null);
    this.setFormatter('progress', () => 0);
  }

  override async getJob(id: string) {
    const job = await super.getJob(id);
    return job ? discreet(job as unknown as Shown, job) : job;
  }

  override async getJobs(...args: Parameters<BullMQAdapter['getJobs']>) {
    return (await super.getJobs(...args)).map((job) => discreet(job as unknown as Shown, job));
  }

  override async getJobLogs(): Promise<string[]> {
    return [];
  }
}

function discreet<T>(shown: Shown, job: T): T {
  if (shown.failedReason) shown.failedReason = `see GET /api/jobs/${(shown.id ?? '').slice(0, 36)}`;
  shown.stacktrace = [];
  return job;
}

/** The board's sign-in; null when it must not be mounted: in production an unset password is no password. */
export function boardLogin(env: Env): BoardLogin | null {
  const { BULL_BOARD_USER: user, BULL_BOARD_PASSWORD: password, NODE_ENV } = env;
  if (user && password) return { user, password };
  return NODE_ENV === 'production' ? null : developmentLogin;
}

/**
 * Mounts Bull Board in a scope of its own. Its documented `middleware` option leaves its API open on Fastify; a hook of the scope
 * stands before every route in it, static files and unknown addresses included.
 */
export async function mountBullBoard(
  app: INestApplication,
  fastify: FastifyInstance,
  env: Env,
): Promise<void> {
  const login = boardLogin(env);
  if (!login) {
    new Logger('BullBoard').warn('not mounted: BULL_BOARD_USER and BULL_BOARD_PASSWORD are not set');
    return;
  }
  const backend = app.get(QueueBackend);
  const board = new FastifyAdapter();
  board.setBasePath(path);
  createBullBoard({
    queues: [...backend.queues].map(
      ([name, queue]) => new DiscreetQueue(queue, queues[name as QueueName].purpose),
    ),
    // The two packages carry their own copies of the same types.
    serverAdapter: board as unknown as Parameters<typeof createBullBoard>[0]['serverAdapter'],
    options: { uiConfig: { boardTitle: 'Brickwork queues' } },
  });
  await fastify.register(
    async (scope) => {
      scope.addHook('onRequest', boardGuard(login));
      scope.setNotFoundHandler((_request, reply) =>
        reply.status(404).send('There is nothing at this address.'),
      );
      await scope.register(board.registerPlugin());
    },
    { prefix: path },
  );
}
