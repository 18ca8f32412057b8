import { Controller, Get } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { isPermission } from '@platform/auth';
import { AccessRule } from '@platform/http';
import { accessKey } from '../../libs/platform/http/access';
import path from 'node:path';
import { filesOf } from './house';
import { repository } from './planted-tree';

interface Route {
  name: string;
  access: unknown;
}

/** The routes of every controller class among the exports of a module. */
function routesOf(exported: Record<string, unknown>): Route[] {
  return Object.values(exported).flatMap((value) => {
    if (typeof value !== 'function' || Reflect.getMetadata(PATH_METADATA, value) === undefined) return [];
    const prototype = value.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((method): Route[] => {
      const handler = prototype[method];
      if (typeof handler !== 'function' || Reflect.getMetadata(METHOD_METADATA, handler) === undefined)
        return [];
      return [{ name: `${value.name}.${method}`, access: Reflect.getMetadata(accessKey, handler) }];
    });
  });
}

const saysWho = ({ access }: Route) =>
  access === 'public' || access === 'authenticated' || access === 'user' || isPermission(access);

describe('every route says who may call it', () => {
  const controllers = filesOf(repository, ['apps/api', 'libs']).filter((file) =>
    file.endsWith('.controller.ts'),
  );

  it.each(controllers)('%s', async (file) => {
    const routes = routesOf((await import(path.join(repository, file))) as Record<string, unknown>);
    expect(routes.length).toBeGreaterThan(0);
    expect(routes.filter((route) => !saysWho(route)).map(({ name }) => name)).toEqual([]);
  });

  it('and one that does not is found', () => {
    @Controller('planted')
    class PlantedController {
      @Get('open') @AccessRule('public') open() {}
      @Get('bare') bare() {}
      @Get('typo') @AccessRule('leads:raed' as 'leads:read') typo() {}
    }
    const silent = routesOf({ PlantedController }).filter((route) => !saysWho(route));
    expect(silent.map(({ name }) => name)).toEqual(['PlantedController.bare', 'PlantedController.typo']);
  });
});
