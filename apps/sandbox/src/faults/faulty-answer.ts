import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Fault, Verdict } from './fault-book';

/** What a provider's route does with a request that is valid. */
export interface ProviderAnswer {
  /** Puts the request on record; from here on the message counts as sent. */
  accept: () => Promise<void> | void;
  answer: () => FastifyReply;
  refuse: (fault: Fault) => FastifyReply;
  refuseAddress: (fault: Fault) => FastifyReply;
  /** Called when nothing was accepted. */
  notAccepted: () => void;
}

/** Plays the verdict on one request. `closing` ends the waits when the sandbox stops. */
export async function answerUnderFaults(
  verdict: Verdict,
  reply: FastifyReply,
  closing: AbortSignal,
  provider: ProviderAnswer,
): Promise<FastifyReply> {
  const { fault } = verdict;
  if (verdict.delayMs > 0) {
    const waited = await sleep(verdict.delayMs, true, { signal: closing }).catch(() => false);
    if (!waited) return resetSocket(reply);
  }
  if (fault && !acceptsAfterAll(fault)) {
    provider.notAccepted();
    switch (fault.rule.kind) {
      case 'status':
        return provider.refuse(fault);
      case 'refuse_address':
        return provider.refuseAddress(fault);
      case 'timeout_no_accept':
        return reply.hijack();
      default:
        return resetSocket(reply);
    }
  }
  await provider.accept();
  return fault?.rule.kind === 'reset_after' ? resetSocket(reply) : provider.answer();
}

function acceptsAfterAll(fault: Fault): boolean {
  return fault.rule.kind === 'late' || fault.rule.kind === 'reset_after';
}

/** A TCP reset, as after a crash of the other side; not an orderly end. */
function resetSocket(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
  return reply;
}
