import type { FastifyInstance } from 'fastify';
import type { FaultBook } from './fault-book';
import { faultRuleSchema } from './fault-rule';
import type { FaultRule } from './fault-rule';

interface FaultsBody {
  seed?: number;
  rules: FaultRule[];
}

const faultsBody = {
  type: 'object',
  additionalProperties: false,
  required: ['rules'],
  properties: {
    seed: { type: 'integer' },
    rules: { type: 'array', minItems: 1, maxItems: 1_000, items: faultRuleSchema },
  },
};

/** POST takes `{ seed?, rules: […] }` or one bare rule; DELETE removes one rule by id, or all. */
export function faultRoutes(app: FastifyInstance, faults: FaultBook): void {
  app.post<{ Body: FaultsBody }>(
    '/_control/faults',
    { schema: { body: faultsBody }, preValidation: async (request) => wrapBareRule(request) },
    async (request, reply) =>
      reply.code(201).send({ ids: faults.add(request.body.rules, request.body.seed) }),
  );
  app.get('/_control/faults', async () => ({ data: faults.list() }));
  app.delete('/_control/faults', async (_request, reply) => {
    faults.remove();
    return reply.code(204).send();
  });
  app.delete<{ Params: { id: string } }>('/_control/faults/:id', async (request, reply) =>
    faults.remove(request.params.id)
      ? reply.code(204).send()
      : reply.code(404).send({ message: 'no such rule' }),
  );
}

async function wrapBareRule(request: { body: unknown }): Promise<void> {
  const body = request.body;
  if (typeof body === 'object' && body !== null && 'provider' in body) request.body = { rules: [body] };
}
