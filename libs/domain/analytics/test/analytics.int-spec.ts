import { randomUUID } from 'node:crypto';
import { ApiClient } from '../../../../scripts/demo/api-client';
import { eventually } from '../../../../test/support/eventually';
import { Product } from '../../../../test/support/product';
import { RANGE_NAMES } from '../dashboard/named-ranges';
import { MessageTallies } from '../dashboard/message-tallies.service';
import { PeriodReports } from '../dashboard/period-reports.service';
import { TenantScope } from '@platform/database';
import { compared, comparedRate, isClosed, last, Recount, share, type Days } from './recount';
import { storeFacts } from './stored-facts';
import { inventTeam, type TeamFacts } from './team-facts';

interface Report {
  countedAt: string;
  period: Days & { previous: Days };
  buckets: Days[];
  [figure: string]: unknown;
}

const zone = 'America/New_York';
const password = 'seven lamps on a green barn';
/** Days that begin in summer and end in winter, and others; the last has buckets by month, over a year. */
const queries = [
  '',
  '?from=2026-03-05&to=2026-03-12',
  '?from=2026-10-20&to=2026-11-10&bucket=week',
  '?from=2025-10-30&to=2026-11-05&bucket=month',
  ...RANGE_NAMES.map((range) => `?range=${range}`),
];
const sendQueries = queries.filter((query) => !query.includes('2026-03'));

