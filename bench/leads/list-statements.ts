import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { LeadsModule, LeadsService, type LeadFilter, type LeadListOptions } from '@domain/leads';
import { ClockModule } from '@platform/clock';
import { ConfigModule, readEnv } from '@platform/config';
import { DatabaseModule, TenantScope } from '@platform/database';
import { EventsModule } from '@platform/events';
import { JobsModule } from '@platform/jobs';
import { LoggingModule } from '@platform/logging';

/** Writes down which statements the product itself sends for a list, so that nobody has to copy them. */
const sent: { text: string; values: unknown[] }[] = [];
type Query = (this: pg.Client, text: unknown, values?: unknown[]) => unknown;
const original = pg.Client.prototype.query as unknown as Query;
const recording: Query = function record(text, values) {
  if (typeof text === 'string' && Array.isArray(values)) sent.push({ text, values });
  return values === undefined ? original.call(this, text) : original.call(this, text, values);
};
Object.assign(pg.Client.prototype, { query: recording });

@Module({
  imports: [
    ConfigModule.with(readEnv()),
    LoggingModule,
    ClockModule,
    DatabaseModule,
    JobsModule,
    EventsModule,
    LeadsModule,
  ],
})
class ListsModule {}

interface ListRequest {
  teamId: string;
  filter: LeadFilter;
  options: LeadListOptions;
}

const app = await NestFactory.createApplicationContext(ListsModule, { logger: ['error', 'warn'] });
process.on('message', (request: ListRequest) => void list(request));
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
process.send?.({ ready: true });

async function list({ teamId, filter, options }: ListRequest): Promise<void> {
  sent.length = 0;
  const { nextCursor } = await app.get(LeadsService).list(TenantScope.of(teamId), filter, options);
  process.send?.({ statements: [...sent], nextCursor });
}
