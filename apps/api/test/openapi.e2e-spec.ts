import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isPermission } from '@platform/auth';
import { ApiUnderTest } from './api-client';
import { routesIn } from './printed-routes';
import { rolesPage } from './roles-page';

const committed = path.resolve(import.meta.dirname, '../../../docs/openapi.json');
const roles = path.resolve(import.meta.dirname, '../../../docs/roles.md');

interface Operation {
  summary?: string;
  tags?: string[];
  security?: object[];
  'x-access'?: string;
  parameters?: { in: string; required?: boolean }[];
  responses: Record<
    string,
    { content?: Record<string, { examples?: Record<string, { value: { code: string; status: number } }> }> }
  >;
}

describe('the API description', () => {
  let api: ApiUnderTest;
  let operations: [string, string, Operation][];

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    operations = Object.entries(api.api.document.paths).flatMap(([url, item]) =>
      Object.entries(item as Record<string, Operation>).map(
        ([method, operation]): [string, string, Operation] => [method, url, operation],
      ),
    );
  });
  afterAll(() => api.stop());

  it('is the committed one (UPDATE_OPENAPI=1 writes it)', async () => {
    const current = `${JSON.stringify(api.api.document, null, 2)}\n`;
    if (process.env.UPDATE_OPENAPI) await writeFile(committed, current);
    expect(current).toBe(await readFile(committed, 'utf8'));
  });

  it('comes with the table of roles (UPDATE_OPENAPI=1 writes it)', async () => {
    const current = rolesPage(
      operations.map(([method, url, operation]) => ({
        route: `${method.toUpperCase()} ${url}`,
        access: operation['x-access'] ?? 'public',
      })),
    );
    if (process.env.UPDATE_OPENAPI) await writeFile(roles, current);
    expect(current).toBe(await readFile(roles, 'utf8'));
  });

  it('names every route that the router answers, and no other', () => {
    const printed = api.api.app.getHttpAdapter().getInstance() as {
      routing?: unknown;
      printRoutes(options: object): string;
    };
    const served = routesIn(printed.printRoutes({ commonPrefix: false }))
      .filter(
        ({ url, method }) =>
          url.startsWith('/api/') && !url.startsWith('/api/docs') && !['HEAD', 'OPTIONS'].includes(method),
      )
      .map(({ method, url }) => `${method} ${url.replaceAll(/:[^/]+/g, '{}')}`);
    const described = operations.map(
      ([method, url]) => `${method.toUpperCase()} ${url.replaceAll(/\{\w+\}/g, '{}')}`,
    );
    expect(described.sort()).toEqual([...new Set(served)].sort());
  });

  it('says of every route who may call it, what it is for and what can go wrong', () => {
    for (const [method, url, operation] of operations) {
      const access = operation['x-access'];
      const name = `${method} ${url}`;
      expect([
        name,
        access === 'public' || access === 'authenticated' || access === 'user' || isPermission(access),
      ]).toEqual([name, true]);
      expect([name, Boolean(operation.summary && operation.tags?.length)]).toEqual([name, true]);
      expect([name, '503' in operation.responses]).toEqual([name, true]);
      expect([
        name,
        (operation.parameters ?? []).filter((one) => one.in === 'header' && one.required),
      ]).toEqual([name, []]);
      if (access !== 'public')
        expect([name, '401' in operation.responses, operation.security?.length]).toEqual([name, true, 2]);
      for (const [status, response] of Object.entries(operation.responses)) {
        for (const [code, { value }] of Object.entries(
          response.content?.['application/problem+json']?.examples ?? {},
        )) {
          expect([name, value.code, value.status]).toEqual([name, code, Number(status)]);
        }
      }
    }
  });
});
