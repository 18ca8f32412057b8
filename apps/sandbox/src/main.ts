import { createSandbox } from './sandbox';
import { optionsFromEnvironment } from './sandbox-config';

const sandbox = await createSandbox(optionsFromEnvironment());
process.stdout.write(`sandbox: SendGrid and Twilio stand-ins, outbox at ${sandbox.url}/\n`);

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`sandbox: ${String(error)}\n`);
        process.exit(1);
      },
    );
  });
}
