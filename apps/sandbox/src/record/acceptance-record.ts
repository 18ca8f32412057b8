import type { RecordFile } from './record-file';

export type Provider = 'email' | 'sms';

/** One accepted recipient. `messageId` is the sender's own id; empty when the request carried none. */
export interface Acceptance {
  provider: Provider;
  messageId: string;
  address: string;
  providerMessageId: string;
  account: string;
  acceptedAt: number;
}

interface Counts {
  accepted: number;
  withoutMessageId: number;
  requests: number;
  refused: number;
  /** Identity → index of its first acceptance. */
  first: Map<string, number>;
  /** Identity → how often it was accepted, for those accepted more than once. */
  repeated: Map<string, number>;
}

const emptyCounts = (): Counts => ({
  accepted: 0,
  withoutMessageId: 0,
  requests: 0,
  refused: 0,
  first: new Map(),
  repeated: new Map(),
});

/** Every accepted recipient in order. Columns instead of objects: a million recipients fit in some 200 MB. */
export class AcceptanceRecord {
  private providers: Provider[] = [];
  private messageIds: string[] = [];
  private addresses: string[] = [];
  private providerIds: string[] = [];
  private accounts: string[] = [];
  private times: number[] = [];
  private counts: Record<Provider, Counts> = { email: emptyCounts(), sms: emptyCounts() };

  constructor(private readonly file: RecordFile | null) {
    for (const line of file?.read() ?? []) this.remember(line);
  }

  /** On return the recipients are in the file, so that an answer given afterwards never outruns the record. */
  accept(acceptances: readonly Acceptance[]): void {
    this.file?.append(acceptances);
    for (const acceptance of acceptances) this.remember(acceptance);
  }

  requested(provider: Provider): void {
    this.counts[provider].requests++;
  }

  refused(provider: Provider): void {
    this.counts[provider].refused++;
  }

  /** `cursor` is the one of the page before; null at the end. */
  page(query: { provider?: Provider; limit: number; cursor?: number }) {
    const data: Acceptance[] = [];
    let index = query.cursor ?? 0;
    for (; index < this.providers.length && data.length < query.limit; index++) {
      if (!query.provider || this.providers[index] === query.provider) data.push(this.at(index));
    }
    return { data, nextCursor: index < this.providers.length ? String(index) : null };
  }

  summary() {
    const firstAt = this.times[0];
    const lastAt = this.times.at(-1);
    return {
      email: this.summaryOf('email'),
      sms: this.summaryOf('sms'),
      requests: this.counts.email.requests + this.counts.sms.requests,
      refused: this.counts.email.refused + this.counts.sms.refused,
      rate: {
        firstAt: firstAt === undefined ? null : new Date(firstAt).toISOString(),
        lastAt: lastAt === undefined ? null : new Date(lastAt).toISOString(),
      },
    };
  }

  reset(): void {
    this.providers = [];
    this.messageIds = [];
    this.addresses = [];
    this.providerIds = [];
    this.accounts = [];
    this.times = [];
    this.counts = { email: emptyCounts(), sms: emptyCounts() };
    this.file?.clear();
  }

  close(): void {
    this.file?.close();
  }

  private remember(acceptance: Acceptance): void {
    const index = this.providers.length;
    const counts = this.counts[acceptance.provider];
    this.providers.push(acceptance.provider);
    this.messageIds.push(acceptance.messageId);
    this.addresses.push(acceptance.address);
    this.providerIds.push(acceptance.providerMessageId);
    this.accounts.push(acceptance.account);
    this.times.push(acceptance.acceptedAt);
    counts.accepted++;
    if (acceptance.messageId === '') counts.withoutMessageId++;
    else if (!counts.first.has(acceptance.messageId)) counts.first.set(acceptance.messageId, index);
    else counts.repeated.set(acceptance.messageId, (counts.repeated.get(acceptance.messageId) ?? 1) + 1);
  }

  private summaryOf(provider: Provider) {
    const { first, repeated, ...totals } = this.counts[provider];
    const duplicates = [...repeated.entries()].slice(0, 20).map(([messageId, times]) => {
      return { messageId, address: this.addresses[first.get(messageId) ?? -1] ?? '', times };
    });
    return { ...totals, distinctMessageIds: first.size, duplicateIds: repeated.size, duplicates };
  }

  private at(index: number): Acceptance {
    return {
      provider: this.providers[index] ?? 'email',
      messageId: this.messageIds[index] ?? '',
      address: this.addresses[index] ?? '',
      providerMessageId: this.providerIds[index] ?? '',
      account: this.accounts[index] ?? '',
      acceptedAt: this.times[index] ?? 0,
    };
  }
}
