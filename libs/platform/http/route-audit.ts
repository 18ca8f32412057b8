import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { isPermission } from '@platform/auth';
import { accessKey, type Access } from './access';

export interface DeclaredRoute {
  controller: string;
  handler: string;
  method: string;
  access: Access | undefined;
}

/** Lists every controller method that answers a route, and stops the boot when one does not say who may call it. */
@Injectable()
export class RouteAudit implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const open = this.routes().filter(({ access }) => !isAccess(access));
    if (open.length === 0) return;
    const names = open.map(({ controller, handler }) => `${controller}.${handler}`);
    throw new Error(`these routes do not say who may call them (@Endpoint({ access })): ${names.join(', ')}`);
  }

  routes(): DeclaredRoute[] {
    return this.discovery.getControllers().flatMap(({ instance, name }) => {
      const prototype = Object.getPrototypeOf(instance) as object;
      return this.scanner.getAllMethodNames(prototype).flatMap((handler): DeclaredRoute[] => {
        const method = (prototype as Record<string, unknown>)[handler] as object;
        if (Reflect.getMetadata(PATH_METADATA, method) === undefined) return [];
        const verb = Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod;
        const access = Reflect.getMetadata(accessKey, method) as Access | undefined;
        return [{ controller: name, handler, method: RequestMethod[verb], access }];
      });
    });
  }
}

function isAccess(access: unknown): access is Access {
  return access === 'public' || access === 'authenticated' || access === 'user' || isPermission(access);
}
