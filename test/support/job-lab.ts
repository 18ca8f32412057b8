import { Module, type DynamicModule, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Env } from '@platform/config';
import { DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { JobsModule } from '@platform/jobs';
import { JobsWorkerModule } from '@platform/jobs/worker';
import { Global } from '@nestjs/common';

@Global()
@Module({})
class TestEnvModule {
  static with(env: Env): DynamicModule {
    return { module: TestEnvModule, providers: [{ provide: Env, useValue: env }], exports: [Env] };
  }
}

@Module({})
class LabModule {}

/** A process's worth of the platform, without any slice: the producing side, and the consuming side when asked for. */
export async function startLab(
  env: Env,
  options: { worker?: boolean; providers?: Provider[] } = {},
): Promise<INestApplicationContext> {
  const module: DynamicModule = {
    module: LabModule,
    imports: [
      TestEnvModule.with(env),
      DatabaseModule,
      JobsModule,
      EventsModule,
      ...(options.worker ? [JobsWorkerModule] : []),
    ],
    providers: options.providers ?? [],
  };
  return NestFactory.createApplicationContext(module, { logger: ['error', 'fatal'], abortOnError: false });
}
