import { type Client, createClient, createConfig } from './generated/client/index.ts';

export type { Client } from './generated/client/index.ts';
export * from './generated/index.ts';

export interface Connection {
  /** Where the API is, without `/api`: `https://crm.example.com`. */
  baseUrl: string;
  /** Asked before each call, so that a renewed token is used at once. */
  accessToken?: () => string | undefined;
  /** Instead of an access token. */
  apiKey?: string;
  /** Default: the one of the platform. */
  fetch?: typeof fetch;
}

/**
 * A connection to one installation, for `{ client }` of every function. Calls answer `{ data, error, response }`: `error` is the problem
 * that the API described (its `code` is stable); with `throwOnError: true` it is thrown instead.
 */
export function connect({ baseUrl, accessToken, apiKey, fetch }: Connection): Client {
  return createClient(
    createConfig({
      baseUrl,
      auth: ({ scheme, name }) =>
        scheme === 'bearer' ? accessToken?.() : name === 'x-api-key' ? apiKey : undefined,
      ...(fetch ? { fetch } : {}),
    }),
  );
}
