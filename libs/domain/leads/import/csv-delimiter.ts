const candidates = [',', ';', '\t'] as const;
export type CsvDelimiter = (typeof candidates)[number];

/** The separator that occurs most in the header, outside of quotation marks; a file of one column has none and gets the comma. */
export function sniffDelimiter(text: string): CsvDelimiter {
  const counts = new Map<string, number>(candidates.map((candidate) => [candidate, 0]));
  let quoted = false;
  for (const char of text.slice(0, 64 * 1024)) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '\n' || char === '\r')) break;
    else if (!quoted && counts.has(char)) counts.set(char, counts.get(char)! + 1);
  }
  return candidates.reduce((best, candidate) =>
    counts.get(candidate)! > counts.get(best)! ? candidate : best,
  );
}
