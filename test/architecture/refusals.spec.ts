import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { repository } from './planted-tree';

const marked = path.join(repository, 'test/architecture/refusals.ts');
/** The same file without its marks; it exists in memory only. */
const bare = path.join(repository, 'test/architecture/refusals-bare.ts');
const source = readFileSync(marked, 'utf8');

/** Error codes by line. */
function compile(): { marked: Map<number, string>; bare: Map<number, string> } {
  const config = ts.readConfigFile(path.join(repository, 'tsconfig.json'), (name) => ts.sys.readFile(name));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, repository);
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  host.readFile = (name) =>
    path.resolve(name) === bare ? source.replaceAll('// @ts-expect-error', '// expected') : read(name);
  const program = ts.createProgram({ rootNames: [marked, bare], options, host });
  const errorsOf = (name: string) => {
    const file = program.getSourceFile(name)!;
    const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return new Map(
      diagnostics.map(({ start, code }) => [
        file.getLineAndCharacterOfPosition(start!).line + 1,
        String(code),
      ]),
    );
  };
  return { marked: errorsOf(marked), bare: errorsOf(bare) };
}

describe('what must not compile', () => {
  const refusals = source.split('\n').flatMap((line, index) => {
    const match = /^\/\/ @ts-expect-error (\d+) (.+)$/.exec(line);
    return match ? [{ what: match[2]!, code: match[1]!, line: index + 2 }] : [];
  });
  const errors = compile();

  it('is refused, and its opposite compiles', () => expect([...errors.marked]).toEqual([]));

  it.each(refusals)('$what', ({ line, code }) => expect(errors.bare.get(line)).toBe(code));

  it('is all listed', () => expect(errors.bare.size).toBe(refusals.length));
});
