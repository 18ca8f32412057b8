import type { HandOff } from '@integrations/email';
import type { SmsHandOff } from '@integrations/sms';

export type CallOutcome = HandOff | SmsHandOff;

/** One call to a provider: up to 1,000 mails, or one text. */
export interface ProviderCall {
  messageIds: string[];
  run(): Promise<CallOutcome>;
}

export interface CallResult {
  messageIds: string[];
  outcome: CallOutcome;
}

/** Kept by us and never sent: the time for calls was up, or the process slept since its claim. */
const heldBack = (code: string): CallOutcome => ({
  kind: 'not_sent',
  code,
  detail: 'not handed to the provider',
});

export interface CallLimits {
  /** Calls at once. */
  concurrency: number;
  /** No call is begun once this says why not: a process that slept must not send what others may have taken over. */
  stop: () => string | undefined;
}

/** Makes the calls of a chunk. A call that was not begun is `not_sent`; nothing a provider does is thrown. */
export async function makeCalls(calls: ProviderCall[], limits: CallLimits): Promise<CallResult[]> {
  const results: CallResult[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let call = calls[next++]; call; call = calls[next++]) {
      const stopped = limits.stop();
      const outcome = stopped ? heldBack(stopped) : await call.run();
      results.push({ messageIds: call.messageIds, outcome });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limits.concurrency, calls.length) }, worker));
  return results;
}
