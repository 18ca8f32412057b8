import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LIBRARY } from '../../library/library';
import { definitionSchema } from './definition-schema';
import { readDefinition } from './schema-problems';

const file = path.resolve('docs/workflow.schema.json');
const published = `${JSON.stringify(definitionSchema, null, 2)}\n`;
if (process.env.UPDATE_SCHEMA) writeFileSync(file, published);

describe('the published schema', () => {
  it('is the one in docs; UPDATE_SCHEMA=1 writes it', () => {
    expect(readFileSync(file, 'utf8')).toBe(published);
  });

  it('says the same to a validator that does not know our discriminators', () => {
    const plain = new Ajv2020({ strict: false }).compile(definitionSchema);
    const good = LIBRARY.map(({ build }) => build(() => '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f'));
    const bad = good.map((definition) => ({ ...definition, start: 5 }));
    const wrongStep = good.map((definition) => ({ ...definition, nodes: { a: { kind: 'END', next: 'a' } } }));
    for (const definition of [...good, ...bad, ...wrongStep])
      expect(plain(definition)).toBe(readDefinition(definition).problems.length === 0);
    expect(good.every((definition) => plain(definition))).toBe(true);
  });
});
