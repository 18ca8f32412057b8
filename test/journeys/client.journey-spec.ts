import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type * as Sdk from '../../clients/typescript/src/index';
import { eventually } from '../support/eventually';
import { Product } from '../support/product';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'clients/typescript');

describe('the TypeScript client', () => {
  let product: Product;
  let scratch: string;
  let sdk: typeof Sdk;

  beforeAll(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), 'brickwork-client-'));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    await Promise.all([
      run(process.execPath, [tsc, '-p', folder, '--outDir', scratch]),
      Product.start().then((started) => (product = started)),
    ]);
    sdk = (await import(pathToFileURL(path.join(scratch, 'index.js')).href)) as typeof Sdk;
  });
  afterAll(async () => {
    await product.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  const person = async () => {
    const credentials = {
      email: `${crypto.randomUUID()}@client.example`,
      password: 'seven lamps on a green barn',
    };
    const stranger = sdk.connect({ baseUrl: product.url });
    const rest = { name: 'Ora Field', teamName: 'Field Homes' };
    await sdk.authRegister({ client: stranger, body: { ...credentials, ...rest }, throwOnError: true });
    const { data } = await sdk.authLogin({ client: stranger, body: credentials, throwOnError: true });
    if (!('accessToken' in data)) throw new Error('a second factor was asked for');
    return sdk.connect({ baseUrl: product.url, accessToken: () => data.accessToken });
  };

  it('creates, pages, changes and deletes leads', async () => {
    const client = await person();
    for (const name of ['Ana Ruiz', 'Ben Cole', 'Cleo Diaz'])
      await sdk.leadsCreate({ client, body: { name }, throwOnError: true });
    const names: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { data } = await sdk.leadsList({
        client,
        query: { limit: 2, cursor, sort: 'name' },
        throwOnError: true,
      });
      names.push(...data.data.map(({ name }) => name));
      if (!data.nextCursor) break;
      cursor = data.nextCursor;
    }
    expect(names.sort()).toEqual(['Ana Ruiz', 'Ben Cole', 'Cleo Diaz']);
    const [ana] = (await sdk.leadsList({ client, query: { search: 'Ana' }, throwOnError: true })).data.data;
    const changed = await sdk.leadsSetStatus({
      client,
      path: { id: ana!.id },
      body: { status: 'CONTACTED' },
      throwOnError: true,
    });
    expect(changed.data.status).toBe('CONTACTED');
    await sdk.leadsDelete({ client, path: { id: ana!.id }, throwOnError: true });
    const gone = await sdk.leadsGet({ client, path: { id: ana!.id } });
    expect([gone.response?.status, gone.error?.code]).toEqual([404, 'lead_not_found']);
  });

  it('tells problems by their code and field, and throws them when asked to', async () => {
    const client = await person();
    const body = { name: 'x', email: 'no address' };
    const { error, data } = await sdk.leadsCreate({ client, body });
    expect(data).toBeUndefined();
    expect([error?.code, error?.errors?.map(({ field }) => field)]).toEqual(['validation_failed', ['email']]);
    await expect(sdk.leadsCreate({ client, body, throwOnError: true })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    const stranger = sdk.connect({ baseUrl: product.url });
    expect((await sdk.leadsList({ client: stranger })).response?.status).toBe(401);
  });

  it('uploads a file, and signs in by key', async () => {
    const client = await person();
    const key = await sdk.apiKeysCreate({
      client,
      body: { name: 'import', scopes: ['leads:read', 'leads:import'] },
      throwOnError: true,
    });
    const byKey = sdk.connect({ baseUrl: product.url, apiKey: key.data.key });
    const file = new File(['name,email\nDina Holt,dina@example.com\n'], 'leads.csv', { type: 'text/csv' });
    const uploaded = await sdk.leadImportsUpload({ client: byKey, body: { file }, throwOnError: true });
    const id = uploaded.data.id;
    await sdk.leadImportsStart({
      client: byKey,
      path: { id },
      body: { mapping: { name: 'name', email: 'email' } },
      throwOnError: true,
    });
    await eventually(async () => {
      const { data } = await sdk.leadsList({ client: byKey, throwOnError: true });
      expect(data.data.map(({ name }) => name)).toEqual(['Dina Holt']);
    });
  });
});
