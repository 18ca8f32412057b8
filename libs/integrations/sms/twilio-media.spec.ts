import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchTwilioMedia } from './twilio-media';

const sid = `AC${'1'.repeat(32)}`;
const own = `/2010-04-01/Accounts/${sid}/Messages/MM1/Media/`;

describe('media of incoming texts', () => {
  let server: Server;
  let baseUrl: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const asked: { path: string; authorization: string | undefined }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push({ path: request.url!, authorization: request.headers.authorization });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => asked.splice(0));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const fetchIt = (url: string, maxBytes = 1_000, timeoutMs = 2_000) =>
    fetchTwilioMedia(
      { key: 'team', accountSid: sid, authToken: 'secret', from: '+1', baseUrl, timeoutMs },
      url,
      maxBytes,
    );

  it('come from the account’s own place, and its credentials go no further', async () => {
    answer = (request, response) => {
      if (request.url!.startsWith(own)) response.writeHead(307, { location: '/storage/1' }).end();
      else response.writeHead(200, { 'content-type': 'image/jpeg' }).end('bytes');
    };
    expect(await fetchIt(baseUrl + own + 'ME1')).toEqual({
      ...{ kind: 'found', contentType: 'image/jpeg', bytes: Buffer.from('bytes') },
    });
    const basic = `Basic ${Buffer.from(`${sid}:secret`).toString('base64')}`;
    expect(asked).toEqual([
      { path: `${own}ME1`, authorization: basic },
      { path: '/storage/1', authorization: undefined },
    ]);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'https://evil.example' + own,
    'file:///etc/passwd',
    'nonsense',
    `/2010-04-01/Accounts/${sid}/x`,
  ])('are asked for nowhere else: %s', async (url) => {
    expect(await fetchIt(url)).toEqual({ kind: 'refused', code: 'foreign_address' });
    expect(asked).toEqual([]);
  });

  it('are not asked for in the name of another account, nor by climbing out of the own one', async () => {
    for (const path of [`/2010-04-01/Accounts/AC2/Messages/x`, `/2010-04-01/Accounts/${sid}/../AC2/x`])
      expect(await fetchIt(baseUrl + path)).toEqual({ kind: 'refused', code: 'foreign_address' });
    expect(asked).toEqual([]);
  });

  it.each([
    'http://storage.example/1',
    'https://127.0.0.1:9/1',
    'https://[::1]:9/1',
    'https://10.0.0.1/1',
    'https://user:pass@storage.example/1',
  ])('are not followed to %s', async (location) => {
    answer = (_request, response) => response.writeHead(302, { location }).end();
    expect(await fetchIt(baseUrl + own)).toEqual({ kind: 'refused', code: 'foreign_address' });
  });

  it('are not followed in a circle', async () => {
    answer = (_request, response) => response.writeHead(302, { location: own }).end();
    expect(await fetchIt(baseUrl + own)).toEqual({ kind: 'refused', code: 'foreign_address' });
    expect(asked).toHaveLength(4);
  });

  it.each([
    [404, { kind: 'refused', code: 'gone' }],
    [500, { kind: 'unavailable', detail: 'answered 500' }],
    [429, { kind: 'unavailable', detail: 'answered 429' }],
    [401, { kind: 'unavailable', detail: 'answered 401' }],
  ])('an answer of %i', async (status, expected) => {
    answer = (_request, response) => response.writeHead(status).end();
    expect(await fetchIt(baseUrl + own)).toEqual(expected);
  });

  it('are not kept when they are too large, nor waited for without end', async () => {
    answer = (_request, response) => response.writeHead(200).end('x'.repeat(2_000));
    expect(await fetchIt(baseUrl + own)).toEqual({ kind: 'refused', code: 'too_large' });
    answer = (_request, response) => void response.writeHead(200).write('x');
    expect(await fetchIt(baseUrl + own, 1_000, 200)).toMatchObject({ kind: 'unavailable' });
  });
});
