import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { watchConnections } from './network-failure';

const pool: AgentOptions = {
  keepAlive: true,
  // A request waiting for a socket spends its own timeout: room for every lane of one account.
  maxSockets: 128,
  // As many: texts go out in bursts, and a connection closed between two of them is opened again for the next.
  maxFreeSockets: 128,
  // What axios sets on every request: with another value here each request would change it twice, by system calls.
  keepAliveMsecs: 60_000,
};

// Shorter than any provider's, so that a request is not written to a socket which the other side is just closing:
// that would leave it unknown.
const IDLE_MS = 4_000;

/** Connection pools of one account; a connection nobody uses for `idleMs` is closed. */
export function keepAliveAgents(idleMs = IDLE_MS): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  // A request under way sets its own time-out in place of this one.
  const options = { ...pool, timeout: idleMs };
  return {
    httpAgent: watchConnections(new HttpAgent(options), 'connect'),
    httpsAgent: watchConnections(new HttpsAgent(options), 'secureConnect'),
  };
}
