import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope, type SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { LiveFeed } from '@platform/realtime';
import { LiveFactsRepository } from './live-facts.repository';
import { live } from './live-vocabulary';
import { meanings } from './meanings';
import { draftsOf, type News } from './news';

type Facts = Map<string, string[]>;

/** Makes news for open pages of what happens in a team. */
@Injectable()
export class LiveUpdates {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly facts: LiveFactsRepository,
    private readonly feed: LiveFeed,
  ) {}

  /** Publishes what these events mean. */
  async tell(tx: SqlTx, eventIds: string[]): Promise<void> {
    const events = await this.events.read(tx, eventIds);
    const news = events.flatMap(({ name, payload }) => meanings.get(name)?.(payload as object) ?? []);
    await this.feed.publish(tx, draftsOf(await this.addressed(tx, news)));
  }

  /** Tells of campaigns that are being sent. In any number of workers; one tick is enough. */
  async tellProgress(): Promise<void> {
    const sending = await this.database.sql(CrossTeamScope.system, (tx) => this.facts.sending(tx));
    for (const [teamId, sources] of Map.groupBy(sending, (source) => source.teamId)) {
      const sourceIds = sources.map(({ sourceId }) => sourceId);
      await this.database.sql(TenantScope.of(teamId), async (tx) => {
        const campaigns = await this.facts.campaigns(tx, sourceIds);
        const news = campaigns.map((campaignId) => progressOf(campaignId));
        await this.feed.publish(tx, draftsOf(news));
      });
    }
  }

  /** Adds the people who hear of it whoever has the lead; what is one person's alone is sent to that person. */
  private async addressed(tx: SqlTx, news: News[]): Promise<News[]> {
    const ids = (event: News['event'], name: string) => [
      ...new Set(news.flatMap((one) => (one.event === event ? (one.ids[name] ?? []) : []))),
    ];
    const ask = (wanted: string[], find: (ids: string[]) => Promise<Facts>): Promise<Facts> | Facts =>
      wanted.length > 0 ? find(wanted) : new Map();
    const assignees = await ask(ids(live.task, 'taskId'), (all) => this.facts.assignees(tx, all));
    const attendees = await ask(ids(live.appointment, 'appointmentId'), (all) =>
      this.facts.attendees(tx, all),
    );
    const importers = await ask(ids(live.importFinished, 'importId'), (all) => this.facts.importers(tx, all));
    return news.flatMap((one): News[] => {
      const { taskId, appointmentId, importId } = one.ids;
      if (taskId) return [withPeople(one, assignees.get(taskId))];
      if (appointmentId) return [withPeople(one, attendees.get(appointmentId))];
      if (importId) return (importers.get(importId) ?? []).map((userId) => ({ ...one, userId }));
      return [one];
    });
  }
}

const withPeople = (news: News, people: string[] = []): News => ({
  ...news,
  shownTo: [...(news.shownTo ?? []), ...people],
});

const progressOf = (campaignId: string): News => ({
  ...{ event: live.campaign, ids: { campaignId }, what: 'progress' },
});
