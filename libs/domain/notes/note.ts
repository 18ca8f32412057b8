export const noteLimits = { content: 10_000, mentions: 20 } as const;

export interface Note {
  id: string;
  leadId: string;
  /** Mentions of members are written `@[Name](user id)`. */
  content: string;
  /** Null: an API key wrote it. */
  authorId: string | null;
  /** Ids of the members who are mentioned. */
  mentions: string[];
  createdAt: Date;
  updatedAt: Date;
}

/** Who changes a note: its author may, and who may change everybody's. */
export interface NoteEditor {
  userId: string | null;
  changesAll: boolean;
}
