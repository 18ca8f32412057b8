import { createServer, type Server, type ServerResponse } from 'node:http';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Env } from '@platform/config';
import { Database } from '@platform/database';
import { QueueBackend } from '@platform/jobs';
import { WorkersHost } from '@platform/jobs/worker';
import { metricsRegistry } from '@platform/metrics';

/** A worker whose clock is that far off Postgres' takes delayed jobs at the wrong moment. In ms. */
const tolerableSkew = 2_000;
const checkTimeout = 2_000;

/** The worker's only port: is it alive, can it work, how is it doing. */
@Injectable()
export class HealthServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(HealthServer.name);
  private server: Server | undefined;

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly backend: QueueBackend,
    private readonly host: WorkersHost,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.server = createServer((request, response) => {
      this.answer(request.url ?? '/', response).catch((error: Error) => {
        this.logger.error(`health check failed: ${error.message}`);
        response.writeHead(500).end();
      });
    });
    await new Promise<void>((resolve, reject) => {
      this.server!.once('error', reject);
      this.server!.listen(this.env.WORKER_PORT, this.env.HOST, resolve);
    });
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(url: string, response: ServerResponse): Promise<void> {
    if (url === '/health') return this.json(response, 200, { status: 'ok' });
    if (url === '/metrics') {
      response.writeHead(200, { 'content-type': metricsRegistry.contentType });
      response.end(await metricsRegistry.metrics());
      return;
    }
    if (url !== '/health/ready') return this.json(response, 404, { status: 'not_found' });
    const checks = {
      database: await this.check(async () => {
        const { now } = await this.database.ping();
        const skew = Math.abs(now.getTime() - Date.now());
        if (skew > tolerableSkew)
          throw new Error(`this machine's clock is ${Math.round(skew / 1_000)} s off`);
      }),
      queue: await this.check(() => this.backend.ping()),
      workers: this.host.running ? 'ok' : 'the queue workers are not running',
    };
    const ready = Object.values(checks).every((result) => result === 'ok');
    this.json(response, ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable', checks });
  }

  private async check(work: () => Promise<unknown>): Promise<string> {
    const timeout = new Promise<never>((_resolve, reject) =>
      setTimeout(() => reject(new Error(`no answer within ${checkTimeout} ms`)), checkTimeout).unref(),
    );
    return Promise.race([work(), timeout]).then(
      () => 'ok',
      (error: Error) => error.message,
    );
  }

  private json(response: ServerResponse, status: number, body: object): void {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}