describe('figures of a team', () => {
  let product: Product;
  let teamId: string;
  let facts: TeamFacts;
  let owner: ApiClient;
  let member: ApiClient;
  let memberId: string;
  let ownerId: string;

  const rows = <T extends object>(statement: string, values: unknown[] = []) =>
    product.database.admin.query<T>(statement, values).then((result) => result.rows);
  const signUp = async (name: string) => {
    const login = { email: `${randomUUID()}@figures.example`, password };
    const api = new ApiClient(product.url);
    await api.post('/api/auth/register', { ...login, name, teamName: name });
    api.signIn((await api.post<{ accessToken: string }>('/api/auth/login', login)).accessToken);
    const { id } = await api.get<{ id: string }>('/api/auth/me');
    return { api, id, login };
  };
  /** Somebody of the owner's team; signs in anew, as a session has one team. */
  const join = async (name: string, role: string) => {
    const { api, id, login } = await signUp(name);
    await rows('UPDATE membership SET team_id = $1, role = $2::team_role WHERE user_id = $3', [
      teamId,
      role,
      id,
    ]);
    await rows('UPDATE app_user SET last_team_id = NULL WHERE id = $1', [id]);
    api.signIn((await api.post<{ accessToken: string }>('/api/auth/login', login)).accessToken);
    return { api, id };
  };
  const report = (name: string, query = '', api = owner) => api.get<Report>(`/api/analytics/${name}${query}`);
  const forget = () => product.get(PeriodReports).forget(TenantScope.of(teamId));
  /** Both views of a report, each beside its recount. */
  const views = async (name: string, query: string) => {
    const seen = [];
    for (const [api, viewer] of [
      [owner, null],
      [member, memberId],
    ] as const) {
      const told = await report(name, query, api);
      seen.push({
        told,
        recount: new Recount(facts, zone, new Date(told.countedAt), viewer),
        days: told.period,
      });
    }
    return seen;
  };

  beforeAll(async () => {
    product = await Product.start();
    const signedUp = await signUp('Ora Field');
    [owner, ownerId] = [signedUp.api, signedUp.id];
    teamId = (await owner.get<{ id: string }>('/api/settings/business')).id;
    await owner.put('/api/settings/business', { timezone: zone });
    const joined = await join('Mo Reed', 'MEMBER');
    [member, memberId] = [joined.api, joined.id];
    const gone = randomUUID();
    facts = inventTeam(7, new Date(), zone, [ownerId, memberId, gone]);
    await storeFacts(product.database.admin, teamId, facts);
    // Another team, whose figures must be in none of these.
    const other = await signUp('Other');
    const { id: otherTeam } = await other.api.get<{ id: string }>('/api/settings/business');
    await storeFacts(product.database.admin, otherTeam, inventTeam(8, new Date(), zone, [other.id]));
  });
  afterAll(() => product.stop());

  it.each(queries)('overview%s', async (query) => {
    for (const { told, recount, days } of await views('overview', query)) {
      const [now, before] = [recount.closed(days), recount.closed(days.previous)];
      const everyone = new Recount(facts, zone, recount.now, null);
      const [sent, sentBefore] = [everyone.outreach(days), everyone.outreach(days.previous)];
      const by = (channel: string) =>
        compared(
          everyone.outreach(days, (message) => message.channel === channel).sent,
          everyone.outreach(days.previous, (message) => message.channel === channel).sent,
        );
      const both = (count: (span: Days) => unknown[]) =>
        compared(count(days).length, count(days.previous).length);
      const open = recount.leads.filter((lead) => !isClosed(lead));
      expect(told).toMatchObject({
        leads: {
          ...{ total: recount.leads.length, open: open.length },
          created: both((span) => recount.created(span)),
          won: compared(now.won, before.won),
          lost: compared(now.lost, before.lost),
          winRate: comparedRate(now.winRate, before.winRate),
        },
        revenue: {
          won: compared(now.revenue, before.revenue),
          averageDeal: comparedRate(recount.averageDeal(days), recount.averageDeal(days.previous)),
        },
        pipeline: { leads: open.length, value: recount.person(() => true, days).openValue },
        messages: {
          ...{
            emails: by('EMAIL'),
            texts: by('SMS'),
            delivered: compared(sent.delivered, sentBefore.delivered),
          },
          openRate: comparedRate(sent.openRate, sentBefore.openRate),
          clickRate: comparedRate(sent.clickRate, sentBefore.clickRate),
          replyRate: comparedRate(sent.replyRate, sentBefore.replyRate),
        },
        appointments: {
          held: both((span) => recount.appointments(span, 'COMPLETED')),
          noShows: both((span) => recount.appointments(span, 'NO_SHOW')),
        },
        tasks: { completed: both((span) => recount.tasksDone(span)), overdue: recount.tasksOverdue().length },
        activeCampaigns: 3,
      });
      expect(told.buckets).toEqual(
        told.buckets.map((bucket) => {
          const { won, lost, revenue } = recount.closed(bucket);
          return { ...bucket, created: recount.created(bucket).length, won, lost, revenue };
        }),
      );
    }
  });

  it.each(queries)('revenue%s', async (query) => {
    for (const { told, recount, days } of await views('revenue', query)) {
      const [now, before] = [recount.closed(days), recount.closed(days.previous)];
      expect(told).toMatchObject({
        revenue: compared(now.revenue, before.revenue),
        deals: compared(now.won, before.won),
        averageDeal: comparedRate(recount.averageDeal(days), recount.averageDeal(days.previous)),
        dealsWithoutValue: now.won - now.valued,
        medianDaysToWin: now.median,
      });
      expect(told.buckets).toEqual(
        told.buckets.map((bucket) => {
          const { won, revenue } = recount.closed(bucket);
          return { ...bucket, revenue, deals: won };
        }),
      );
    }
  });

  it.each(queries)('conversion%s and the funnel', async (query) => {
    for (const { told, recount, days } of await views('conversion', query)) {
      const [now, before] = [recount.closed(days), recount.closed(days.previous)];
      const [made, earlier] = [recount.created(days), recount.created(days.previous)];
      const rate = (stage: string) =>
        comparedRate(
          share(recount.reached(made, stage), made.length),
          share(recount.reached(earlier, stage), earlier.length),
        );
      expect(told).toMatchObject({
        ...{
          winRate: comparedRate(now.winRate, before.winRate),
          medianDaysToWin: comparedRate(now.median, before.median),
        },
        ...{ won: compared(now.won, before.won), lost: compared(now.lost, before.lost) },
        created: compared(made.length, earlier.length),
        ...{
          contactRate: rate('CONTACTED'),
          qualificationRate: rate('QUALIFIED'),
          conversionRate: rate('WON'),
        },
      });
    }
    for (const { told, recount, days } of await views('conversion-funnel', query)) {
      const [made, earlier] = [recount.created(days), recount.created(days.previous)];
      const stages = ['NEW', 'CONTACTED', 'QUALIFIED', 'PROPOSAL', 'NEGOTIATION', 'WON'];
      expect(told).toMatchObject({
        created: made.length,
        lost: made.filter((lead) => last(lead).status === 'LOST').length,
        stages: stages.map((stage, index) => {
          const reached = recount.reached(made, stage);
          const ofPrevious = index > 0 ? share(reached, recount.reached(made, stages[index - 1]!)) : null;
          const previousPeriod = recount.reached(earlier, stage);
          return { stage, reached, ofAll: share(reached, made.length), ofPrevious, previousPeriod };
        }),
      });
    }
  });

  it('pipeline', async () => {
    for (const { told, recount, days } of await views('pipeline', '')) {
      const stages = ['NEW', 'CONTACTED', 'QUALIFIED', 'PROPOSAL', 'NEGOTIATION'].map((stage) =>
        recount.standing(stage),
      );
      const ended = (stage: string) => {
        const { leads, value } = recount.standing(stage);
        return { leads, value };
      };
      expect(told.stages).toEqual(stages);
      expect(told).toMatchObject({
        leads: recount.leads.filter((lead) => !isClosed(lead)).length,
        value: recount.person(() => true, days).openValue,
        won: ended('WON'),
        lost: ended('LOST'),
        history: [],
      });
    }
  });

  it.each(queries)('leads%s and their sources', async (query) => {
    for (const { told, recount, days } of await views('leads', query)) {
      const made = recount.created(days);
      const score = (leads: typeof made) =>
        leads.length > 0
          ? Math.round((leads.reduce((sum, lead) => sum + lead.score, 0) / leads.length) * 100) / 100
          : null;
      const isNew = (lead: (typeof made)[number]) => last(lead).status === 'NEW';
      expect(told).toMatchObject({
        created: compared(made.length, recount.created(days.previous).length),
        byStatus: ['NEW', 'CONTACTED', 'QUALIFIED', 'PROPOSAL', 'NEGOTIATION', 'WON', 'LOST'].map(
          (status) => {
            const leads = made.filter((lead) => last(lead).status === status).length;
            return { status, leads, share: share(leads, made.length) };
          },
        ),
        unassigned: made.filter((lead) => lead.ownerId === null).length,
        untouched: made.filter((lead) => isNew(lead) && recount.reached([lead], 'CONTACTED') === 0).length,
        averageScore: comparedRate(score(made), score(recount.created(days.previous))),
      });
      expect(told.buckets).toEqual(
        told.buckets.map((bucket) => ({ ...bucket, created: recount.created(bucket).length })),
      );
    }
    for (const { told, recount, days } of await views('sources', query)) {
      const names = recount.sources(days, days.previous);
      const rest = names.slice(50);
      expect(told).toMatchObject({
        leads: recount.created(days).length,
        sources: names.slice(0, 50).map((name) => ({
          source: name,
          ...recount.source((source) => source === name, days, days.previous),
        })),
        others:
          rest.length > 0 ? recount.source((source) => rest.includes(source), days, days.previous) : null,
      });
    }
  });

  const outreach = async (query: string) => {
    for (const { told, days } of await views('campaigns', query)) {
      const recount = new Recount(facts, zone, new Date(told.countedAt), null);
      const figures = (kept?: Parameters<Recount['outreach']>[1]) => recount.outreach(days, kept);
      expect(told).toMatchObject({
        total: figures(),
        email: figures(({ channel }) => channel === 'EMAIL'),
        sms: figures(({ channel }) => channel === 'SMS'),
      });
      const byId = facts.campaigns.map(({ id, name }) => ({
        ...{ id, name, type: 'EMAIL', status: 'ACTIVE' },
        ...figures(({ sourceId }) => sourceId === id),
      }));
      const campaigns = byId
        .filter(({ sent }) => sent > 0)
        .toSorted((a, b) => b.sent - a.sent || (a.id < b.id ? 1 : -1));
      expect(told.campaigns).toEqual(campaigns);
      expect(told.buckets).toEqual(
        told.buckets.map((bucket) => {
          const { opened, clicked, replied } = recount.outreach(bucket);
          const sent = (wanted: string) => recount.outreach(bucket, ({ channel }) => channel === wanted).sent;
          return { ...bucket, emails: sent('EMAIL'), texts: sent('SMS'), opened, clicked, replied };
        }),
      );
    }
  };
  it.each(sendQueries)('campaigns%s', outreach);

  it('campaigns, after receipts have told more, and a lost acceptance', async () => {
    const told = facts.messages
      .filter(({ state, openedAt }) => state === 'delivered' && !openedAt)
      .slice(0, 60);
    for (const message of told) message.openedAt = message.deliveredAt;
    await rows('UPDATE message SET opened_at = delivered_at WHERE id = ANY($1)', [told.map(({ id }) => id)]);
    const first = facts.messages
      .filter(({ state, chunkAcceptedAt }) => state === 'queued' && chunkAcceptedAt)
      .slice(0, 30);
    for (const message of first)
      Object.assign(message, {
        state: 'delivered',
        ownAcceptedAt: message.chunkAcceptedAt,
        deliveredAt: message.chunkAcceptedAt,
      });
    await rows(
      `UPDATE message m SET state = 'delivered', accepted_at = c.settled_at, delivered_at = c.settled_at
       FROM message_chunk c WHERE c.id = m.chunk_id AND m.id = ANY($1)`,
      [first.map(({ id }) => id)],
    );
    const moved = facts.messages.find(({ ownAcceptedAt }) => ownAcceptedAt)!;
    moved.ownAcceptedAt = new Date(moved.ownAcceptedAt!.getTime() - 5 * 86_400_000);
    await rows('UPDATE message SET accepted_at = $2 WHERE id = $1', [moved.id, moved.ownAcceptedAt]);
    const removed = facts.messages.splice(
      facts.messages.findIndex(({ state }) => state === 'bounced'),
      1,
    );
    await rows('DELETE FROM message WHERE id = $1', [removed[0]!.id]);
    await forget();
    for (const query of sendQueries) await outreach(query);
  });

  it.each(queries)(
    'team-performance%s: everyone for the owner, one’s own row for a member',
    async (query) => {
      const [all, own] = await views('team-performance', query);
      const row = ({ recount, days }: typeof all & object, id: string, name: string, role: string) => ({
        ...{ userId: id, name, role },
        ...recount.person((userId) => userId === id, days),
      });
      const users = [ownerId, memberId];
      expect(all!.told).toMatchObject({
        everyone: true,
        members: [row(all!, memberId, 'Mo Reed', 'MEMBER'), row(all!, ownerId, 'Ora Field', 'OWNER')],
        unassigned: all!.recount.person((userId) => userId === null, all!.days),
        former: all!.recount.person((userId) => userId !== null && !users.includes(userId), all!.days),
      });
      expect(own!.told).toMatchObject({
        ...{ everyone: false, unassigned: null, former: null },
        members: [row(own!, memberId, 'Mo Reed', 'MEMBER')],
      });
    },
  );

  it('revenue-forecast', async () => {
    const told = await report('revenue-forecast');
    const recount = new Recount(facts, zone, new Date(told.countedAt), null);
    const walked = recount.leads.filter((lead) => isClosed(lead) && last(lead).at > lead.createdAt);
    const won = walked.filter((lead) => last(lead).status === 'WON');
    expect(told).toMatchObject({
      status: 'ready',
      outcomes: { won: won.length, lost: walked.length - won.length, needed: 50 },
      pipelineValue: recount.person(() => true, { from: '', to: '' }).openValue,
    });
    const stages = told.stages as {
      stage: string;
      value: number;
      winRate: number;
      expected: number;
      outcomes: number;
    }[];
    let sum = 0;
    for (const { stage, ...figures } of stages) {
      const past = walked.filter((lead) => recount.reached([lead], stage) === 1);
      const wins = past.filter((lead) => last(lead).status === 'WON').length;
      const { value, leads, withoutValue } = recount.standing(stage);
      sum += (value * wins) / past.length;
      expect(figures).toMatchObject({
        leads,
        value,
        withoutValue,
        outcomes: past.length,
        winRate: share(wins, past.length),
      });
      expect(figures.expected).toBeCloseTo((value * wins) / past.length, 1);
    }
    expect(told.expected).toBeCloseTo(sum, 1);
    expect(told.low).toBeLessThan(sum);
    expect(told.high).toBeGreaterThan(sum);
    const windows = told.windows as { expected: number }[];
    expect(windows.reduce((all, { expected }) => all + expected, 0)).toBeCloseTo(sum, 0);
    expect(await report('revenue-forecast', '', (await signUp('New')).api)).toMatchObject({
      ...{ status: 'not_enough_data', expected: null, low: null, high: null, windows: [] },
    });
  });

  it('are kept, and counted anew at once when a lead comes or moves', async () => {
    const first = await report('overview');
    expect(await report('overview')).toEqual(first);
    const created = await owner.post<{ id: string }>('/api/leads', { name: 'Ana Lopez', value: 250_000.5 });
    const total = (told: Report) => (told.leads as { total: number }).total;
    await eventually(async () => expect(total(await report('overview'))).toBe(total(first) + 1));
    const before = await report('conversion-funnel', '?range=today');
    for (const status of ['PROPOSAL', 'NEW', 'LOST'])
      await owner.request('PATCH', `/api/leads/${created.id}/status`, { status });
    const reached = (told: Report) => (told.stages as { reached: number }[]).map((stage) => stage.reached);
    await eventually(async () =>
      expect(reached(await report('conversion-funnel', '?range=today'))).toEqual(
        reached(before).map((many, rank) => (rank >= 1 && rank <= 3 ? many + 1 : many)),
      ),
    );
    const moves = await rows<{ same: boolean }>(
      `SELECT max(a.created_at) = l.status_since AS same FROM lead l JOIN activity a ON a.lead_id = l.id AND a.type = 'lead.status_changed'
       WHERE l.id = $1 GROUP BY l.status_since`,
      [created.id],
    );
    expect(moves).toEqual([{ same: true }]);
    await rows(`DELETE FROM lead WHERE id = $1`, [created.id]);
    await forget();
  });

  it('of messages are counted by the worker ahead of those who read', async () => {
    const tallies = () =>
      rows('SELECT * FROM message_tally WHERE team_id = $1 ORDER BY 2, 3, 4, 5', [teamId]);
    await report('campaigns', '?range=last_365_days');
    const before = await tallies();
    await rows('DELETE FROM message_tally WHERE team_id = $1', [teamId]);
    await rows('UPDATE message SET open_count = open_count WHERE team_id = $1', [teamId]);
    await product.get(MessageTallies).enqueueDue();
    await eventually(async () =>
      expect(await rows('SELECT 1 FROM message_tally_due WHERE team_id = $1', [teamId])).toEqual([]),
    );
    expect(await tallies()).toEqual(before);
  });

  it('refuse what is no range', async () => {
    for (const query of [
      '?from=2026-02-31',
      '?range=soon',
      '?from=2026-02-01&to=2026-01-01',
      '?to=9999-12-31',
      '?color=red',
    ])
      await expect(report('revenue', query)).rejects.toThrow('answered 400');
  });
});
