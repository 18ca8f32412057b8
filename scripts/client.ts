import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

/**
 * `npm run client`: the TypeScript client (clients/typescript/src/generated) from docs/openapi.json. With a folder as argument it is written
 * there instead, for comparing.
 */
const root = path.resolve(import.meta.dirname, '..');
const target = process.argv[2] ?? path.join(root, 'clients/typescript/src/generated');

await createClient({
  input: JSON.parse(readFileSync(path.join(root, 'docs/openapi.json'), 'utf8')) as never,
  // With extensions: the sources run in Node as they are, and tsc rewrites them when it builds.
  output: { path: target, module: { extension: '.ts' } } as never,
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
  logs: { level: 'warn' },
});
