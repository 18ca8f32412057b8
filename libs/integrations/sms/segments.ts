export interface SegmentCount {
  encoding: 'GSM-7' | 'UCS-2';
  /** What is billed; 0 for an empty text, which no provider sends. */
  segments: number;
  /** Units of the encoding: septets (an extension character is two), or UTF-16 code units (an emoji is two or more). */
  characters: number;
}

/** 3GPP TS 23.038 §6.2.1, default alphabet and its extension table. */
const BASIC: ReadonlySet<string> = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENSION: ReadonlySet<string> = new Set('\f^{}\\[~]|€');

/** Units in a message of one part, and in each part of several: the header that joins them takes six octets (TS 23.040 §9.2.3.24.1). */
const CAPACITY = { 'GSM-7': { single: 160, part: 153 }, 'UCS-2': { single: 70, part: 67 } } as const;

const isInGsm = (character: string): boolean => BASIC.has(character) || EXTENSION.has(character);

/** What makes a text UCS-2, each character once: a curly apostrophe is seldom worth more than double the price. */
export function charactersOutsideGsm(text: string): string[] {
  return [...new Set(text)].filter((character) => !isInGsm(character));
}

/** How a text is encoded and into how many segments it is cut; one character outside GSM-7 makes all of it UCS-2. */
export function countSegments(text: string): SegmentCount {
  const characters = [...text];
  const isGsm = characters.every(isInGsm);
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  const widths = characters.map((character) =>
    isGsm ? (EXTENSION.has(character) ? 2 : 1) : character.length,
  );
  const total = widths.reduce((sum, width) => sum + width, 0);
  const { single, part } = CAPACITY[encoding];
  if (total <= single) return { encoding, segments: total === 0 ? 0 : 1, characters: total };

  // A character of two units is never cut in half, so a part may go out one unit short.
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > part) {
      segments++;
      used = 0;
    }
    used += width;
  }
  return { encoding, segments, characters: total };
}
