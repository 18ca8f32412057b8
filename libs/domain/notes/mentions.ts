const mention = /@\[([^[\]\n]{1,200})\]\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/gi;

/** Ids of the people whom a note mentions as `@[Name](user id)`, each once, in order. */
export function mentionsIn(content: string): string[] {
  return [...new Set([...content.matchAll(mention)].map(([, , id]) => id!.toLowerCase()))];
}

/** The note as people read it: "@Name" for every mention. */
export function plainNote(content: string): string {
  return content.replaceAll(mention, '@$1');
}
