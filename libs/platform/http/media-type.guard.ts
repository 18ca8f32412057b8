import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '@platform/errors';

/** What `@ApiConsumes` writes: the documentation of a route's media types is also the rule. */
const consumesKey = 'swagger/apiConsumes';
const usual = ['application/json'];

/** Refuses forms and uploads on routes that do not say they take them. */
@Injectable()
export class MediaTypeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const given = request.headers['content-type']?.split(';', 1)[0]!.trim().toLowerCase();
    if (given === undefined || request.routeOptions.config.isWebhook) return true;
    const taken = this.reflector.getAllAndOverride<string[] | undefined>(consumesKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    const hasBody =
      request.headers['content-length'] !== '0' && request.method !== 'GET' && request.method !== 'HEAD';
    if (!hasBody || (taken ?? usual).includes(given)) return true;
    throw new DomainError(
      'unsupported',
      'unsupported_media_type',
      `This route takes ${(taken ?? usual).join(' or ')}.`,
    );
  }
}
