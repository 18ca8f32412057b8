import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { Endpoint } from '@platform/http';
import { ApiUnderTest } from './api-client';

let arrived: () => void;
let answer: Promise<unknown>;

@Controller()
class SlowController {
  @Get('probe/slow')
  @Endpoint({ summary: 'x', access: 'public', produces: 'application/json' })
  async slow(): Promise<object> {
    arrived();
    await answer;
    return { text: 'worth the wait' };
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

/** The api of these tests, and a request to it that has arrived and has no answer yet. */
async function busyApi(seconds: string) {
  const api = await ApiUnderTest.start({ SHUTDOWN_SECONDS: seconds }, [SlowModule]);
  const { promise: isThere, resolve } = Promise.withResolvers<void>();
  const { promise, resolve: reply } = Promise.withResolvers<void>();
  arrived = resolve;
  answer = promise;
  const request = fetch(`${api.url}/api/probe/slow`).then(
    async (response) => ({ status: response.status, text: await response.text() }),
    (error: Error) => ({ error: error.message }),
  );
  await isThere;
  return { api, request, reply };
}

const open = async (url: string): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
};
const within = (work: Promise<unknown>, ms: number) =>
  Promise.race([
    work.then(() => 'ended'),
    new Promise((resolve) => setTimeout(resolve, ms, 'still there').unref()),
  ]);

describe('an api that is told to end', () => {
  it('answers what it was asked, and waits for no connection that asks nothing', async () => {
    const { api, request, reply } = await busyApi('20');
    const unused = await open(api.url);
    const kept = await open(api.url);
    kept.write('GET /api/health HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(String(await once(kept, 'data'))).toContain('200 OK');

    const ended = api.stop();
    expect(await within(ended, 1_000)).toBe('still there');
    reply();
    expect(await request).toEqual({ status: 200, text: expect.stringContaining('worth the wait') });
    expect(await within(ended, 5_000)).toBe('ended');
    expect([unused, kept].map((socket) => socket.readableEnded || socket.destroyed)).toEqual([true, true]);
  });

  it('cuts off what has no answer in time', async () => {
    const { api, request, reply } = await busyApi('1');
    expect(await within(api.stop(), 10_000)).toBe('ended');
    expect(await request).toEqual({ error: expect.any(String) });
    reply();
  });
});
