import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Authenticator } from '@platform/auth';
import { DomainError } from '@platform/errors';
import { accessKey, type Access } from './access';

/** Default deny: a route answers only those whom its access rule names. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(accessKey, context.getHandler());
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const actor = await this.authenticator.authenticate(request.headers);
    request.actor = actor;
    if (access === 'authenticated') return true;
    if (access === 'user') {
      if (actor.kind === 'user') return true;
      throw new DomainError(
        'forbidden',
        'person_needed',
        'This belongs to a person; an API key cannot do it.',
      );
    }
    if (access !== undefined && actor.can(access)) return true;
    throw new DomainError('forbidden', 'permission_missing', 'Your role or key does not allow this.', {
      permission: access,
    });
  }
}
