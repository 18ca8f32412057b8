import { randomBytes } from 'node:crypto';
import type { DynamicModule, Type } from '@nestjs/common';
import type { Env } from '@platform/config';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { testEnv } from '../../../test/support/environment';
import { createApi, type Api } from '../src/create-api';

export const goodPassword = 'seven lamps on a green barn';

export interface Answer {
  status: number;
  headers: Headers;
  // The tests read many shapes; what a test expects of one it says itself.
  body: any; // eslint-disable-line
  text: string;
}

export interface Person {
  email: string;
  accessToken: string;
  refreshToken: string;
}

/** A running API over a database of its own, spoken to over HTTP. */
export class ApiUnderTest {
  private constructor(
    readonly database: TestDatabase,
    readonly api: Api,
    readonly url: string,
  ) {}

  static async start(
    overrides: Partial<Record<keyof Env, string>> = {},
    extra: (Type | DynamicModule)[] = [],
    shared?: TestDatabase,
  ): Promise<ApiUnderTest> {
    const database = shared ?? (await createTestDatabase());
    const api = await createApi({ env: testEnv(database, overrides), extra });
    return new ApiUnderTest(database, api, await api.listen());
  }

  async stop({ keepDatabase = false } = {}): Promise<void> {
    await this.api.app.close();
    if (!keepDatabase) await this.database.drop();
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(body !== undefined && !raw && { 'content-type': 'application/json' }), ...headers },
      body: raw ? (body as string) : body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text ? JSON.parse(text) : undefined,
    };
  }

  get(path: string, as?: { accessToken: string }): Promise<Answer> {
    return this.send('GET', path, undefined, as && bearer(as));
  }

  post(
    path: string,
    body?: unknown,
    as?: { accessToken: string },
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.send('POST', path, body ?? {}, { ...(as && bearer(as)), ...headers });
  }

  async register(email = someEmail()): Promise<string> {
    const answer = await this.post('/api/auth/register', {
      email,
      password: goodPassword,
      name: 'Sam Bell',
      teamName: 'Bell Realty',
    });
    if (answer.status !== 202) throw new Error(`sign-up answered ${answer.status} ${answer.text}`);
    return email;
  }

  async login(email: string, password = goodPassword): Promise<Person> {
    const answer = await this.post('/api/auth/login', { email, password });
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status} ${answer.text}`);
    return { email, ...answer.body };
  }

  /** A new owner of a new team, signed in. */
  async owner(): Promise<Person> {
    return this.login(await this.register());
  }

  /** The token of the newest mailed link of that kind, as the ledger has it. */
  async mailedToken(email: string, kind: 'verify-email' | 'reset-password'): Promise<string | undefined> {
    const { rows } = await this.database.admin.query<{ text: string }>(
      `SELECT c.text FROM message_ledger m JOIN message_content c ON c.id = m.content_id
       WHERE m.to_address = $1 AND c.text LIKE $2 ORDER BY m.id DESC LIMIT 1`,
      [email, `%/${kind}#token=%`],
    );
    return /#token=([\w-]+)/.exec(rows[0]?.text ?? '')?.[1];
  }
}

export const someEmail = () => `sam.${randomBytes(5).toString('hex')}@example.com`;
export const bearer = ({ accessToken }: { accessToken: string }) => ({
  authorization: `Bearer ${accessToken}`,
});
