import fc from 'fast-check';
import { charactersOutsideGsm, countSegments } from './segments';

describe('countSegments', () => {
  it.each<[string, string, 'GSM-7' | 'UCS-2', number, number]>([
    ['nothing', '', 'GSM-7', 0, 0],
    ['160', 'a'.repeat(160), 'GSM-7', 1, 160],
    ['161', 'a'.repeat(161), 'GSM-7', 2, 161],
    ['two full parts', 'a'.repeat(306), 'GSM-7', 2, 306],
    ['three parts', 'a'.repeat(307), 'GSM-7', 3, 307],
    ['the euro counts twice', '€', 'GSM-7', 1, 2],
    ['80 euros', '€'.repeat(80), 'GSM-7', 1, 160],
    ['81 euros', '€'.repeat(81), 'GSM-7', 2, 162],
    ['a pair is not cut', 'a'.repeat(152) + '€' + 'a'.repeat(152), 'GSM-7', 3, 306],
    ['braces and brackets', '{[~]}\\^|', 'GSM-7', 1, 16],
    ['accents of the alphabet', 'àèéìòùñüÄÖ¿¡ÇØß', 'GSM-7', 1, 15],
    ['small c cedilla is outside', 'ç', 'UCS-2', 1, 1],
    ['a curly apostrophe is outside', 'it’s', 'UCS-2', 1, 4],
    ['a backtick is outside', '`', 'UCS-2', 1, 1],
    ['70', 'й'.repeat(70), 'UCS-2', 1, 70],
    ['71', 'й'.repeat(71), 'UCS-2', 2, 71],
    ['one emoji makes all of it UCS-2', 'a'.repeat(69) + '🏡', 'UCS-2', 2, 71],
    ['35 emoji', '🏡'.repeat(35), 'UCS-2', 1, 70],
    ['36 emoji: 33 to a part, none cut', '🏡'.repeat(36), 'UCS-2', 2, 72],
    ['67 emoji', '🏡'.repeat(67), 'UCS-2', 3, 134],
    ['a family is eleven units', '👨‍👩‍👧‍👦', 'UCS-2', 1, 11],
  ])('%s', (_, text, encoding, segments, characters) => {
    expect(countSegments(text)).toEqual({ encoding, segments, characters });
  });

  it('never fits more into a segment than it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '€', 'é', '🏡', 'й'), maxLength: 600 }), (text) => {
        const { encoding, segments, characters } = countSegments(text);
        const part = encoding === 'GSM-7' ? 153 : 67;
        if (segments > 1) {
          expect(characters).toBeLessThanOrEqual(segments * part);
          expect(characters).toBeGreaterThan((segments - 1) * (part - 1));
        }
        expect(countSegments(`${text}a`).segments).toBeGreaterThanOrEqual(segments);
      }),
    );
  });
});

it('names what makes a text UCS-2, each once', () => {
  expect(charactersOutsideGsm('It’s 5 € – it’s 🏡🏡')).toEqual(['’', '–', '🏡']);
  expect(charactersOutsideGsm('[plain] €')).toEqual([]);
});
