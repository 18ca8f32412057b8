import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { readEnv, type Env } from '@platform/config';
import { createAdapter } from '@platform/http';
import { useLogging } from '@platform/logging';
import { ApiModule } from './api.module';
import { configureApp } from './configure-app';

export interface ApiOptions {
  /** Default: the environment of the process. */
  env?: Env;
  /** Modules besides the product's own: a mailer that records, routes that misbehave. For tests. */
  extra?: (Type | DynamicModule)[];
}

export interface Api {
  app: NestFastifyApplication;
  env: Env;
  readonly document: OpenAPIObject;
  /** Listens on the configured port (0: any free one) and answers its own address. */
  listen(): Promise<string>;
}

/** The API, ready to listen. `app.close()` ends it. @throws ConfigurationError, or when a route does not say who may call it */
export async function createApi({ env = readEnv(), extra }: ApiOptions = {}): Promise<Api> {
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(env, extra),
    createAdapter(env),
    {
      bufferLogs: true,
      abortOnError: false,
      bodyParser: false,
      rawBody: false,
    },
  );
  useLogging(app);
  const document = await configureApp(app, env);
  return {
    app,
    env,
    get document() {
      return document();
    },
    listen: async () => {
      await app.listen(env.PORT, env.HOST);
      return app.getUrl();
    },
  };
}
