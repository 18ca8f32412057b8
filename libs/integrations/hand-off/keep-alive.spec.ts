import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { keepAliveAgents } from './keep-alive';

it('reuses a connection, and closes it when it has been idle', async () => {
  let opened = 0;
  let open = 0;
  const server = createServer((_request, response) => response.end());
  server.on('connection', (socket) => {
    opened++;
    open++;
    socket.on('close', () => open--);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { httpAgent } = keepAliveAgents(150);
  const call = () =>
    new Promise<void>((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', agent: httpAgent }, (response) => {
        response.resume().on('end', resolve);
      });
      asked.on('error', reject).end();
    });
  await call();
  await call();
  expect([opened, open]).toEqual([1, 1]);
  await pause(400);
  expect([opened, open]).toEqual([1, 0]);
  await new Promise((resolve) => server.close(resolve));
});
