export interface SplitName {
  firstName: string | null;
  lastName: string | null;
}

const TITLE = /^(?:mr|mrs|ms|miss|mx|dr|prof)\.?$/i;
const SUFFIX = /^(?:jr|sr|ii|iii|iv|md|phd|esq)\.?$/i;

/**
 * Splits a full name for greetings: "Ana Maria Lopez" → Ana + Maria Lopez, "Lopez, Ana" → Ana + Lopez, "John & Jane Smith" →
 * John & Jane + Smith. Titles are left out; with one word only there is no last name.
 */
export function splitName(name: string): SplitName {
  const clean = name.replace(/\s+/g, ' ').trim();
  const [before = '', after = '', ...rest] = clean.split(',').map((part) => part.trim());
  const isReversed = after !== '' && rest.length === 0 && !SUFFIX.test(after);
  const words = (isReversed ? `${after} ${before}` : clean.replace(/,/g, ' ')).split(' ').filter(Boolean);
  while (words.length > 1 && TITLE.test(words[0] ?? '')) words.shift();

  // "Ana, Lopez Garcia" reversed keeps both words before the comma as the last name.
  const given = isReversed ? words.length - before.split(' ').length : 1;
  const isCouple = /^(?:&|and|y)$/i.test(words[1] ?? '') && words.length > 2;
  const firstWords = isCouple && !isReversed ? 3 : Math.max(1, given);
  return {
    firstName: words.slice(0, firstWords).join(' ') || null,
    lastName: words.slice(firstWords).join(' ') || null,
  };
}
