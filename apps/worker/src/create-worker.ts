import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readEnv, type Env } from '@platform/config';
import { useLogging } from '@platform/logging';
import { WorkerModule } from './worker.module';

/** A worker, running; by default in the environment of the process. `close()` drains it. @throws ConfigurationError */
export async function createWorkerApp(env: Env = readEnv()): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(WorkerModule.with(env), {
    bufferLogs: true,
    abortOnError: false,
  });
  useLogging(app);
  return app;
}
