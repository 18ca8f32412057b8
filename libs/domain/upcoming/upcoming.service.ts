import { Injectable } from '@nestjs/common';
import { ReminderOutlook } from '@domain/appointments';
import { CampaignOutlook } from '@domain/campaigns';
import { PendingMessages, SendBook, SendOutlooks, type SendOutlook } from '@domain/messaging';
import { Tasks } from '@domain/tasks';
import { EntryOutlook, RunOutlook } from '@domain/workflows';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { collisionsOf } from './collisions';
import {
  foretoldEntry,
  foretoldRun,
  ofCampaign,
  ofLedger,
  ofReminder,
  ofRun,
  type PlannedMessage,
} from './planned-message';
import { entryItems, messageItem, runItems, taskItem } from './upcoming-items';
import type { UpcomingItem } from './upcoming-item';
import { UpcomingRepository } from './upcoming.repository';

const day = 86_400_000;
export const upcomingDays = 30;
/** Of each source; a lead with more is told that there is more. */
const most = 200;
/** Live runs, runs to come, and campaigns under way: each is worked out. */
const mostWorkedOut = 50;

export interface Upcoming extends Page<UpcomingItem> {
  from: Date;
  until: Date;
  /** False: some source has more than is looked at. */
  complete: boolean;
}

interface Known {
  outlook: SendOutlook;
  now: Date;
  until: Date;
}

/** Everything that is due for a lead, from every source, as it would go if nothing happened but time. */
@Injectable()
export class UpcomingService {
  constructor(
    private readonly database: Database,
    private readonly repository: UpcomingRepository,
    private readonly outlooks: SendOutlooks,
    private readonly pending: PendingMessages,
    private readonly campaigns: CampaignOutlook,
    private readonly reminders: ReminderOutlook,
    private readonly runs: RunOutlook,
    private readonly entries: EntryOutlook,
    private readonly tasks: Tasks,
  ) {}

  /**
   * The next 30 days, in order of time; what should have happened already comes first. A constant number of statements (at most
   * 20), however much there is. @throws DomainError not_found/lead_not_found, invalid (cursor)
   */
  async ofLead(
    scope: TenantScope,
    leadId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Upcoming> {
    const after = decodeCursor(cursor, ['date', 'text']);
    return this.database.sql(scope, async (tx) => {
      const now = await this.repository.momentFor(tx, leadId);
      if (!now) throw notFound('lead');
      const until = new Date(now.getTime() + upcomingDays * day);
      const outlook = await this.outlooks.of(tx, [leadId], now);
      const { items, complete } = await this.items(tx, leadId, { outlook, now, until });
      const sorted = items.toSorted(inOrder);
      const rest = after
        ? sorted.filter((item) => inOrder(item, { at: after[0], key: after[1] }) > 0)
        : sorted;
      return { ...pageOf(rest, limit, ({ at, key }) => [at, key]), from: now, until, complete };
    });
  }

  private async items(
    tx: SqlTx,
    leadId: string,
    known: Known,
  ): Promise<{ items: UpcomingItem[]; complete: boolean }> {
    const { until, now } = known;
    const ledger = await this.pending.ofLead(tx, leadId, { until, limit: most });
    const campaigns = await this.campaigns.ofLead(tx, leadId, { now, until, limit: mostWorkedOut });
    const reminders = await this.reminders.ofLead(tx, leadId, { ...known, limit: most });
    const runs = await this.runs.ofLead(tx, leadId, { ...known, limit: mostWorkedOut });
    const entering = await this.entries.ofLead(tx, leadId, { ...known, limit: mostWorkedOut, live: runs });
    const tasks = await this.tasks.openOf(tx, leadId, { until, limit: most });
    const messages = [
      ...[...ledger.map(ofLedger), ...campaigns.map(ofCampaign), ...reminders.map(ofReminder)],
      ...runs.flatMap((run) => ofRun(foretoldRun(run), leadId)),
      ...entering.entries.flatMap((entry) => ofRun(foretoldEntry(entry), leadId)),
    ];
    const items = [
      ...this.asked(messages, known),
      ...tasks.map(taskItem),
      ...runs.flatMap((run) => runItems(run, until)),
      ...entering.entries.flatMap((entry) => entryItems(entry, until)),
    ];
    const complete =
      entering.complete &&
      [ledger, reminders, tasks].every(({ length }) => length < most) &&
      [campaigns, runs].every(({ length }) => length < mostWorkedOut);
    return { items: items.filter(({ dueAt }) => dueAt < until), complete };
  }

  /** The send gate, asked about all messages in the order in which they would come to it: what one source sends counts for all. */
  private asked(messages: PlannedMessage[], { outlook, now }: Known): UpcomingItem[] {
    const book = new SendBook(outlook);
    const foreseen = messages
      .map((message) => {
        const { dueAt } = message.send;
        return { ...message, send: { ...message.send, dueAt: dueAt > now ? dueAt : now } };
      })
      .sort((a, b) => a.send.dueAt.getTime() - b.send.dueAt.getTime() || compare(a.key, b.key))
      .map((message) => ({ ...message, forecast: book.forecast(message.send) }));
    const collisions = collisionsOf(foreseen, outlook);
    return foreseen.map((message) => messageItem(message, collisions.get(message.key) ?? []));
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const inOrder = (a: Pick<UpcomingItem, 'at' | 'key'>, b: Pick<UpcomingItem, 'at' | 'key'>): number =>
  a.at.getTime() - b.at.getTime() || compare(a.key, b.key);
