/** A person's limit is per minute: longer there is nothing to wait for. In s. */
const longestPause = 60;

/** The few calls of the demo story, as any frontend would make them. */
export class ApiClient {
  readonly base: string;
  private token = '';

  constructor(base: string) {
    this.base = base;
  }

  signIn(accessToken: string): void {
    this.token = accessToken;
  }

  get<T>(path: string): Promise<T> {
    return this.request<T>('GET', path);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.request<T>('POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.request<T>('PUT', path, body);
  }

  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const isForm = body instanceof FormData;
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}),
      },
      body: isForm ? body : body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    // On a slow machine the story asks more often than a person may.
    const pause = Number(response.headers.get('retry-after'));
    if (response.status === 429 && pause > 0 && pause <= longestPause) {
      await new Promise((resolve) => setTimeout(resolve, pause * 1_000));
      return this.request(method, path, body);
    }
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 600)}`);
    return (response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as T;
  }
}

/** Repeats `look` until it answers something, at most `withinMs`. */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  // A person may ask a hundred times a minute: look often at first, then less.
  for (let pause = 150; ; pause = Math.min(800, pause * 1.3)) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline)
      throw new Error(`the demo story waited ${withinMs / 1_000} s in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
