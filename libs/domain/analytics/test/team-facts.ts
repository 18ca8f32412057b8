import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';

export interface LeadFact {
  id: string;
  createdAt: Date;
  value: number | null;
  source: string;
  ownerId: string | null;
  score: number;
  /** The status it came with, and every later one. */
  path: { status: string; at: Date }[];
}

export interface MessageFact {
  id: string;
  channel: 'EMAIL' | 'SMS';
  kind: string;
  sourceId: string;
  chunkId: string;
  leadId: string | null;
  state: string;
  ownAcceptedAt: Date | null;
  /** Of a chunk that was accepted as a whole. */
  chunkAcceptedAt: Date | null;
  deliveredAt: Date | null;
  openedAt: Date | null;
  clickedAt: Date | null;
  repliedAt: Date | null;
  unsubscribedAt: Date | null;
  complainedAt: Date | null;
  segments: number | null;
}

export interface TeamFacts {
  leads: LeadFact[];
  messages: MessageFact[];
  campaigns: { id: string; name: string }[];
  appointments: { id: string; hostId: string; leadId: string | null; startAt: Date; status: string }[];
  tasks: {
    id: string;
    ownerId: string | null;
    leadId: string | null;
    dueAt: Date;
    completedAt: Date | null;
  }[];
  logged: { id: string; userId: string; leadId: string | null; at: Date; type: string }[];
}

/** A small generator with a seed: the same team every time, seen from `now`. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const statuses = ['NEW', 'CONTACTED', 'QUALIFIED', 'PROPOSAL', 'NEGOTIATION', 'WON', 'LOST'];

/** Everything a team did in the last 500 days; many things happen at midnight of its zone, to the millisecond. */
export function inventTeam(seed: number, now: Date, zone: string, users: string[]): TeamFacts {
  const next = chance(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
  const within = (days: number) => {
    const at = new Date(now.getTime() - Math.floor(next() * days * 86_400_000) - 1);
    if (next() > 0.3) return at;
    const midnight = DateTime.fromJSDate(at, { zone }).startOf('day').toMillis();
    return new Date(midnight - (next() < 0.5 ? 1 : 0));
  };
  const owner = () => (next() < 0.3 ? null : pick(users));
  const leads = Array.from({ length: 500 }, (): LeadFact => {
    const createdAt = within(500);
    const path = [{ status: next() < 0.15 ? pick(statuses) : 'NEW', at: createdAt }];
    for (let moves = Math.floor(next() * 5); moves > 0; moves -= 1) {
      const last = path.at(-1)!;
      const at = new Date(last.at.getTime() + 1 + Math.floor(next() * 40 * 86_400_000));
      const status = pick(statuses);
      if (at < now && status !== last.status) path.push({ status, at });
    }
    return {
      id: randomUUID(),
      createdAt,
      value: next() < 0.15 ? null : Math.floor(next() * 90_000_000) / 100,
      // 60 small sources, so that some are "others".
      source: next() < 0.5 ? pick(['website', 'Zillow', 'open house']) : `agent ${Math.floor(next() * 60)}`,
      ownerId: owner(),
      score: Math.floor(next() * 100),
      path,
    };
  });
  const campaigns = [1, 2, 3].map((n) => ({ id: randomUUID(), name: `Listing ${n}` }));
  const messages = Array.from({ length: 40 }).flatMap(() => {
    const campaign = next() < 0.6 ? pick(campaigns).id : null;
    const kind = campaign ? 'campaign' : pick(['workflow', 'reminder', 'test']);
    const chunk = {
      id: randomUUID(),
      at: within(120),
      channel: campaign ? ('EMAIL' as const) : pick(['EMAIL', 'SMS'] as const),
    };
    return inventChunk(next, chunk, kind, campaign ?? randomUUID(), leads);
  });
  const leadId = () => (next() < 0.2 ? null : pick(leads).id);
  return {
    ...{ leads, messages, campaigns },
    appointments: Array.from({ length: 120 }, () => ({
      ...{ id: randomUUID(), hostId: pick(users), leadId: leadId() },
      startAt: new Date(within(100).getTime() + 20 * 86_400_000),
      status: pick(['SCHEDULED', 'CONFIRMED', 'COMPLETED', 'CANCELLED', 'NO_SHOW']),
    })),
    tasks: Array.from({ length: 120 }, () => {
      const dueAt = new Date(within(100).getTime() + 10 * 86_400_000);
      return {
        id: randomUUID(),
        ownerId: owner(),
        leadId: leadId(),
        dueAt,
        completedAt: next() < 0.5 ? within(100) : null,
      };
    }),
    logged: Array.from({ length: 120 }, () => ({
      ...{ id: randomUUID(), userId: pick(users), leadId: leadId(), at: within(100) },
      type: pick(['call', 'meeting', 'note', 'lead.updated']),
    })),
  };
}

/** A chunk of twenty: accepted as a whole, or message by message. */
function inventChunk(
  next: () => number,
  chunk: { id: string; at: Date; channel: 'EMAIL' | 'SMS' },
  kind: string,
  sourceId: string,
  leads: readonly LeadFact[],
): MessageFact[] {
  const asWhole = next() < 0.6;
  return Array.from({ length: 20 }, (): MessageFact => {
    const later = (share: number) =>
      next() < share ? new Date(chunk.at.getTime() + Math.floor(next() * 86_400_000)) : null;
    const fate = next();
    const state = fate < 0.1 ? 'skipped' : fate < 0.3 ? 'queued' : fate < 0.4 ? 'bounced' : 'delivered';
    const wasTold = state === 'delivered' || state === 'bounced';
    const isDelivered = state === 'delivered';
    return {
      ...{ id: randomUUID(), channel: chunk.channel, kind, sourceId, chunkId: chunk.id, state },
      leadId: next() < 0.05 ? null : leads[Math.floor(next() * leads.length)]!.id,
      ownAcceptedAt: wasTold ? chunk.at : null,
      chunkAcceptedAt: asWhole ? chunk.at : null,
      deliveredAt: isDelivered ? chunk.at : null,
      openedAt: isDelivered ? later(0.5) : null,
      clickedAt: isDelivered ? later(0.2) : null,
      repliedAt: isDelivered ? later(0.1) : null,
      unsubscribedAt: isDelivered ? later(0.1) : null,
      complainedAt: isDelivered ? later(0.05) : null,
      segments: chunk.channel === 'SMS' && wasTold ? 2 : null,
    };
  });
}
