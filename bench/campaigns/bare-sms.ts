import { Agent } from 'node:http';
import twilio from 'twilio';

/** The limit of sms-campaign: the same texts through the same SDK at the same concurrency, and nothing else. */
const { SANDBOX_URL } = process.env;

class KeptOpen extends twilio.RequestClient {
  constructor() {
    super({ timeout: 10_000, autoRetry: false });
    this.axios.defaults.httpAgent = new Agent({ keepAlive: true, maxSockets: 128 });
  }
}

const client = twilio(`AC${'0'.repeat(32)}`, 'sandbox-auth-token', { httpClient: new KeptOpen() });
client.api.baseUrl = SANDBOX_URL!;

interface Order {
  concurrency: number;
  texts: { id: string; to: string; body: string }[];
}

process.on('message', (order: Order) => void send(order).then((answer) => process.send!(answer)));
process.send!({ ready: true });

async function send({ concurrency, texts }: Order): Promise<object> {
  const startedAt = Date.now();
  let next = 0;
  const lane = async () => {
    for (let text = texts[next++]; text; text = texts[next++]) {
      const statusCallback = `http://127.0.0.1/api/webhooks/twilio/status?mid=${text.id}`;
      await client.messages.create({ to: text.to, body: text.body, from: '+15005550006', statusCallback });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { startedAt, endedAt: Date.now() };
}
