import { DateTime } from 'luxon';
import type { LeadFact, MessageFact, TeamFacts } from './team-facts';

/** What the reports should say, counted one fact at a time, on another calendar (luxon), from what was invented. */
export interface Days {
  from: string;
  to: string;
}

const stages = ['NEW', 'CONTACTED', 'QUALIFIED', 'PROPOSAL', 'NEGOTIATION'];
const cents = (values: (number | null)[]) =>
  values.reduce<number>((sum, value) => sum + Math.round((value ?? 0) * 100), 0) / 100;
const four = (value: number) => Math.round(value * 10_000) / 10_000;
const two = (value: number) => Math.round(value * 100) / 100;
export const share = (part: number, whole: number) => (whole > 0 ? four(part / whole) : null);
const mean = (sum: number, many: number) => (many > 0 ? two(sum / many) : null);
export const compared = (value: number, previous: number) => ({
  value,
  previous,
  change: previous === 0 ? null : four((value - previous) / previous),
});
export const comparedRate = (value: number | null, previous: number | null) => ({
  value,
  previous,
  change: value === null || previous === null ? null : four(value - previous),
});

export class Recount {
  readonly leads: LeadFact[];
  private readonly seen: ReadonlySet<string | null>;

  constructor(
    readonly facts: TeamFacts,
    private readonly zone: string,
    readonly now: Date,
    /** Whose view; null: everything. */
    private readonly viewer: string | null,
  ) {
    this.leads = facts.leads.filter(
      ({ ownerId }) => viewer === null || ownerId === null || ownerId === viewer,
    );
    this.seen = new Set(this.leads.map(({ id }) => id));
  }

  on(at: Date, { from, to }: Days): boolean {
    const day = dayIn(this.zone, at);
    return day >= from && day <= to;
  }

  created = (days: Days) => this.leads.filter(({ createdAt }) => this.on(createdAt, days));

  closed(days: Days) {
    const ended = this.leads.filter((lead) => isClosed(lead) && this.on(last(lead).at, days));
    const won = ended.filter((lead) => last(lead).status === 'WON');
    const grown = won.filter((lead) => last(lead).at > lead.createdAt);
    return {
      won: won.length,
      lost: ended.length - won.length,
      revenue: cents(won.map(({ value }) => value)),
      valued: won.filter(({ value }) => value !== null).length,
      median: median(grown.map((lead) => (last(lead).at.getTime() - lead.createdAt.getTime()) / 86_400_000)),
      winRate: share(won.length, ended.length),
    };
  }

  averageDeal = (days: Days) => {
    const { revenue, valued } = this.closed(days);
    return mean(revenue, valued);
  };

  reached = (leads: LeadFact[], stage: string) =>
    leads.filter((lead) =>
      stage === 'WON' ? last(lead).status === 'WON' : furthest(lead) >= stages.indexOf(stage),
    ).length;

  standing(stage: string) {
    const leads = this.leads.filter((lead) => last(lead).status === stage);
    const ages = leads.map((lead) => (this.now.getTime() - last(lead).at.getTime()) / 86_400_000);
    const valued = leads.filter(({ value }) => value !== null).length;
    const value = cents(leads.map((lead) => lead.value));
    return {
      stage,
      leads: leads.length,
      value,
      withoutValue: leads.length - valued,
      averageValue: mean(value, valued),
      averageDaysInStage:
        leads.length > 0 ? expect.closeTo(ages.reduce((sum, age) => sum + age, 0) / leads.length, 1) : null,
      stale: ages.filter((age) => age > 30).length,
    };
  }

  source(name: (source: string) => boolean, days: Days, before: Days) {
    const leads = this.created(days).filter(({ source }) => name(source));
    const earlier = this.created(before).filter(({ source }) => name(source));
    const won = leads.filter((lead) => last(lead).status === 'WON');
    return {
      leads: compared(leads.length, earlier.length),
      share: share(leads.length, this.created(days).length),
      contacted: this.reached(leads, 'CONTACTED'),
      qualified: this.reached(leads, 'QUALIFIED'),
      won: won.length,
      lost: leads.filter((lead) => last(lead).status === 'LOST').length,
      revenue: cents(won.map(({ value }) => value)),
      conversionRate: share(won.length, leads.length),
    };
  }

  /** The names of the sources in the order of the report. */
  sources(days: Days, before: Days): string[] {
    const many = (source: string, span: Days) =>
      this.created(span).filter((lead) => lead.source === source).length;
    const names = [...new Set([...this.created(days), ...this.created(before)].map(({ source }) => source))];
    return names.toSorted(
      (a, b) => many(b, days) - many(a, days) || many(b, before) - many(a, before) || (a < b ? -1 : 1),
    );
  }

  sent = (days: Days, kept: (message: MessageFact) => boolean = () => true) =>
    this.facts.messages.filter((message) => {
      const at = acceptedAt(message);
      return (
        at !== null &&
        message.leadId !== null &&
        message.kind !== 'test' &&
        kept(message) &&
        this.on(at, days)
      );
    });

