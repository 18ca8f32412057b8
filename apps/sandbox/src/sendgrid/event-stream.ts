import { Dispatcher } from '../delivery/dispatcher';
import type { Post } from '../delivery/post-office';
import { receiverPath } from '../delivery/receiver-url';
import type { Timeline } from '../delivery/timeline';
import type { SandboxSettings } from '../sandbox-settings';
import { chanceSequence } from '../seeded-chance';
import type { EventSigner } from './event-signature';
import { ownMessageId } from './mail-batch';
import type { MailBatch } from './mail-batch';
import { eventsBody } from './mail-event';
import type { MailEventRef } from './mail-event';
import { mailOutcome } from './mail-outcome';
import type { ScriptedEvent } from './mail-outcome';

/** The same event of many recipients of a batch: a few bytes each until it is written out. */
interface Wave {
  batch: MailBatch;
  event: ScriptedEvent;
  recipients: number[];
  taken: number;
}

const eventsPath = '/api/webhooks/sendgrid';

/** Events of accepted mail on their way back to the sender. */
export class EventStream {
  readonly dispatcher: Dispatcher<Wave>;
  pending = 0;
  overflow = 0;
  private readonly random: () => number;

  constructor(
    private readonly settings: () => SandboxSettings,
    private readonly signer: EventSigner,
  ) {
    this.random = chanceSequence(settings().seed);
    this.dispatcher = new Dispatcher<Wave>({
      settings: () => this.settings().sendgrid.webhooks,
      gatherMs: () => this.settings().sendgrid.webhooks.gatherMs,
      hasReceiver: () => receiverPath(this.settings(), eventsPath) !== null,
      take: (timeline, now, limit) => this.take(timeline, now, limit),
    });
  }

  /** Scripts what happens to each recipient. With `early` it returns when the receiver has answered all of it. */
  async follow(batch: MailBatch): Promise<void> {
    const { webhooks } = this.settings().sendgrid;
    if (!webhooks.enabled || !this.settings().targetUrl) return;
    const waves = this.script(batch);
    if (webhooks.early && !webhooks.paused) return this.sendNow(waves);
    const events = waves.reduce((sum, wave) => sum + wave.recipients.length, 0);
    // All of a batch or nothing: a few events would keep the whole batch in memory.
    if (this.pending + events > webhooks.maxPending) {
      this.overflow += events;
      return;
    }
    this.pending += events;
    for (const wave of waves) this.schedule(wave);
    this.dispatcher.pump();
  }

  private script(batch: MailBatch): Wave[] {
    const { seed, sendgrid } = this.settings();
    const waves = new Map<ScriptedEvent, Wave>();
    for (const [recipient, address] of batch.recipients.addresses.entries()) {
      const identity = ownMessageId(batch, recipient) || address;
      for (const event of mailOutcome(address, identity, sendgrid.mix, seed)) {
        let wave = waves.get(event);
        if (!wave) waves.set(event, (wave = { batch, event, recipients: [], taken: 0 }));
        wave.recipients.push(recipient);
      }
    }
    return [...waves.values()];
  }

  private schedule(wave: Wave): void {
    const { webhooks, delaysMs } = this.settings().sendgrid;
    const delay = delaysMs[wave.event === 'blocked' ? 'bounce' : wave.event];
    if (!webhooks.shuffle) return this.dispatcher.schedule(wave.batch.acceptedAt + delay, wave);
    // Parts at random times over the longest delay: later events of a mail come before earlier ones.
    const parts: number[][] = [[], [], [], []];
    for (const recipient of wave.recipients) parts[Math.floor(this.random() * 4)]?.push(recipient);
    const longest = Math.max(...Object.values(delaysMs));
    for (const recipients of parts.filter((part) => part.length > 0)) {
      this.dispatcher.schedule(wave.batch.acceptedAt + this.random() * longest, { ...wave, recipients });
    }
  }

  private async sendNow(waves: Wave[]): Promise<void> {
    for (const { batch, event, recipients } of waves) {
      await this.dispatcher.office.send(
        this.post(recipients.map((recipient) => ({ batch, event, recipient }))),
      );
    }
  }

  private take(timeline: Timeline<Wave>, now: number, limit: number): Post | null {
    const { maxBatch, shuffle } = this.settings().sendgrid.webhooks;
    const refs: MailEventRef[] = [];
    const most = Math.min(maxBatch, limit);
    while (refs.length < most && (timeline.nextDueAt() ?? Infinity) <= now) {
      const wave = timeline.peek();
      if (!wave) break;
      const { batch, event } = wave;
      const part = wave.recipients.slice(wave.taken, wave.taken + most - refs.length);
      for (const recipient of part) refs.push({ batch, event, recipient });
      wave.taken += part.length;
      if (wave.taken >= wave.recipients.length) timeline.pop();
    }
    this.pending -= refs.length;
    if (shuffle) shuffled(refs, this.random);
    return refs.length > 0 ? this.post(refs) : null;
  }

  private post(refs: MailEventRef[]): Post {
    const at = Date.now();
    const body = eventsBody(refs, at);
    for (const { batch, recipient, event } of refs) {
      if (!batch.events) continue;
      const log = batch.events.get(recipient);
      if (log) log.push({ event, at });
      else batch.events.set(recipient, [{ event, at }]);
    }
    return {
      size: refs.length,
      build: () => ({
        url: receiverPath(this.settings(), eventsPath)?.reached ?? '',
        headers: { 'Content-Type': 'application/json', ...this.signer.headersFor(body, Date.now()) },
        body,
      }),
      retryAfter: (attempt) => this.settings().sendgrid.webhooks.retryDelaysMs[attempt - 1] ?? null,
    };
  }
}

function shuffled<T>(items: T[], random: () => number): void {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [items[index], items[other]] = [items[other] as T, items[index] as T];
  }
}
