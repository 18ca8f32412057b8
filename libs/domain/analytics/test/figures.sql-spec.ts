import { RANGE_NAMES, type Asked } from '@domain/analytics';
import { addCrowd } from './crowd';
import { FiguresLab } from './figures-lab';
import { compared, comparedRate, isClosed, last, share, type Days, type Recount } from './recount';

/** Days that begin in summer and end in winter, and others; the last has buckets by month, over a year. */
const ranges: Asked[] = [
  {},
  { from: '2026-03-05', to: '2026-03-12' },
  { from: '2026-10-20', to: '2026-11-10', bucket: 'week' },
  { from: '2025-10-30', to: '2026-11-05', bucket: 'month' },
  ...RANGE_NAMES.map((range) => ({ range })),
];
const named = (asked: Asked) => [Object.values(asked).join(' ') || 'by default', asked] as const;
const queries = ranges.map(named);
const sendRanges = ranges.filter(({ from }) => from !== '2026-03-05');

describe('figures of a team, beside a recount of its facts', () => {
  let lab: FiguresLab;
  beforeAll(async () => {
    lab = await FiguresLab.start();
  });
  afterAll(() => lab.stop());

  const messagesOf = (days: Days & { previous: Days }) => {
    const everyone = lab.recount(null);
    const [sent, before] = [everyone.outreach(days), everyone.outreach(days.previous)];
    const by = (wanted: string) => {
      const ofChannel = (span: Days) => everyone.outreach(span, ({ channel }) => channel === wanted).sent;
      return compared(ofChannel(days), ofChannel(days.previous));
    };
    return {
      ...{ emails: by('EMAIL'), texts: by('SMS'), delivered: compared(sent.delivered, before.delivered) },
      openRate: comparedRate(sent.openRate, before.openRate),
      clickRate: comparedRate(sent.clickRate, before.clickRate),
      replyRate: comparedRate(sent.replyRate, before.replyRate),
    };
  };
  const both = (days: Days & { previous: Days }, count: (span: Days) => unknown[]) =>
    compared(count(days).length, count(days.previous).length);

  it.each(queries)('overview %s', async (_, asked) => {
    for (const { told, recount, days } of await lab.views('overview', asked)) {
      const [now, before] = [recount.closed(days), recount.closed(days.previous)];
      const open = recount.leads.filter((lead) => !isClosed(lead));
      expect(told).toMatchObject({
        leads: {
          ...{ total: recount.leads.length, open: open.length },
          created: both(days, (span) => recount.created(span)),
          won: compared(now.won, before.won),
          lost: compared(now.lost, before.lost),
          winRate: comparedRate(now.winRate, before.winRate),
        },
        revenue: {
          won: compared(now.revenue, before.revenue),
          averageDeal: comparedRate(recount.averageDeal(days), recount.averageDeal(days.previous)),
        },
        pipeline: {
          leads: open.length,
          value: recount.person(() => true, days).openValue,
          stale: [...new Set(open.map((lead) => last(lead).status))].reduce(
            (sum, stage) => sum + recount.standing(stage).stale,
            0,
          ),
        },
        messages: messagesOf(days),
        appointments: {
          held: both(days, (span) => recount.appointments(span, 'COMPLETED')),
          noShows: both(days, (span) => recount.appointments(span, 'NO_SHOW')),
          upcoming: recount.upcoming(7),
        },
        tasks: {
          completed: both(days, (span) => recount.tasksDone(span)),
          overdue: recount.tasksOverdue().length,
        },
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

  it.each(queries)('revenue %s', async (_, asked) => {
    for (const { told, recount, days } of await lab.views('revenue', asked)) {
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

  it.each(queries)('conversion %s', async (_, asked) => {
    for (const { told, recount, days } of await lab.views('conversion', asked)) {
      const [now, before] = [recount.closed(days), recount.closed(days.previous)];
      const [made, earlier] = [recount.created(days), recount.created(days.previous)];
      const rate = (stage: string) =>
        comparedRate(
          share(recount.reached(made, stage), made.length),
          share(recount.reached(earlier, stage), earlier.length),
        );
      expect(told).toMatchObject({
        winRate: comparedRate(now.winRate, before.winRate),
        medianDaysToWin: comparedRate(now.median, before.median),
        ...{ won: compared(now.won, before.won), lost: compared(now.lost, before.lost) },
        created: compared(made.length, earlier.length),
        ...{ contactRate: rate('CONTACTED'), qualificationRate: rate('QUALIFIED') },
        conversionRate: rate('WON'),
      });
      expect(told.buckets).toEqual(
        told.buckets.map((bucket) => {
          const { won, lost, winRate } = recount.closed(bucket);
          return { ...bucket, created: recount.created(bucket).length, won, lost, winRate };
        }),
      );
    }
  });

  it.each(queries)('conversion-funnel %s', async (_, asked) => {
    for (const { told, recount, days } of await lab.views('funnel', asked)) {
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
    for (const { told, recount, days } of await lab.views('pipeline', {})) {
      const stages = ['NEW', 'CONTACTED', 'QUALIFIED', 'PROPOSAL', 'NEGOTIATION'];
      const ended = (stage: string) => {
        const { leads, value } = recount.standing(stage);
        return { leads, value };
      };
      expect(told.stages).toEqual(stages.map((stage) => recount.standing(stage)));
      expect(told).toMatchObject({
        leads: recount.leads.filter((lead) => !isClosed(lead)).length,
        value: recount.person(() => true, days).openValue,
        ...{ won: ended('WON'), lost: ended('LOST'), history: [] },
      });
    }
  });

  it.each(queries)('leads %s', async (_, asked) => {
    for (const { told, recount, days } of await lab.views('leads', asked)) {
      const made = recount.created(days);
      const score = (leads: typeof made) =>
        leads.length > 0
          ? Math.round((leads.reduce((sum, lead) => sum + lead.score, 0) / leads.length) * 100) / 100
          : null;
      const isNew = (lead: (typeof made)[number]) => last(lead).status === 'NEW';
      expect(told).toMatchObject({
        created: both(days, (span) => recount.created(span)),
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
  });

  it.each(queries)('sources %s', async (_, asked) => {
    for (const { told, recount, days } of await lab.views('sources', asked)) {
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

  const outreach = async (asked: Asked) => {
    for (const { told, days } of await lab.views('campaigns', asked)) {
      const recount = lab.recount(null);
      const figures = (kept?: Parameters<Recount['outreach']>[1]) => recount.outreach(days, kept);
      expect(told).toMatchObject({
        compared: messagesOf(days),
        total: figures(),
        email: figures(({ channel }) => channel === 'EMAIL'),
        sms: figures(({ channel }) => channel === 'SMS'),
      });
      const byId = lab.facts.campaigns.map(({ id, name }) => ({
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
  it.each(sendRanges.map(named))('campaigns %s', (_, asked) => outreach(asked));

  it('campaigns, after receipts have told more, and a lost acceptance', async () => {
    const { facts } = lab;
    const told = facts.messages
      .filter(({ state, openedAt }) => state === 'delivered' && !openedAt)
      .slice(0, 60);
    for (const message of told) message.openedAt = message.deliveredAt;
    await lab.run('UPDATE message SET opened_at = delivered_at WHERE id = ANY($1)', [
      told.map(({ id }) => id),
    ]);
    const first = facts.messages
      .filter(({ state, chunkAcceptedAt }) => state === 'queued' && chunkAcceptedAt)
      .slice(0, 30);
    for (const message of first) {
      const at = message.chunkAcceptedAt;
      Object.assign(message, { state: 'delivered', ownAcceptedAt: at, deliveredAt: at });
    }
    await lab.run(
      `UPDATE message m SET state = 'delivered', accepted_at = c.settled_at, delivered_at = c.settled_at
       FROM message_chunk c WHERE c.id = m.chunk_id AND m.id = ANY($1)`,
      [first.map(({ id }) => id)],
    );
    const moved = facts.messages.find(({ ownAcceptedAt }) => ownAcceptedAt)!;
    moved.ownAcceptedAt = new Date(moved.ownAcceptedAt!.getTime() - 5 * 86_400_000);
    await lab.run('UPDATE message SET accepted_at = $2 WHERE id = $1', [moved.id, moved.ownAcceptedAt]);
    const [removed] = facts.messages.splice(
      facts.messages.findIndex(({ state }) => state === 'bounced'),
      1,
    );
    await lab.run('DELETE FROM message WHERE id = $1', [removed!.id]);
    await lab.forget();
    for (const asked of sendRanges) await outreach(asked);
  });

  it.each(queries)(
    'team-performance %s: everyone for the owner, one’s own row for a member',
    async (_, asked) => {
      const [all, own] = await lab.views('performance', asked);
      const { owner, member } = lab;
      const row = ({ recount, days }: typeof all & object, id: string, name: string, role: string) => ({
        ...{ userId: id, name, role },
        ...recount.person((userId) => userId === id, days),
      });
      const mine = row(own!, member.userId!, 'Mo Reed', 'MEMBER');
      const users: (string | null)[] = [owner.userId, member.userId, null];
      expect(all!.told).toMatchObject({
        everyone: true,
        members: [
          row(all!, member.userId!, 'Mo Reed', 'MEMBER'),
          row(all!, owner.userId!, 'Ora Field', 'OWNER'),
        ],
        unassigned: all!.recount.person((userId) => userId === null, all!.days),
        former: all!.recount.person((userId) => !users.includes(userId), all!.days),
      });
      expect(own!.told).toMatchObject({ everyone: false, unassigned: null, former: null, members: [mine] });
    },
  );

  it('revenue-forecast', async () => {
    const told = await lab.reports.forecast(lab.owner);
    const recount = lab.recount(null);
    const walked = recount.leads.filter((lead) => isClosed(lead) && last(lead).at > lead.createdAt);
    const won = walked.filter((lead) => last(lead).status === 'WON');
    expect(told).toMatchObject({
      status: 'ready',
      outcomes: { won: won.length, lost: walked.length - won.length, needed: 50 },
      pipelineValue: recount.person(() => true, { from: '', to: '' }).openValue,
    });
    let sum = 0;
    for (const { stage, expected, ...figures } of told.stages) {
      const past = walked.filter((lead) => recount.reached([lead], stage) === 1);
      const wins = past.filter((lead) => last(lead).status === 'WON').length;
      const { value, leads, withoutValue } = recount.standing(stage);
      sum += (value * wins) / past.length;
      const winRate = share(wins, past.length);
      expect(figures).toMatchObject({ leads, value, withoutValue, outcomes: past.length, winRate });
      expect(expected).toBeCloseTo((value * wins) / past.length, 1);
    }
    expect(told.expected).toBeCloseTo(sum, 1);
    expect(told.low).toBeLessThan(sum);
    expect(told.high).toBeGreaterThan(sum);
    expect(told.windows.reduce((all, { expected }) => all + expected, 0)).toBeCloseTo(sum, 0);
  });

  it('read no rows of other teams', async () => {
    // All tallies are due, so that the plans are those of counting as well.
    await lab.run('UPDATE message SET open_count = open_count WHERE team_id = $1', [lab.owner.teamId]);
    await addCrowd(lab.database.admin);
    const { forecast, ...ofDays } = lab.reports;
    for (const actor of [lab.owner, lab.member]) {
      const scanned: Record<string, string[]> = {};
      for (const [name, report] of Object.entries(ofDays))
        scanned[name] = await lab.scanned(actor.scope, () => report(actor, { range: 'last_90_days' }));
      scanned.forecast = await lab.scanned(actor.scope, () => forecast(actor));
      const many = [
        'lead',
        'message',
        'message_chunk',
        'message_tally',
        'message_tally_due',
        'task',
        'appointment',
      ];
      const found = Object.entries(scanned).filter(([, tables]) =>
        tables.some((table) => [...many, 'activity'].includes(table)),
      );
      expect(found).toEqual([]);
    }
  });
});
