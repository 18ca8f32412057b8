import type { QueueBackend } from '@platform/jobs';
import type { SignalWire } from './signal-wire';

export function redisWire(backend: QueueBackend, report: (error: Error) => void): SignalWire {
  const channel = backend.key('live');
  let connected = false;
  return {
    get connected() {
      return connected;
    },
    async send(message) {
      await backend.redis!.publish(channel, message);
    },
    listen(hear) {
      const subscriber = backend.createSubscriber();
      subscriber.on('message', (_channel, message) => hear(message));
      subscriber.on('close', () => (connected = false));
      // By hand at every connection, so that it is known when messages arrive again.
      subscriber.on('ready', () => {
        subscriber.subscribe(channel).then(() => {
          connected = true;
          hear(null);
        }, report);
      });
    },
    // The subscriber is the queue's to end, with its other connections.
    close: async () => undefined,
  };
}
