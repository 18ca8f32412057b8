import { randomUUID } from 'node:crypto';
import type { Chance } from './chaos-seed';
import type { ChaosRig } from './chaos-rig';
import type { ChaosTenant } from './chaos-tenant';
import { draftOf, type TestScheme } from './score-rules';

export interface ScoreWish {
  leads: number;
  /** Leads that something happens to. */
  active: number;
  forMs: number;
  /** Versions of the rules that are published meanwhile. */
  versions: number;
}

/** What was taken with a 2xx: all of it must count, once. */
export interface Told {
  /** Posted events, by the caller's id. */
  events: Map<string, { leadId: string; type: string }>;
  /** Answered adjustments. */
  adjustments: Map<string, { leadId: string; points: number; withdrawn: boolean }>;
  schemes: Map<number, TestScheme>;
}

const types = ['page.viewed', 'property.viewed', 'property.viewed', 'showing.requested', 'form.submitted'];

/** A website, people and a manager: events, adjustments and new rules at the same time, all with patience. */
export class ScoreTraffic {
  readonly told: Told = { events: new Map(), adjustments: new Map(), schemes: new Map() };
  private until = 0;
  private active: string[] = [];

  constructor(
    private readonly rig: ChaosRig,
    private readonly tenant: ChaosTenant,
    private readonly chance: Chance,
  ) {}

  async run({ active, forMs, versions }: ScoreWish): Promise<void> {
    const leads = await this.rig.rows<{ id: string }>(
      'SELECT id FROM lead WHERE team_id = $1 ORDER BY email LIMIT $2',
      [this.tenant.teamId, active],
    );
    this.active = leads.map(({ id }) => id);
    this.until = Date.now() + forMs;
    await Promise.all([
      this.while(60, active, () => this.postEvents()),
      this.while(120, active / 2, () => this.adjust()),
      this.while(forMs / versions, versions, () => this.publish()),
      this.while(forMs / 3, 3, () => this.post('/api/ai/recalculate-scores')),
    ]);
  }

  async publish(): Promise<void> {
    const point = (most: number) => Math.floor(this.chance.between(1, most));
    const scheme: TestScheme = {
      points: {
        page: point(4),
        view: point(6),
        open: point(8),
        click: point(12),
        tour: point(30),
        form: point(15),
      },
      viewsCap: 20,
    };
    await this.insist('PUT', '/api/scoring/rules/draft', draftOf(scheme));
    const { published } = await this.post<{ published: { version: number } }>('/api/scoring/rules/publish');
    this.told.schemes.set(published.version, scheme);
  }

  /** Some of them in one post, and some posts twice. */
  private async postEvents(): Promise<void> {
    const events = Array.from({ length: 1 + this.chance.index(8) }, () => ({
      id: randomUUID(),
      leadId: this.anyone(),
      type: types[this.chance.index(types.length)]!,
    }));
    const times = this.chance.next() < 0.3 ? 2 : 1;
    await Promise.all(Array.from({ length: times }, () => this.post('/api/scoring/events', { events })));
    for (const { id, ...event } of events) this.told.events.set(id, event);
  }

  private async adjust(): Promise<void> {
    const leadId = this.anyone();
    const points = this.chance.next() < 0.3 ? -15 : 20;
    const path = `/api/leads/${leadId}/score/adjustments`;
    const { id } = await this.post<{ id: string }>(path, { points });
    const withdrawn = this.chance.next() < 0.4;
    // Repeated after a lost answer it finds the adjustment ended.
    if (withdrawn) await this.insist('DELETE', `${path}/${id}`, undefined, ['adjustment_ended']);
    this.told.adjustments.set(id, { leadId, points, withdrawn });
  }

  private anyone(): string {
    return this.active[this.chance.index(this.active.length)]!;
  }

  /** For the time it takes, and `least` times, however slow the API is. */
  private async while(everyMs: number, least: number, happen: () => Promise<unknown>): Promise<void> {
    for (let times = 0; Date.now() < this.until || times < least; times++) {
      await happen();
      const pause = Math.min(everyMs * this.chance.between(0.6, 1.4), this.until - Date.now());
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, pause)));
    }
  }

  private post<T>(path: string, body?: unknown): Promise<T> {
    return this.insist<T>('POST', path, body);
  }

  private async insist<T>(method: string, path: string, body?: unknown, alsoFine: string[] = []): Promise<T> {
    const answer = await this.tenant.rest.insist<T & { code?: string }>(method, path, body, randomUUID());
    if (answer.status >= 300 && !alsoFine.includes(answer.body.code ?? ''))
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
