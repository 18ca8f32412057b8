import twilio from 'twilio';
import { Agent } from 'node:http';
import { inParallel } from '../stage/load.ts';

/** The limit of sms-campaign: the same texts through the same SDK, as many calls at once as the worker makes, and nothing else. */
const [sandbox, publicUrl, concurrency] = process.argv.slice(2) as [string, string, string];

class KeptAlive extends twilio.RequestClient {
  constructor() {
    super({ timeout: 10_000, autoRetry: false });
    this.axios.defaults.httpAgent = new Agent({ keepAlive: true, maxSockets: 128 });
  }
}

const client = twilio(`AC${'0'.repeat(32)}`, 'sandbox-auth-token', { httpClient: new KeptAlive() });
client.api.baseUrl = sandbox;

interface Text {
  id: string;
  team: string;
  to: string;
  body: string;
}

process.on('message', ({ texts }: { texts: Text[] }) => void run(texts));
process.on('SIGTERM', () => process.exit(0));
process.send?.({ ready: true });

async function run(texts: Text[]): Promise<void> {
  const start = Date.now();
  await inParallel(texts, Number(concurrency), async ({ id, team, to, body }) => {
    const statusCallback = `${publicUrl}/api/webhooks/twilio/status?team=${team}&mid=${id}`;
    await client.messages.create({ to, from: '+15005550006', body, statusCallback });
  });
  process.send?.({ start });
}
