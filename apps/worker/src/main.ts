import 'reflect-metadata';
import { createWorkerApp } from './create-worker';
import { rotateSecrets } from './rotate-secrets';

try {
  if (process.argv[2] === 'rotate-secrets') await rotate();
  else {
    const app = await createWorkerApp();
    app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  }
} catch (error) {
  // A configuration that is not usable says what to set, without a stack in front of it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** In this program, because the image of the worker has everything that it needs. */
async function rotate(): Promise<void> {
  const { renewed, unreadable } = await rotateSecrets();
  process.stdout.write(`${renewed} secrets were sealed anew with the present key\n`);
  for (const place of unreadable) process.stderr.write(`could not be read: ${place}\n`);
  process.exit(unreadable.length > 0 ? 1 : 0);
}
