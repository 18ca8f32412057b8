import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { useLogging } from '@platform/logging';
import { WorkerModule } from './worker.module';

/** A worker, running. `close()` drains it. */
export async function createWorkerApp(): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(WorkerModule, {
    bufferLogs: true,
    abortOnError: false,
  });
  useLogging(app);
  return app;
}
