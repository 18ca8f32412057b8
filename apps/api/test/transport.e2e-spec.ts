import { connect } from 'node:net';
import { brotliDecompressSync } from 'node:zlib';
import { Body, Controller, Get, Headers, Module, Post, RawBody, Req } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AccessRule, Endpoint } from '@platform/http';
import { createTestDatabase } from '../../../test/support/database';
import { testEnv } from '../../../test/support/environment';
import { createApi } from '../src/create-api';
import { ApiUnderTest, bearer } from './api-client';

@Controller()
class ProbeController {
  @Post('webhooks/probe')
  @Endpoint({ summary: 'x', access: 'public', produces: 'application/json', idempotent: false })
  raw(@RawBody() raw: Buffer, @Body() body: unknown): object {
    return {
      base64: raw.toString('base64'),
      length: raw.length,
      body: body === undefined ? 'none' : 'parsed',
    };
  }

  @Post('webhooks/sendgrid/inbound/probe')
  @Endpoint({ summary: 'x', access: 'public', produces: 'application/json', idempotent: false })
  mail(@RawBody() raw: Buffer): object {
    return { length: raw.length };
  }

  @Post('probe/upload')
  @ApiConsumes('multipart/form-data')
  @Endpoint({ summary: 'x', access: 'authenticated', produces: 'application/json' })
  async upload(@Req() request: FastifyRequest): Promise<object> {
    const file = await request.file();
    let size = 0;
    for await (const chunk of file!.file) size += (chunk as Buffer).length;
    return { name: file!.filename, size };
  }

  @Get('probe/large')
  @Endpoint({ summary: 'x', access: 'public', produces: 'application/json' })
  large(): object {
    return { text: 'brickwork '.repeat(1_000) };
  }

