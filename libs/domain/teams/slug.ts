/** A team's name as it may stand in a URL, at most 40 characters: "Bell & Söhne Realty" → "bell-sohne-realty". */
export function slugOf(name: string): string {
  const ascii = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = ascii.replaceAll(/[^a-z0-9]+/g, '-').slice(0, 40);
  return words.replaceAll(/^-+|-+$/g, '') || 'team';
}
