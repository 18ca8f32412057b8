import { until } from '../stage/scratch.ts';

interface Summary {
  email: Counts;
  sms: Counts;
  rate: { firstAt: string | null; lastAt: string | null };
}

interface Counts {
  accepted: number;
  distinctMessageIds: number;
  duplicateIds: number;
}

export async function forgetAcceptances(sandbox: string): Promise<void> {
  for (const what of ['record', 'outbox']) await fetch(`${sandbox}/_control/${what}`, { method: 'DELETE' });
}

/**
 * Waits until the provider has accepted `count` recipients; answers when it accepted the last of them.
 * @throws Error when it accepted one of them twice
 */
export async function lastAcceptance(
  sandbox: string,
  provider: 'email' | 'sms',
  count: number,
  withinMs: number,
): Promise<number> {
  const summary = await until(
    `${count} acceptances`,
    withinMs,
    async () => {
      const found = (await (await fetch(`${sandbox}/_control/record/summary`)).json()) as Summary;
      return found[provider].accepted >= count && found;
    },
    200,
  );
  const { accepted, distinctMessageIds, duplicateIds } = summary[provider];
  if (accepted !== count || distinctMessageIds !== count || duplicateIds > 0)
    throw new Error(`the provider accepted ${accepted} for ${distinctMessageIds} messages, not ${count}`);
  return Date.parse(summary.rate.lastAt!);
}
