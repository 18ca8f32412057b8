import { randomUUID } from 'node:crypto';

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

/** A client as providers of such clients ask for: a key on every POST, and patience with a server that is being killed. */
export class RestClient {
  private token = '';

  constructor(readonly base: string) {}

  signIn(accessToken: string): void {
    this.token = accessToken;
  }

  /** One try; whatever the server says is the answer. @throws when the connection fails. */
  async once<T>(
    method: string,
    path: string,
    body?: unknown,
    idempotencyKey: string = randomUUID(),
  ): Promise<Answer<T>> {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        // A form names its own type and boundary.
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': idempotencyKey } : {}),
      },
      body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      body: (json ? JSON.parse(text) : text) as T,
      headers: response.headers,
    };
  }

  /** The answer's body. @throws for anything but 2xx. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.once<T>(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Repeats a request under one key until the server gives a final answer. */
  async insist<T>(
    method: string,
    path: string,
    body: unknown,
    idempotencyKey: string,
    withinMs = 90_000,
  ): Promise<Answer<T>> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const answer = await this.once<T>(method, path, body, idempotencyKey).catch((error: Error) => error);
      const again = answer instanceof Error || answer.status >= 500 || isStillRunning(answer);
      if (!again) return answer;
      if (Date.now() > deadline)
        throw answer instanceof Error ? answer : new Error(`${path} still answers ${answer.status}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function isStillRunning({ status, body }: Answer<unknown>): boolean {
  return status === 409 && (body as { code?: string }).code === 'idempotency_in_progress';
}
