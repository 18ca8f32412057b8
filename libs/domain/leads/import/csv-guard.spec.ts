import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { csvLine } from '../export/csv-line';
import { guardCell, unguardCell } from './csv-guard';

const signs = [
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  "'",
  '"',
  ' ',
  '＝',
  '＋',
  '－',
  '＠',
  'a',
  ',',
  '\u00a0',
];
const nasty = fc.string({ unit: fc.constantFrom(...signs) });

describe('cells that a spreadsheet would run', () => {
  it.each([
    '=1+1',
    '+15125550123',
    '-5',
    '@SUM',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '"=1',
    `'=1`,
    ' "\' @x',
    '＝1',
    '＋1',
    '－1',
    '＠x',
  ])('guards %j', (cell) => expect(guardCell(cell)).toBe(`'${cell}`));

  it.each(['', 'Ana', "O'Neil", "'quoted'", 'a=b', '5-1', ' a', '"a"', 'x@y.co'])(
    'leaves %j alone',
    (cell) => {
      expect(guardCell(cell)).toBe(cell);
      expect(unguardCell(cell)).toBe(cell);
    },
  );

  it('gives back what it was given', () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string()), (cell) => {
        expect(unguardCell(guardCell(cell))).toBe(cell);
      }),
      { numRuns: 2_000 },
    );
  });

  it('parse(line(cells)) is the cells, and none begins like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(nasty, fc.string()), { minLength: 1, maxLength: 6 }), (cells) => {
        const [parsed] = parse(csvLine(cells), { record_delimiter: '\r\n' }) as string[][];
        for (const cell of parsed!) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(parsed!.map(unguardCell)).toEqual(cells);
      }),
      { numRuns: 1_000 },
    );
  });

  it('quotes everything, and writes what is no text plainly', () => {
    const line = csvLine(['a"b', 1, true, false, null, new Date('2026-03-01T00:00:00Z')]);
    expect(line).toBe('"a""b","1","yes","no","","2026-03-01T00:00:00.000Z"\r\n');
  });
});
