import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const rows = readFileSync(path.join(root, 'docs/failures-of-others.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, elsewhere, file, title] = /^\| (.+?) +\| `([^`]+)`: (.+?) +\|$/.exec(line) ?? [];
    return elsewhere ? [{ elsewhere, file: file!, title: title! }] : [];
  });

describe('failures of others that are named in the docs', () => {
  it('are read', () => expect(rows.length).toBeGreaterThan(35));

  it.each(rows)('$elsewhere', ({ file, title }) => {
    expect(existsSync(path.join(root, file))).toBe(true);
    expect(readFileSync(path.join(root, file), 'utf8')).toContain(title);
  });
});
