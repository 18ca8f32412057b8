import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MessagingHttpModule } from '@domain/messaging/http';
import { Actor, Authenticator, permissionsOf } from '@platform/auth';
import { Clock } from '@platform/clock';
import { Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { DatabaseModule, type TenantScope } from '@platform/database';
import { EventsModule } from '@platform/events';
import { createAdapter, HttpModule } from '@platform/http';
import { JobsModule } from '@platform/jobs';
import { LoggingModule } from '@platform/logging';
import { RateLimitsModule } from '@platform/rate-limits';
import { UnsubscribeLinks } from '../unsubscribe-links';
import { ReceiptsLab } from './receipts-lab';

/** Whoever the test says is calling: signing in is another slice's. */
class CallerOfTest extends Authenticator {
  scope: TenantScope | undefined;
  role: 'OWNER' | 'MEMBER' = 'OWNER';

  async authenticate(): Promise<Actor> {
    const scope = this.scope!;
    const facts = {
      kind: 'user',
      userId: null,
      apiKeyId: null,
      sessionId: null,
      teamId: scope.teamId,
    } as const;
    return new Actor({ ...facts, role: this.role, scope, permissions: permissionsOf(this.role) });
  }
}

/** The slice's routes behind the real edge, on a port of their own. */
export class RoutesLab {
  private constructor(
    readonly lab: ReceiptsLab,
    readonly caller: CallerOfTest,
    private readonly http: NestFastifyApplication,
    readonly origin: string,
  ) {}

  static async start(): Promise<RoutesLab> {
    const lab = await ReceiptsLab.start();
    const caller = new CallerOfTest();
    const env = Object.assign(new Env(), lab.env, { RATE_LIMIT_PUBLIC: 3 });
    @Global()
    @Module({
      providers: [{ provide: Env, useValue: env }, { provide: Authenticator, useValue: caller }, Clock],
      exports: [Env, Authenticator, Clock],
    })
    class SettingsModule {}
    @Module({
      imports: [
        ...[
          SettingsModule,
          DatabaseModule,
          JobsModule,
          EventsModule,
          CryptoModule,
          LoggingModule,
          RateLimitsModule,
        ],
        ...[HttpModule, MessagingHttpModule],
      ],
    })
    class RoutesModule {}
    const http = await NestFactory.create<NestFastifyApplication>(RoutesModule, createAdapter(env), {
      bodyParser: false,
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    http.setGlobalPrefix('api');
    await http.listen(0, '127.0.0.1');
    return new RoutesLab(lab, caller, http, await http.getUrl());
  }

  async stop(): Promise<void> {
    await this.http.close();
    await this.lab.stop();
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.origin + path, { redirect: 'manual', ...init });
  }

  json(method: string, path: string, body?: unknown): Promise<Response> {
    const content =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return this.request(path, { method, ...content });
  }

  /** The path of a message's unsubscribe link. */
  linkOf(scope: TenantScope, messageId: string): string {
    return new URL(this.lab.get(UnsubscribeLinks).urlFor(scope.teamId, messageId)).pathname;
  }
}
