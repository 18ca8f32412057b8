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

/** So many calls at once; whoever waits longest has the next turn. */
export class CallSlots {
  private readonly waiting: (() => void)[] = [];
  private taken = 0;

  constructor(private readonly most: number) {}

  get idle(): boolean {
    return this.taken === 0;
  }

  /** Resolves when it is the caller's turn, who gives the slot back with `leave`; nothing to wait for when one is free. */
  enter(): Promise<void> | undefined {
    if (this.taken < this.most) {
      this.taken += 1;
      return undefined;
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.taken -= 1;
  }
}

export interface CallLimits {
  /** May be shared by several chunks: while one of them is being settled, the others make use of its slots. */
  slots: CallSlots;
  /** No call is begun once this says why not: a process that slept must not send what others may have taken over. */
  stop: () => string | undefined;
}

/** Makes the calls of a chunk. A call that was not begun is `not_sent`; nothing a provider does is thrown. */
export async function makeCalls(calls: ProviderCall[], { slots, stop }: CallLimits): Promise<CallResult[]> {
  return Promise.all(
    calls.map(async (call) => {
      const { messageIds } = call;
      const turn = slots.enter();
      if (turn) await turn;
      try {
        const stopped = stop();
        return { messageIds, outcome: stopped ? heldBack(stopped) : await call.run() };
      } finally {
        slots.leave();
      }
    }),
  );
}
