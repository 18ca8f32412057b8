import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { Env } from '@platform/config';
import { addEdgePlugins, describeApi, measureRequests } from '@platform/http';
import { mountBullBoard } from './bull-board';

/** Everything between the socket and the controllers. Answers the API's description, which is made when somebody asks for it first. */
export async function configureApp(app: NestFastifyApplication, env: Env): Promise<() => OpenAPIObject> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  await addEdgePlugins(fastify, env);
  measureRequests(fastify);
  app.setGlobalPrefix('api');
  await mountBullBoard(app, fastify, env);
  let made: OpenAPIObject | undefined;
  const document = () => (made ??= describeApi(app));
  SwaggerModule.setup('api/docs', app, document, {
    jsonDocumentUrl: 'api/docs-json',
    yamlDocumentUrl: 'api/docs-yaml',
  });
  return document;
}
