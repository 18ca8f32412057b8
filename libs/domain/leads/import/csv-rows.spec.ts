import { columnNames } from './csv-header';
import { csvRows, inBatches, isBlank, type CsvRow } from './csv-rows';
import { sniffDelimiter } from './csv-delimiter';

async function read(text: string, chunk = 7): Promise<CsvRow[]> {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const rows: CsvRow[] = [];
  for await (const piece of csvRows(pieces(), 'utf-8')) rows.push(...piece);
  return rows;
}
const cellsOf = async (text: string, chunk?: number) => (await read(text, chunk)).map(({ cells }) => cells);

describe('rows of a CSV file', () => {
  it.each([
    ['commas', 'a,b\n1,2\n', 99],
    ['semicolons', 'a;b\n1;2\n', 99],
    ['tabs', 'a\tb\n1\t2', 99],
    ['carriage returns', 'a,b\r\n1,2\r\n', 99],
    ['a byte order mark', '\ufeffa,b\n1,2\n', 99],
    ['quotes', '"a","b"\n"1","2"\n', 3],
  ])('with %s', async (_what, text, chunk) => {
    expect(await cellsOf(text, chunk)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps separators, quotes and line breaks inside cells, and counts lines as a spreadsheet does', async () => {
    const rows = await read('a,b\n"x, ""y""","two\nlines"\n\n1,2\n', 99);
    expect(rows.map(({ line, cells }) => [line, ...cells])).toEqual([
      [1, 'a', 'b'],
      [2, 'x, "y"', 'two\nlines'],
      [3, ''],
      [4, '1', '2'],
    ]);
    expect(rows.map(isBlank)).toEqual([false, false, true, false]);
  });

  it('takes rows that are too short or too long as they are', async () => {
    expect(await cellsOf('a,b\n1\n1,2,3\n', 99)).toEqual([['a', 'b'], ['1'], ['1', '2', '3']]);
  });

  it.each([
    ['a,b\n"open,2\n3,4\n', 'csv_quote_not_closed', /^Line \d/],
    ['a,b\nx"y",2\n', 'csv_quote_misplaced', /^Line 2:/],
    ['a,b\n1,2\n"x"y,2\n', 'csv_quote_misplaced', /^Line 3:/],
    [`a,b\n"${'x'.repeat(1_100_000)}",2\n`, 'csv_row_too_large', /^Line \d/],
  ])('says what is wrong, and where: %#', async (text, code, message) => {
    await expect(read(text, 65_536)).rejects.toMatchObject({
      kind: 'unprocessable',
      code,
      message: expect.stringMatching(message),
    });
  });

  it('passes on what the source throws', async () => {
    async function* broken() {
      yield Buffer.from('a,b\n');
      throw new Error('connection lost');
    }
    const reading = async () => {
      for await (const [row] of csvRows(broken(), 'utf-8')) expect(row?.line).toBe(1);
    };
    await expect(reading()).rejects.toThrow('connection lost');
  });

  it('reads no further than it is asked to', async () => {
    let pulled = 0;
    async function* endless() {
      for (;;) {
        pulled += 1;
        yield Buffer.from('a,b\n'.repeat(1_000));
      }
    }
    for await (const [first] of csvRows(endless(), 'utf-8')) if (first!.line > 21) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pulled).toBeLessThan(50);
  });

  it.each([
    ['name', ','],
    ['a,b;c,d', ','],
    ['a;b;c,d', ';'],
    ['"x,y,z";b', ';'],
    ['a\tb\n,,,,,', '\t'],
  ])('takes the separator of the header: %j', (text, delimiter) =>
    expect(sniffDelimiter(text)).toBe(delimiter),
  );

  it('names columns', () => {
    expect(columnNames({ line: 1, cells: [' First  Name ', '', 'A', 'A', '', ''] })).toEqual([
      'First Name',
      'Column 2',
      'A',
      'A (2)',
    ]);
    expect(() => columnNames({ line: 1, cells: ['', ' '] })).toThrow(
      expect.objectContaining({ code: 'csv_empty' }),
    );
    expect(() => columnNames(undefined)).toThrow(expect.objectContaining({ code: 'csv_empty' }));
    const wide = { line: 1, cells: Array.from({ length: 101 }, (_, i) => `c${i}`) };
    expect(() => columnNames(wide)).toThrow(expect.objectContaining({ code: 'csv_too_many_columns' }));
  });
});

it('cuts batches of one size out of pieces of any size', async () => {
  async function* pieces() {
    yield [1];
    yield [2, 3, 4, 5, 6, 7];
    yield [8];
  }
  const batches: number[][] = [];
  for await (const batch of inBatches(pieces(), 3)) batches.push(batch);
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8],
  ]);
});
