import { Dispatcher } from '../delivery/dispatcher';
import type { Post } from '../delivery/post-office';
import { receiverOf } from '../delivery/receiver-url';
import type { Timeline } from '../delivery/timeline';
import type { SandboxSettings } from '../sandbox-settings';
import { chanceSequence } from '../seeded-chance';
import type { TwilioAccounts } from './accounts';
import { callbackPost } from './callback-post';
import type { InboundTexts } from './inbound-texts';
import { setStatus } from './text';
import type { Text, TextStatus } from './text';
import { textOutcome } from './text-outcome';
import type { TextStep } from './text-outcome';

interface Scripted {
  text: Text;
  steps: TextStep[];
  next: number;
}

/** What a messaging service sends from when the request names no sender. */
const poolNumber = '+15005550006';

/** Status callbacks of accepted texts, and the answers their recipients give. */
export class TextStream {
  readonly dispatcher: Dispatcher<Scripted>;
  overflow = 0;
  private readonly random: () => number;

  constructor(
    private readonly settings: () => SandboxSettings,
    private readonly accounts: TwilioAccounts,
    private readonly inbound: InboundTexts,
  ) {
    this.random = chanceSequence(settings().seed);
    this.dispatcher = new Dispatcher<Scripted>({
      settings: () => this.settings().twilio.webhooks,
      gatherMs: () => 0,
      // Status callbacks name their receiver themselves.
      hasReceiver: () => true,
      take: (timeline, now) => this.take(timeline, now),
    });
  }

  /** Scripts what happens to the text. With `early` it returns when its first statuses have been answered. */
  async follow(text: Text, identity: string): Promise<void> {
    const { seed, twilio } = this.settings();
    if (!twilio.webhooks.enabled) return;
    const steps = textOutcome(text.to, identity, twilio, seed);
    if (twilio.webhooks.early && !twilio.webhooks.paused) {
      for (const step of steps) {
        const post = this.post(text, step, Date.now());
        if (post) await this.dispatcher.office.send(post);
      }
      return;
    }
    if (this.dispatcher.timeline.size >= twilio.webhooks.maxPending) {
      this.overflow += steps.length;
      return;
    }
    if (twilio.webhooks.shuffle) this.shuffle(text, steps);
    else this.dispatcher.schedule(text.createdAt + (steps[0]?.delayMs ?? 0), { text, steps, next: 0 });
    this.dispatcher.pump();
  }

  private shuffle(text: Text, steps: TextStep[]): void {
    const longest = Math.max(...steps.map((step) => step.delayMs));
    for (const step of steps) {
      const dueAt = text.createdAt + ('reply' in step ? step.delayMs : this.random() * longest);
      this.dispatcher.schedule(dueAt, { text, steps: [step], next: 0 });
    }
  }

  private take(timeline: Timeline<Scripted>, now: number): Post | null {
    while ((timeline.nextDueAt() ?? Infinity) <= now) {
      const scripted = timeline.pop();
      const step = scripted?.steps[scripted.next];
      if (!scripted || !step) continue;
      // One place in the timeline per text: its next step is put there when this one is taken.
      const following = scripted.steps[++scripted.next];
      if (following) timeline.push(Math.max(now, scripted.text.createdAt + following.delayMs), scripted);
      const post = this.post(scripted.text, step, now);
      if (post) return post;
    }
    return null;
  }

  private post(text: Text, step: TextStep, now: number): Post | null {
    if ('reply' in step) {
      return this.inbound.postOf({
        from: text.to,
        to: text.from || poolNumber,
        body: step.reply,
        accountSid: text.account,
        messagingServiceSid: text.messagingServiceSid ?? undefined,
      });
    }
    text.errorCode = step.errorCode;
    text.from ||= poolNumber;
    setStatus(text, step.status, now);
    const token = this.accounts.tokenOf(text.account);
    if (!text.statusCallback || token === undefined) return null;
    return callbackPost(
      receiverOf(this.settings(), text.statusCallback),
      statusFields(text, step.status, now),
      token,
    );
  }
}

function statusFields(text: Text, status: TextStatus, now: number): Record<string, string> {
  return {
    ApiVersion: '2010-04-01',
    MessageStatus: status,
    SmsSid: text.sid,
    SmsStatus: status,
    To: text.to,
    From: text.from,
    MessageSid: text.sid,
    AccountSid: text.account,
    ...(text.messagingServiceSid ? { MessagingServiceSid: text.messagingServiceSid } : {}),
    ...(text.errorCode === null ? {} : { ErrorCode: String(text.errorCode) }),
    ...(status === 'delivered'
      ? { RawDlrDoneDate: new Date(now).toISOString().replace(/\D/g, '').slice(2, 12) }
      : {}),
  };
}
