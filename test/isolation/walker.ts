import { problemContentType } from '@platform/http';
import type { ApiUnderTest } from '../../apps/api/test/api-client';
import type { Operation } from './openapi-walk';

export interface Told {
  status: number;
  type: string;
  text: string;
  // Any route's answer; what is expected of it is said where it is read.
  body: any; // eslint-disable-line
}

export interface Caller {
  accessToken: string;
}

/**
 * Makes thousands of requests and keeps what none of them may be answered with. They reach Fastify without a socket: what TCP and a
 * client's streams cost is half of a request that is refused.
 */
export class Walker {
  readonly problems: string[] = [];
  readonly seen: Record<string, number> = {};

  /** `secrets`: what only these people may read, unless it was theirs to send. */
  constructor(
    readonly api: ApiUnderTest,
    private readonly secrets: { of: Caller; pattern: RegExp }[] = [],
  ) {}

  async call(
    method: string,
    path: string,
    { as, body, headers }: { as?: Caller; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Told> {
    const raw = typeof body === 'string';
    const answer = await this.api.api.app.inject({
      method: method as 'GET',
      url: path,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(as && { authorization: `Bearer ${as.accessToken}` }),
        ...headers,
      },
      payload: body === undefined ? undefined : raw ? body : JSON.stringify(body),
    });
    const type = String(answer.headers['content-type'] ?? '');
    const text = answer.payload;
    const isJson = type.includes('json') && text !== '';
    const told = {
      status: answer.statusCode,
      type,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
    };
    this.judge(`${method} ${path.slice(0, 120)}`, told, as, () => path + JSON.stringify(body ?? ''));
    return told;
  }

  /** With the body that a caller who reads the description would send. */
  ask(operation: Operation, path: string, as: Caller | undefined, body?: unknown): Promise<Told> {
    const sent = operation.method === 'GET' ? undefined : (body ?? (operation.body ? {} : undefined));
    return this.call(operation.method, path, { as, body: sent });
  }

  private judge(
    where: string,
    { status, type, text, body }: Told,
    as: Caller | undefined,
    sent: () => string,
  ): void {
    this.seen[status] = (this.seen[status] ?? 0) + 1;
    if (status >= 500) this.problems.push(`${where} answered ${status}: ${text.slice(0, 300)}`);
    if (status >= 400 && !type.includes('html')) {
      if (!type.startsWith(problemContentType))
        this.problems.push(`${where} answered ${status} without a problem document`);
      else if (typeof body.code !== 'string') this.problems.push(`${where}: no code`);
    }
    for (const { of, pattern } of this.secrets) {
      if (of.accessToken === as?.accessToken) continue;
      const shown = text.match(pattern)?.find((secret) => !sent().includes(secret));
      if (shown) this.problems.push(`${where} shows ${shown} to a stranger`);
    }
  }
}

export async function inParallel<T>(values: T[], work: (value: T) => Promise<void>): Promise<void> {
  const waiting = [...values];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let value = waiting.shift(); value !== undefined; value = waiting.shift()) await work(value);
    }),
  );
}

/** The path with ids in place of its parameters. The noun before one says whose id it is: /api/leads/{id} takes a lead's. */
export function fill({ path }: Operation, idOf: (noun: string) => string): string {
  return path.replace(
    /\/([\w-]+)\/\{(\w+)\}/g,
    (_match, noun: string, name: string) => `/${noun}/${idOf(nounOf(noun, name))}`,
  );
}

/** What a path has parameters for. */
export const nounsOf = ({ path }: Operation): string[] =>
  [...path.matchAll(/\/([\w-]+)\/\{(\w+)\}/g)].map(([, noun, name]) => nounOf(noun!, name!));

const nounOf = (noun: string, name: string) => (name === 'leadId' ? 'leads' : noun);

/** All of an answer but what names the request itself. */
export const bare = ({ status, body }: Pick<Told, 'status' | 'body'>) => ({
  status,
  body: { ...body, instance: '', requestId: '' },
});
