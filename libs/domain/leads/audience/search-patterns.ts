const maxWords = 8;

/**
 * LIKE patterns for a search, one per word: each must occur. A word of one or two letters has no trigram of its own and must
 * begin a word. A query that looks like a phone number is searched by its digits alone, as numbers are stored.
 */
export function searchPatterns(query: string): string[] {
  const text = query.trim();
  const digits = text.replace(/\D/g, '');
  if (digits.length >= 4 && /^[\d\s().+/-]+$/.test(text)) return [`%${digits}%`];
  return text
    .split(/\s+/)
    .slice(0, maxWords)
    .map((word) => {
      const literal = word.replace(/[\\%_]/g, '\\$&');
      return word.length < 3 ? `% ${literal}%` : `%${literal}%`;
    });
}

/** A search needs at least one letter or digit. */
export const searchable = /[\p{L}\p{N}]/u;
