import { AsyncLocalStorage } from 'node:async_hooks';

const fields = new AsyncLocalStorage<Record<string, string>>();

/** Runs `work` so that every line it logs carries these fields, e.g. the job's or the message's id. */
export function withLogFields<T>(added: Record<string, string>, work: () => T): T {
  return fields.run({ ...fields.getStore(), ...added }, work);
}

export const currentLogFields = (): Record<string, string> => ({ ...fields.getStore() });
