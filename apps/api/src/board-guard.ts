import type { FastifyReply, FastifyRequest } from 'fastify';
import { constantTimeEqual } from '@platform/crypto';

export interface BoardLogin {
  user: string;
  password: string;
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True for requests with the board's user and password (RFC 7617). Both are compared, whatever the first comparison says. */
export function hasLogin(header: string | undefined, { user, password }: BoardLogin): boolean {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(header ?? '')?.[1];
  if (!encoded) return false;
  const [givenUser = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const sameUser = constantTimeEqual(givenUser, user);
  const samePassword = constantTimeEqual(rest.join(':'), password);
  return sameUser && samePassword;
}

/**
 * False for a change that another site's page has sent: browsers add the board's password to those as well. Programs that are no
 * browsers send neither header.
 */
export function isSameOrigin({
  method,
  headers,
  host,
}: Pick<FastifyRequest, 'method' | 'headers' | 'host'>): boolean {
  if (reading.has(method)) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === host;
}

/** Runs before any route of the board's scope, whatever way its address is spelled. */
export function boardGuard(login: BoardLogin) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (!hasLogin(request.headers.authorization, login)) {
      return reply
        .status(401)
        .header('www-authenticate', 'Basic realm="Brickwork queues", charset="UTF-8"')
        .send('Sign in.');
    }
    if (!isSameOrigin(request)) return reply.status(403).send('This came from another site.');
    // Its page loads its own scripts, and has styles in attributes.
    void reply.header(
      'content-security-policy',
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'",
    );
    return undefined;
  };
}
