import { io, type Socket } from 'socket.io-client';
import { eventually } from '../../../test/support/eventually';

export interface Heard {
  cursor: string;
  type: string;
  version: number;
  at: string;
  data: Record<string, unknown>;
}

/** An open page, as a frontend would hold it: it remembers its cursor and comes back with it. */
export class LivePage {
  readonly heard: Heard[] = [];
  readonly starts: { cursor: string; resumed: boolean }[] = [];
  readonly goodbyes: { code: string; reconnect: boolean }[] = [];
  readonly ends: string[] = [];
  cursor: string | undefined;

  private constructor(readonly socket: Socket) {
    socket.on('ready', (start: { cursor: string; resumed: boolean }) => {
      this.starts.push(start);
      this.cursor = start.cursor;
    });
    socket.on('event', (event: Heard) => {
      this.heard.push(event);
      this.cursor = event.cursor;
    });
    socket.on('goodbye', (goodbye) => this.goodbyes.push(goodbye));
    socket.on('disconnect', (reason) => this.ends.push(reason));
  }

  /** Not connected yet. */
  static of(url: string, auth: Record<string, unknown>, options: object = {}): LivePage {
    let page: LivePage;
    const socket = io(url, {
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      auth: (give) => give({ ...auth, ...(page.cursor ? { cursor: page.cursor } : {}) }),
      ...options,
    });
    page = new LivePage(socket);
    return page;
  }

  static async open(url: string, as: { accessToken: string }, cursor?: string): Promise<LivePage> {
    const page = LivePage.of(url, { token: as.accessToken });
    page.cursor = cursor;
    return page.connect();
  }

  /** @throws the error of a refused connection */
  async connect(): Promise<this> {
    const before = this.starts.length;
    const refused = new Promise<never>((_resolve, reject) => this.socket.once('connect_error', reject));
    this.socket.connect();
    await Promise.race([
      refused,
      eventually(() => {
        if (this.starts.length === before) throw new Error('the page was not told that it is ready');
      }),
    ]);
    return this;
  }

  /** What was heard, shortly: `lead.changed status`. */
  get words(): string[] {
    return this.heard.map(({ type, data }) => `${type} ${[data.what].flat().join(' ')}`);
  }

  about(id: string): Heard[] {
    return this.heard.filter(({ data }) => Object.values(data).includes(id));
  }

  close(): void {
    this.socket.close();
  }
}