  @Get('probe/address')
  @Endpoint({ summary: 'x', access: 'public', produces: 'application/json' })
  address(@Req() { ip }: FastifyRequest, @Headers('x-forwarded-for') _given: string): object {
    return { ip };
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

describe('transport', () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ FRONTEND_URL: 'https://app.example, https://staging.example/' }, [
      ProbeModule,
    ]);
  });
  afterAll(() => api.stop());

  it.each([
    ['application/json', '{"a": 1,\n  "emoji": "🦊"}'],
    ['application/json', 'not json at all'],
    ['application/json', ''],
    ['application/x-www-form-urlencoded', 'Body=a+b%20c&MessageSid=SM1'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
    ],
    ['text/plain; charset=utf-16', 'anything'],
    ['application/octet-stream', '\u0000\u0001'],
  ])('gives webhooks the bytes as they came: %s', async (type, body) => {
    const answer = await api.send('POST', '/api/webhooks/probe', Buffer.from(body), { 'content-type': type });
    expect([answer.status, answer.body]).toEqual([
      200,
      { base64: Buffer.from(body).toString('base64'), length: Buffer.byteLength(body), body: 'none' },
    ]);
  });

  it.each([
    [
      'that ends too early',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nname',
    ],
    ['that has no beginning', 'name,email'],
  ])('refuses a form %s', async (_what, body) => {
    const type = 'multipart/form-data; boundary=x';
    const owner = bearer(await api.owner());
    for (const route of ['/api/leads/import', '/api/settings/avatar']) {
      const answer = await api.send('POST', route, Buffer.from(body), { 'content-type': type, ...owner });
      expect([route, answer.status, answer.body.code]).toEqual([route, 400, 'invalid_form']);
    }
  });

  it('takes webhooks up to 4 MB and inbound mail up to 30 MB', async () => {
    const post = (path: string, megabytes: number) =>
      api.send('POST', path, Buffer.alloc(megabytes * 1_048_576), { 'content-type': 'application/json' });
    expect((await post('/api/webhooks/probe', 4)).body.length).toBe(4 * 1_048_576);
    expect((await post('/api/webhooks/sendgrid/inbound/probe', 30)).body.length).toBe(30 * 1_048_576);
    for (const [path, size] of [
      ['/api/webhooks/probe', 4.01],
      ['/api/webhooks/sendgrid/inbound/probe', 30.01],
    ] as const) {
      // The server may hang up on so much before the client is through with sending.
      const answer = await post(path, size).catch((error: Error) => error);
      if (!(answer instanceof Error))
        expect([answer.status, answer.body.code]).toEqual([413, 'body_too_large']);
    }
  });

  it('streams an upload and stops at 10 MB', async () => {
    const owner = await api.owner();
    const upload = async (megabytes: number) => {
      const form = new FormData();
      form.append('file', new Blob([Buffer.alloc(megabytes * 1_048_576, 'a')]), 'leads.csv');
      const response = await fetch(`${api.url}/api/probe/upload`, {
        method: 'POST',
        body: form,
        headers: bearer(owner),
      });
      return { status: response.status, body: (await response.json()) as { size?: number; code?: string } };
    };
    expect((await upload(9)).body.size).toBe(9 * 1_048_576);
    // Just above the limit the reader sees it; far above, nobody begins to read.
    expect((await upload(10.05)).body.size).toBe(10 * 1_048_576 + 1);
    const refused = await upload(10.5);
    expect([refused.status, refused.body.code]).toEqual([413, 'file_too_large']);
    const anonymous = await fetch(`${api.url}/api/probe/upload`, { method: 'POST', body: new FormData() });
    expect(anonymous.status).toBe(401);
    const json = await api.post('/api/probe/upload', { file: 'x' }, owner);
    expect([json.status, json.body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it.each(['https://app.example', 'https://staging.example'])('lets pages of %s in', async (origin) => {
    const preflight = await api.send('OPTIONS', '/api/settings/business', undefined, {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,content-type',
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    const answer = await api.send('GET', '/api/auth/me', undefined, { origin });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, origin]);
    expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    'https://evil.example',
    'https://app.example.evil.example',
    'http://app.example',
    'https://app.example:8443',
    'null',
  ])('leaves pages of %s out', async (origin) => {
    const answer = await api.send('GET', '/api/health', undefined, { origin });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('sends security headers with every kind of answer', async () => {
    for (const path of ['/api/health', '/api/nope', '/api/auth/me', '/metrics']) {
      const { headers } = await api.get(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('compresses what is worth it', async () => {
    const response = await fetch(`${api.url}/api/probe/large`, { headers: { 'accept-encoding': 'br' } });
    expect(response.headers.get('content-encoding')).toBe('br');
    const plain = await fetch(`${api.url}/api/health`, { headers: { 'accept-encoding': 'br' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(brotliDecompressSync).toBeDefined();
  });

  it('serves its documentation', async () => {
    const page = await api.get('/api/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    for (const script of page.text.matchAll(/(?:src|href)="\.?\/?([^"]+\.(?:js|css))"/g)) {
      expect((await api.get(`/api/docs/${script[1]!.replace(/^(api\/)?docs\//, '')}`)).status).toBe(200);
    }
    const document = await api.get('/api/docs-json');
    expect(document.body.openapi).toMatch(/^3\./);
  });

  it('serves metrics by route pattern, not by address', async () => {
    await api.get('/api/jobs/01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f');
    const { text } = await api.get('/metrics');
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/jobs\/:id",status="401"\} \d/,
    );
    expect(text).not.toContain('01936f5e');
  });

  it('does not answer TRACE, nor a request that is none', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () =>
        socket.write('TRACE / HTTP/1.1\r\nhost: x\r\ncookie: canary\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
        socket.end();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(answer).not.toContain('canary');
  });
});

describe('the boot', () => {
  @Controller('silent')
  class SilentController {
    @Get() answer(): string {
      return 'hello';
    }
  }
  @Module({ controllers: [SilentController] })
  class SilentModule {}

  @Controller('typo')
  class TypoController {
    @Get() @AccessRule('leads:raed' as 'leads:read') answer(): string {
      return 'hello';
    }
  }
  @Module({ controllers: [TypoController] })
  class TypoModule {}

  it.each([
    ['says nothing of who may call it', SilentModule, 'SilentController.answer'],
    ['names a permission that is none', TypoModule, 'TypoController.answer'],
  ])('fails with a route that %s', async (_name, module, named) => {
    const database = await createTestDatabase();
    const { app, listen } = await createApi({ env: testEnv(database), extra: [module] });
    await expect(listen()).rejects.toThrow(named);
    await app.close().catch(() => undefined);
    await database.drop();
  });
});
