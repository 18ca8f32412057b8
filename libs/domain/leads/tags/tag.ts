export interface Tag {
  id: string;
  name: string;
  /** `#rrggbb`, for people. */
  color: string | null;
  createdAt: Date;
}

export const maxTagName = 60;

/** Spaces at the ends and runs of spaces are slips of the finger, not part of a name. */
export function tidyTagName(name: string): string {
  return name.replace(/\s+/g, ' ').trim();
}
