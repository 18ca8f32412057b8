import { plainToInstance } from 'class-transformer';
import { IsArray, IsInt, IsOptional, validateSync } from 'class-validator';
import { IsInstant, IsLine, IsMoney, IsText, parseInstant, QueryList, QueryNumber } from './index';

class Sample {
  @IsOptional() @IsLine(5) line?: string;
  @IsOptional() @IsLine(5, 1, { each: true }) lines?: string[];
  @IsOptional() @IsText(9) text?: string;
  @IsOptional() @IsInstant() at?: Date;
  @IsOptional() @IsMoney() price?: number;
  @QueryList() @IsOptional() @IsArray() list?: string[];
  @QueryNumber() @IsOptional() @IsInt() count?: number;
}
const read = (value: object) => plainToInstance(Sample, value);
const wrong = (value: object) => validateSync(read(value)).map(({ property }) => property);

describe('rules for text, money and instants', () => {
  it.each([
    { line: 'Zoë' },
    { lines: ['a', 'b'] },
    { text: 'a\n\tb' },
    { at: '2026-03-01T09:00:00Z' },
    { at: '2026-03-01' },
    { at: '2024-02-29T23:59:59.123456+05:30' },
    { price: 0 },
    { price: 0.29 },
    { price: -999_999_999_999.99 },
    { list: 'a,b' },
    { count: '12' },
  ])('take %j', (value) => expect(wrong(value)).toEqual([]));

  it.each([
    { line: '' },
    { line: 'abcdef' },
    { line: 'a\nb' },
    { line: 'a\u0085' },
    { line: '\ud800' },
    { line: 5 },
    { lines: ['a', 'b\0'] },
    { lines: ['a', 5] },
    { text: 'a\0' },
    { text: ['a'] },
    { at: 'tomorrow' },
    { at: '2026-03-01T09:00:00' },
    { at: '2026-13-01' },
    { at: '2026-02-30' },
    { at: '2026-W09' },
    { at: 1_700_000_000_000 },
    { at: true },
    { price: 0.295 },
    { price: 6e-323 },
    { price: 1e-7 },
    { price: NaN },
    { price: Infinity },
    { price: '5' },
    { count: 'x' },
    { count: '1e3' },
    { count: '0x10' },
  ])('refuse %j', (value) => expect(wrong(value)).toEqual(Object.keys(value)));

  it('read lists and numbers of a query string', () => {
    expect(read({ list: ['a,b', 'c'], count: '-3' })).toMatchObject({ list: ['a', 'b', 'c'], count: -3 });
    expect(parseInstant('2026-03-01T09:00:00+01:00')).toEqual(new Date('2026-03-01T08:00:00Z'));
  });
});
