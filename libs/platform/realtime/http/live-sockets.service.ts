import type { Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Server, type Socket } from 'socket.io';
import { Env } from '@platform/config';
import { databaseUnavailable, isDatabaseUnavailable } from '@platform/database';
import { DomainError } from '@platform/errors';
import type { LiveEvent } from '../live-event';
import { LiveSignals } from '../live-signals.service';
import { LiveAdmission, type Admission } from './live-admission.service';
import { goodbyes, type GoodbyeCode, type LiveListener } from './live-listener';
import { LivePatrol } from './live-patrol.service';
import { LiveRooms } from './live-rooms.service';

/** Clients send their token and cursor and nothing else. In bytes. */
const largestMessage = 8_192;
/** A connection that does not say who it is. In ms. */
const anonymousFor = 10_000;
/** A page that has not taken so many events comes back when it can. */
const mostUnsent = 1_000;
/** What has not closed by then when the process ends is cut off. In ms. */
const farewellMs = 1_000;

interface ServerToClient {
  ready: (start: { cursor: string; resumed: boolean }) => void;
  event: (event: LiveEvent) => void;
  goodbye: (reason: { code: GoodbyeCode; reconnect: boolean }) => void;
}
type LiveSocket = Socket<
  Record<never, never>,
  ServerToClient,
  Record<never, never>,
  { admission: Admission }
>;

/** Socket.IO on the api's own server: WebSocket only, so that no replica must be found again. What is said is in docs/realtime.md. */
@Injectable()
export class LiveSockets implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(LiveSockets.name);
  private readonly connections = new Set<Duplex>();
  private io:
    Server<Record<never, never>, ServerToClient, Record<never, never>, { admission: Admission }> | undefined;
  private closing = false;

  constructor(
    private readonly env: Env,
    private readonly host: HttpAdapterHost,
    private readonly admission: LiveAdmission,
    private readonly rooms: LiveRooms,
    private readonly patrol: LivePatrol,
    private readonly signals: LiveSignals,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as HttpServer;
    server.on('upgrade', (_request, connection: Duplex) => {
      this.connections.add(connection);
      connection.once('close', () => this.connections.delete(connection));
    });
    const origins = new Set(this.env.frontendOrigins);
    this.io = new Server(server, {
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: largestMessage,
      connectTimeout: anonymousFor,
      allowRequest: ({ headers: { origin } }, answer) => {
        // Programs other than browsers have no origin; the token is what lets anybody in.
        const welcome = !this.closing && (origin === undefined || origins.has(origin));
        answer(welcome ? null : this.closing ? 'server_going_away' : 'origin_not_allowed', welcome);
      },
    });
    this.io.use((socket, next) => {
      this.admission.admit(socket.handshake.auth).then(
        (admission) => {
          socket.data.admission = admission;
          next();
        },
        (error: unknown) => next(this.refusal(error)),
      );
    });
    this.io.on('connection', (socket) => this.welcome(socket));
    this.signals.listen((teamIds) => this.rooms.look(teamIds));
    this.patrol.start();
  }

  /** Before the server closes, which would wait for every connection. */
  async beforeApplicationShutdown(): Promise<void> {
    // An app that was never started has nobody to say goodbye to.
    if (!this.io) return;
    this.closing = true;
    await this.patrol.stop();
    for (const listener of this.rooms.listeners) listener.leave('server_going_away');
    const gone = Promise.all(
      [...this.connections].map((connection) => new Promise((resolve) => connection.once('close', resolve))),
    );
    const late = setTimeout(() => this.connections.forEach((connection) => connection.destroy()), farewellMs);
    await gone.finally(() => clearTimeout(late));
    this.io.engine.close();
  }

  private welcome(socket: LiveSocket): void {
    const { actor, seq, cursor, resumed } = socket.data.admission;
    let unsent = 0;
    let here = false;
    const listener: LiveListener = {
      ...{ actor, seq, checkedAt: Date.now() },
      tell: (event) => {
        unsent += 1;
        if (unsent > mostUnsent) listener.leave('too_slow');
        else socket.emit('event', event);
      },
      leave: (code) => {
        forget();
        sendAway(socket, code);
      },
    };
    // At once, however long the connection takes to close.
    const forget = () => {
      if (here) this.rooms.leave(listener);
      here = false;
    };
    if (this.closing) return listener.leave('server_going_away');
    // Before the first event, which says nothing to a page that does not know where it stands.
    socket.emit('ready', { cursor, resumed });
    here = this.rooms.join(listener);
    if (!here) return listener.leave('too_many_connections');
    socket.conn.on('drain', () => (unsent = 0));
    socket.once('disconnect', forget);
    socket.onAny(() => listener.leave('unexpected_message'));
  }

  /** What the client's `connect_error` shows: the code that a request would get. */
  private refusal(error: unknown): Error {
    const known = isDatabaseUnavailable(error) ? databaseUnavailable() : error;
    if (known instanceof DomainError) {
      const { code, message, extra } = known;
      const { retryAfterSeconds } = extra;
      return Object.assign(new Error(message), { data: { code, retryAfterSeconds } });
    }
    this.logger.error(error, 'a connection could not be admitted');
    return Object.assign(new Error('Something went wrong.'), { data: { code: 'internal_error' } });
  }
}

/** Clients come back by themselves when the transport closes, and stay away when they are disconnected. */
function sendAway(socket: LiveSocket, code: GoodbyeCode): void {
  const { reconnect } = goodbyes[code];
  socket.emit('goodbye', { code, reconnect });
  // A page that takes nothing takes no goodbye either.
  if (reconnect) socket.conn.close(code === 'too_slow');
  else socket.disconnect(true);
}
