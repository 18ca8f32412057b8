import { createServer, type Server } from 'node:http';
import { Env } from '@platform/config';
import { ErrorReports } from './error-reports.service';

describe('ErrorReports', () => {
  let server: Server;
  let received = '';
  let dsn: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (received += chunk.toString()));
      request.on('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    dsn = `http://public@127.0.0.1:${(server.address() as { port: number }).port}/1`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const started = async (SENTRY_DSN?: string) => {
    const reports = new ErrorReports(Object.assign(new Env(), { SENTRY_DSN }));
    await reports.onModuleInit();
    return reports;
  };

  it('sends the error with our tags, without secrets, the machine or the environment of the process', async () => {
    const reports = await started(dsn);
    const cause = new Error('refused postgres://app:canary-1@db/x');
    reports.report(new Error('unforeseen: Bearer canary-2', { cause }), { requestId: 'r-0042' });
    await reports.onApplicationShutdown();
    expect(received).toContain('unforeseen: Bearer [removed]');
    expect(received).toContain('"requestId":"r-0042"');
    expect(received).not.toMatch(/canary|server_name|DATABASE_URL/);
  });

  it('sends nothing when it is not configured', async () => {
    received = '';
    const reports = await started(undefined);
    reports.report(new Error('unforeseen'), {});
    await reports.onApplicationShutdown();
    expect(received).toBe('');
  });
});
