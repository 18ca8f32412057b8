import { appendFileSync } from 'node:fs';

export interface Verdict {
  mutation: string;
  /** The probes that turned red, each with the first thing it said. */
  killedBy: Record<string, string>;
  /** Why it was not tried. */
  spared?: string;
}

/** Keeps what a mutation did for the table that `npm run test:mutation` prints. */
export function record(verdict: Verdict): void {
  const file = process.env.MUTATION_VERDICTS;
  if (file) appendFileSync(file, `${JSON.stringify(verdict)}\n`);
}

/** MUTATION_ONLY: a text that the name of a mutation must have. */
export const isWanted = (mutation: string) =>
  mutation.toLowerCase().includes((process.env.MUTATION_ONLY ?? '').toLowerCase());
