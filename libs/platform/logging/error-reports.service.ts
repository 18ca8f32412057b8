import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ErrorEvent, NodeClient } from '@sentry/node';
import { Env } from '@platform/config';
import { scrubDeep } from './scrub';

/** How long a shutdown waits for reports that are on their way, in ms. */
const flushMs = 2_000;

/** What leaves the house: the error and our own tags; never a request's headers, body, query, cookies, nor a person. */
export function scrubReport(event: ErrorEvent): ErrorEvent {
  const { request: _request, user: _user, breadcrumbs: _crumbs, server_name: _host, ...rest } = event;
  return scrubDeep(rest) as ErrorEvent;
}

/** Sends unforeseen errors to Sentry when SENTRY_DSN is set; otherwise does nothing, and does not even load it. */
@Injectable()
export class ErrorReports implements OnModuleInit, OnApplicationShutdown {
  private client: NodeClient | undefined;

  constructor(private readonly env: Env) {}

  async onModuleInit(): Promise<void> {
    if (!this.env.SENTRY_DSN) return;
    const { makeNodeTransport, NodeClient, defaultStackParser } = await import('@sentry/node');
    // A client of its own, without Sentry's global hooks: those record requests, bodies and breadcrumbs by themselves.
    this.client = new NodeClient({
      dsn: this.env.SENTRY_DSN,
      environment: this.env.NODE_ENV,
      transport: makeNodeTransport,
      stackParser: defaultStackParser,
      integrations: [],
      sendDefaultPii: false,
      beforeSend: scrubReport,
    });
    this.client.init();
  }

  /** Reports an error with tags such as the request's or the job's id. */
  report(error: unknown, tags: Record<string, string>): void {
    this.client?.captureException(error, { captureContext: { tags } });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client?.close(flushMs);
  }
}