  outreach(days: Days, kept?: (message: MessageFact) => boolean) {
    const sent = this.sent(days, kept);
    const having = (moment: keyof MessageFact) => sent.filter((message) => message[moment] !== null).length;
    const [delivered, opened] = [having('deliveredAt'), having('openedAt')];
    const [clicked, replied] = [having('clickedAt'), having('repliedAt')];
    const [unsubscribed, complained] = [having('unsubscribedAt'), having('complainedAt')];
    const mails = sent.filter(({ channel, deliveredAt }) => channel === 'EMAIL' && deliveredAt);
    const ofMails = (moment: 'openedAt' | 'clickedAt') =>
      [mails.filter((mail) => mail[moment] !== null).length, mails.length] as const;
    const bounced = sent.filter(({ state }) => state === 'bounced').length;
    return {
      ...{ sent: sent.length, delivered, opened, clicked, replied, bounced, unsubscribed, complained },
      segments: sent.reduce((sum, { segments }) => sum + (segments ?? 0), 0),
      deliveryRate: share(delivered, sent.length),
      bounceRate: share(bounced, sent.length),
      openRate: share(...ofMails('openedAt')),
      clickRate: share(...ofMails('clickedAt')),
      replyRate: share(replied, delivered),
      unsubscribeRate: share(unsubscribed, delivered),
    };
  }

  /** Of the leads and people whose things the viewer may see. */
  sees = (leadId: string | null) => this.viewer === null || leadId === null || this.seen.has(leadId);

  appointments = (days: Days, status: string) =>
    this.facts.appointments.filter(
      (one) =>
        one.status === status &&
        this.on(one.startAt, days) &&
        (one.hostId === this.viewer || this.sees(one.leadId)),
    );

  /** Of the next `days` days to the minute, whatever the calendar. */
  upcoming = (days: number) =>
    this.facts.appointments.filter(
      ({ status, startAt, hostId, leadId }) =>
        ['SCHEDULED', 'CONFIRMED'].includes(status) &&
        startAt >= this.now &&
        startAt.getTime() < this.now.getTime() + days * 86_400_000 &&
        (hostId === this.viewer || this.sees(leadId)),
    ).length;

  tasksDone = (days: Days) =>
    this.facts.tasks.filter((task) => task.completedAt && this.on(task.completedAt, days) && this.mine(task));

  tasksOverdue = () =>
    this.facts.tasks.filter((task) => !task.completedAt && task.dueAt <= this.now && this.mine(task));

  person(belongs: (userId: string | null) => boolean, days: Days) {
    const leads = this.leads.filter(({ ownerId }) => belongs(ownerId));
    const own = new Recount({ ...this.facts, leads }, this.zone, this.now, null);
    const { won, lost, revenue, winRate } = own.closed(days);
    const open = leads.filter((lead) => !isClosed(lead));
    return {
      openLeads: open.length,
      openValue: cents(open.map(({ value }) => value)),
      tasksOverdue: this.tasksOverdue().filter(({ ownerId }) => belongs(ownerId)).length,
      newLeads: own.created(days).length,
      ...{ won, lost, revenue, winRate },
      appointmentsHeld: this.appointments(days, 'COMPLETED').filter(({ hostId }) => belongs(hostId)).length,
      noShows: this.appointments(days, 'NO_SHOW').filter(({ hostId }) => belongs(hostId)).length,
      tasksCompleted: this.tasksDone(days).filter(({ ownerId }) => belongs(ownerId)).length,
      activitiesLogged: this.facts.logged.filter(
        ({ userId, type, at, leadId }) =>
          belongs(userId) && !type.includes('.') && this.on(at, days) && this.sees(leadId),
      ).length,
    };
  }

  private mine = (task: { ownerId: string | null; leadId: string | null }) =>
    task.ownerId === this.viewer || this.sees(task.leadId);
}

/** Asked of each fact again and again. */
const daysKnown = new Map<string, Map<number, string>>();
function dayIn(zone: string, at: Date): string {
  let known = daysKnown.get(zone);
  if (!known) daysKnown.set(zone, (known = new Map()));
  let day = known.get(at.getTime());
  if (!day) known.set(at.getTime(), (day = DateTime.fromJSDate(at, { zone }).toISODate()!));
  return day;
}

export const last = ({ path }: LeadFact) => path.at(-1)!;
export const isClosed = (lead: LeadFact) => ['WON', 'LOST'].includes(last(lead).status);
/** WON came past all stages, LOST tells nothing. */
export const furthest = ({ path }: LeadFact) =>
  Math.max(0, ...path.map(({ status }) => (status === 'WON' ? 4 : stages.indexOf(status))));

function acceptedAt({ ownAcceptedAt, chunkAcceptedAt, state }: MessageFact): Date | null {
  return ownAcceptedAt ?? (state === 'skipped' ? null : chunkAcceptedAt);
}

function median(values: number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return two((sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2);
}
