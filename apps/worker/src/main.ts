import 'reflect-metadata';
import { createWorkerApp } from './create-worker';

try {
  const app = await createWorkerApp();
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
} catch (error) {
  // A configuration that is not usable says what to set, without a stack in front of it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
