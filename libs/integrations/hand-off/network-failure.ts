import type { Agent } from 'node:http';
import type { NotSent, Unknown } from './hand-off';

const watchedAgents = new WeakSet<object>();
const watchedSockets = new WeakMap<object, { ready: boolean }>();

/**
 * Lets `networkFailure` know which sockets finished connecting (and their TLS handshake): node:http holds a request
 * back until then, so a failure before it proves that nothing left this process.
 */
export function watchConnections<A extends Agent>(agent: A, ready: 'connect' | 'secureConnect'): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = create(options, callback);
    if (socket) {
      const state = { ready: false };
      watchedSockets.set(socket, state);
      socket.once(ready, () => {
        state.ready = true;
      });
    }
    return socket;
  };
  watchedAgents.add(agent);
  return agent;
}

/** Sorts an error thrown by a provider's SDK that carries no answer: provably not sent, or unknown. */
export function networkFailure(error: unknown): NotSent | Unknown {
  const code = codeOf(error);
  const detail = error instanceof Error ? error.message.slice(0, 500) : String(error).slice(0, 500);
  return { kind: neverLeft(error) ? 'not_sent' : 'unknown', code, detail };
}

function neverLeft(error: unknown): boolean {
  const causes = rootCauses(error);
  if (causes.length > 0 && causes.every(failedToConnect)) return true;
  const request = property(error, 'request');
  if (typeof request !== 'object' || request === null) return false;
  const socket = property(request, 'socket');
  if (typeof socket === 'object' && socket !== null) return watchedSockets.get(socket)?.ready === false;
  // Still queued for a socket; only of our own agents is that known.
  const agent = property(request, 'agent');
  return typeof agent === 'object' && agent !== null && watchedAgents.has(agent);
}

/** The errno also occurs on an open connection (EHOSTUNREACH, ETIMEDOUT): only the system call tells the two apart. */
function failedToConnect(error: unknown): boolean {
  const call = property(error, 'syscall');
  return call === 'connect' || call === 'getaddrinfo';
}

/** A host with several addresses fails with an AggregateError, one cause per address; axios wraps either. */
function rootCauses(error: unknown): unknown[] {
  const several = property(error, 'errors');
  if (Array.isArray(several) && several.length > 0) return several;
  if (property(error, 'syscall') !== undefined) return [error];
  const cause = property(error, 'cause');
  return cause === undefined ? [] : rootCauses(cause);
}

function codeOf(error: unknown): string {
  const code = property(error, 'code');
  if (code === 'ECONNABORTED' || code === 'ERR_CANCELED' || code === 'ETIMEDOUT') return 'timeout';
  if (typeof code === 'string' && code !== '') return code;
  const [first] = rootCauses(error);
  const inner = property(first, 'code');
  return typeof inner === 'string' ? inner : 'exception';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
