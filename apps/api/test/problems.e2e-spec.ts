import { request as rawRequest } from 'node:http';
import { Controller, Get, Module, Post, Body } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { Endpoint, problemContentType } from '@platform/http';
import { DomainError } from '@platform/errors';
import { eventually } from '../../../test/support/eventually';
import { OwnPostgres } from '../../../test/support/own-postgres';
import { ApiUnderTest, goodPassword, type Answer, type Person } from './api-client';

class Note {
  @IsString() @MaxLength(5) text: string;
}

@Controller('misbehaving')
class MisbehavingController {
  @Get('crash')
  @Endpoint({ summary: 'x', access: 'public' })
  crash(): never {
    throw new Error('secret detail: postgres://user:hunter2@db');
  }

  @Get('teapot')
  @Endpoint({ summary: 'x', access: 'public' })
  wait(): never {
    throw new DomainError('unavailable', 'kettle_cold', 'Not yet.', { retryAfterSeconds: 2.2 });
  }

  @Post('note')
  @Endpoint({ summary: 'x', access: 'public', produces: 'text/plain' })
  note(@Body() { text }: Note): string {
    return text;
  }
}

@Module({ controllers: [MisbehavingController] })
class MisbehavingModule {}

describe('problem documents', () => {
  let api: ApiUnderTest;
  let owner: Person;

  beforeAll(async () => {
    api = await ApiUnderTest.start({}, [MisbehavingModule]);
    owner = await api.owner();
  });
  afterAll(() => api.stop());

  function expectProblem(answer: Answer, status: number, code: string): void {
    expect([answer.status, answer.body?.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe(problemContentType);
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
    expect(answer.body).toEqual(
      expect.objectContaining({
        type: `urn:brickwork:problem:${code}`,
        title: expect.any(String),
        status,
        detail: expect.any(String),
      }),
    );
  }

  const json = { 'content-type': 'application/json' };
  const login = (body: unknown, headers = json) => api.send('POST', '/api/auth/login', body, headers);

  it('answers an unknown address, method and file with 404 route_not_found', async () => {
    expectProblem(await api.get('/api/nope'), 404, 'route_not_found');
    expectProblem(await api.get('/'), 404, 'route_not_found');
    expectProblem(await api.send('PATCH', '/api/auth/login'), 404, 'route_not_found');
    expectProblem(await api.get(`/api/jobs/${'a'.repeat(3_000)}`), 404, 'route_not_found');
  });

  it('answers a malformed address with 400 invalid_url', async () => {
    const answer = await new Promise<{ status: number; code: string }>((resolve, reject) => {
      const sent = rawRequest(`${api.url}`, { path: '/api/%zz' }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, code: JSON.parse(text).code }));
      });
      sent.on('error', reject);
      sent.end();
    });
    expect(answer).toEqual({ status: 400, code: 'invalid_url' });
  });

  it.each(['{"a', 'nonsense', '{"a":1}}', '[1,]'])(
    'answers the body %s with 400 invalid_json',
    async (body) => {
      expectProblem(await login(body), 400, 'invalid_json');
    },
  );

  it('takes an empty body for an empty object', async () => {
    expectProblem(await login(''), 400, 'validation_failed');
  });

  it('names each wrong property once, with its path and a stable code', async () => {
    const answer = await login({ email: 5, remember: true });
    expectProblem(answer, 400, 'validation_failed');
    expect(
      answer.body.errors.map(({ field, code }: { field: string; code: string }) => [field, code]),
    ).toEqual([
      ['remember', 'unknown_property'],
      ['email', 'not_text'],
      ['password', 'required'],
    ]);
  });

  it.each([[[]], ['"text"'], [5], [null]])('refuses %j where an object belongs', async (body) => {
    const answer = await login(JSON.stringify(body));
    expectProblem(answer, 400, 'validation_failed');
  });

  it('refuses NUL, half characters, deep nesting and prototype names before any code sees them', async () => {
    expectProblem(await login('{"email":"a\\u0000b","password":"x"}'), 400, 'validation_failed');
    expectProblem(await login('{"email":"a\\ud800","password":"x"}'), 400, 'validation_failed');
    expectProblem(await login(`{"email":${'['.repeat(50)}${']'.repeat(50)}}`), 400, 'validation_failed');
    expectProblem(await login('{"__proto__":{"x":1},"email":"a","password":"b"}'), 400, 'validation_failed');
    expectProblem(
      await login('{"constructor":{"prototype":{}},"email":"a","password":"b"}'),
      400,
      'validation_failed',
    );
    expectProblem(await api.get('/api/jobs?name=%00', owner), 400, 'validation_failed');
    expectProblem(await api.get('/api/jobs/%00', owner), 400, 'validation_failed');
  });

  it('answers more than 256 KB with 413 body_too_large, announced or not', async () => {
    expectProblem(await login({ email: 'a'.repeat(300_000), password: 'x' }), 413, 'body_too_large');
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`{"email":"${'a'.repeat(400_000)}"}`));
        controller.close();
      },
    });
    const response = await fetch(`${api.url}/api/auth/login`, {
      method: 'POST',
      headers: json,
      body: stream,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ])('answers a body of type %s with 415 on a route that takes JSON', async (type) =>
    expectProblem(await login('email=a', { 'content-type': type }), 415, 'unsupported_media_type'),
  );

  it('answers 401 without credentials and 403 without the permission', async () => {
    expectProblem(await api.get('/api/jobs'), 401, 'unauthenticated');
    await api.database.admin.query(
      `UPDATE membership SET role = 'MEMBER' WHERE user_id = (SELECT id FROM app_user WHERE email = $1)`,
      [owner.email],
    );
    const member = await api.login(owner.email);
    const answer = await api.get('/api/jobs', member);
    expectProblem(answer, 403, 'permission_missing');
    expect(answer.body.permission).toBe('jobs:read');
    await api.database.admin.query(
      `UPDATE membership SET role = 'OWNER' WHERE user_id = (SELECT id FROM app_user WHERE email = $1)`,
      [owner.email],
    );
  });

  it('answers an id of nobody with 404, and what is no id with 400', async () => {
    expectProblem(
      await api.get('/api/jobs/01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f', owner),
      404,
      'job_not_found',
    );
    const answer = await api.get('/api/jobs/42', owner);
    expectProblem(answer, 400, 'validation_failed');
    expect(answer.body.errors).toEqual([expect.objectContaining({ field: 'id', code: 'not_an_id' })]);
  });

  it('answers a cursor it has not given out, and a page that is too large, with 400', async () => {
    for (const query of [
      'cursor=x',
      'cursor=W10',
      'cursor=WyJ4Il0',
      'limit=0',
      'limit=101',
      'limit=ten',
      'page=2',
      'limit=1&limit=2',
    ]) {
      expectProblem(await api.get(`/api/jobs?${query}`, owner), 400, 'validation_failed');
    }
  });

  it('tells nothing of an unforeseen failure', async () => {
    const answer = await api.get('/api/misbehaving/crash');
    expectProblem(answer, 500, 'internal_error');
    expect(answer.text).not.toMatch(/secret|hunter2|Error:|at /);
  });

  it('says when to come back', async () => {
    const answer = await api.get('/api/misbehaving/teapot');
    expectProblem(answer, 503, 'kettle_cold');
    expect(answer.headers.get('retry-after')).toBe('3');
  });

  it('keeps a sane request id and replaces any other', async () => {
    const kept = await api.send('GET', '/api/health', undefined, { 'x-request-id': 'edge-0042.abc' });
    expect(kept.headers.get('x-request-id')).toBe('edge-0042.abc');
    for (const bad of [
      'short',
      'has space inside',
      'x'.repeat(101),
      'inject"},{"',
      'ümläut-abc'.normalize('NFD').replaceAll(/[^\x20-\x7e]/g, '%'),
    ]) {
      const replaced = await api.send('GET', '/api/health', undefined, { 'x-request-id': bad });
      expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('reads a body in full UTF-8', async () => {
    expect((await api.post('/api/misbehaving/note', { text: '🦊é' })).text).toBe('🦊é');
  });
});

it('answers 503 while the database is away, and works again after', async () => {
  const postgres = await OwnPostgres.start();
  const api = await ApiUnderTest.start({}, [], postgres);
  try {
    const owner = await api.owner();
    await postgres.crash();
    const answer = await api.get('/api/settings/business', owner);
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
      503,
      'database_unavailable',
      '5',
    ]);
    const signIn = await api.post('/api/auth/login', { email: owner.email, password: goodPassword });
    expect([signIn.status, signIn.body.code]).toEqual([503, 'database_unavailable']);
    const ready = await api.get('/api/health/ready');
    expect([ready.status, ready.body.status, ready.body.checks.database]).toEqual([
      503,
      'unavailable',
      'unavailable',
    ]);
    expect((await api.get('/api/health')).status).toBe(200);
    await postgres.startAgain();
    await eventually(async () => expect((await api.get('/api/settings/business', owner)).status).toBe(200));
  } finally {
    await api.stop();
  }
});
