import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { watchConnections } from './network-failure';

const options: AgentOptions = {
  keepAlive: true,
  // A request waiting for a socket spends its own timeout: room for every lane of one account.
  maxSockets: 128,
  maxFreeSockets: 32,
  // Idle time only (a request sets its own). Shorter than any provider's, so that a request is not written to a
  // socket which the other side is just closing: that would leave it unknown.
  timeout: 4_000,
};

/** Connection pools of one account. */
export function keepAliveAgents(): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  return {
    httpAgent: watchConnections(new HttpAgent(options), 'connect'),
    httpsAgent: watchConnections(new HttpsAgent(options), 'secureConnect'),
  };
}
