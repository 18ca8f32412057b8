import { Writable } from 'node:stream';
import pino from 'pino';
import type { Options } from 'pino-http';
import { Env } from '@platform/config';
import { withLogFields } from './log-fields';
import { pinoOptions } from './pino-options';
import { scrubReport } from './error-reports.service';

function capture(log: (logger: pino.Logger) => void): string {
  let output = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString();
      done();
    },
  });
  const { level, redact, mixin, hooks } = pinoOptions(Object.assign(new Env(), { NODE_ENV: 'test' }))
    .pinoHttp as Options;
  log(pino({ level, redact, mixin, hooks } as pino.LoggerOptions, sink));
  return output;
}

describe('the log', () => {
  it('never shows secrets, by name or by shape', () => {
    const output = capture((logger) => {
      logger.info(
        { password: 'canary-1', user: { token: 'canary-2', nested: { secret: 'canary-3' } } },
        'one',
      );
      logger.error({ err: new Error('refused postgres://app:canary-4@db/x') }, 'two with Bearer canary-5');
      logger.info({ mail: { html: '<p>canary-6</p>', subject: 'fine' } }, 'three');
    });
    expect(output).not.toContain('canary');
    expect(output).toContain('"subject":"fine"');
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { msg: string })
        .map(({ msg }) => msg),
    ).toEqual(['one', 'two with Bearer [removed]', 'three']);
  });

  it('carries the fields of the work it belongs to', () => {
    const output = capture((logger) =>
      withLogFields({ jobId: 'j1' }, () => withLogFields({ messageId: 'm1' }, () => logger.info('inside'))),
    );
    expect(JSON.parse(output)).toMatchObject({ jobId: 'j1', messageId: 'm1', msg: 'inside' });
  });
});

it('an error report holds neither the request nor a person', () => {
  const report = scrubReport({
    type: undefined,
    message: 'failed with Bearer canary-1',
    request: { url: 'https://x/?canary-2', headers: { cookie: 'canary-3' } },
    user: { email: 'canary-4@example.com' },
    breadcrumbs: [{ message: 'canary-5' }],
    extra: { body: 'canary-6', jobId: 'j1' },
    tags: { requestId: 'r1' },
  });
  expect(JSON.stringify(report)).not.toContain('canary');
  expect(report).toMatchObject({ tags: { requestId: 'r1' }, extra: { jobId: 'j1' } });
});
