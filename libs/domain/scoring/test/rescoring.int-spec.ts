import { LeadsBulk } from '@domain/leads';
import { newId } from '@platform/database';
import { asPartOf, Jobs } from '@platform/jobs';
import { workerDied } from '@platform/jobs/worker';
import { backendUnderTest } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import type { TeamOfTest } from '../../leads/test/leads-lab';
import { Decay } from '../rescore/decay.service';
import { DueLeads } from '../rescore/due-leads.service';
import { RescoreRepository } from '../rescore/rescore.repository';
import { Recalculations } from '../rescore/recalculations.service';
import { Rescoring } from '../rescore/rescoring.service';
import { scoringJobs } from '../scoring.jobs';
import { ScoreAdjustments } from '../signals/adjustments.service';
import { LeadEvents } from '../signals/lead-events.service';
import { TakeIn } from '../signals/take-in.service';
import { TakeInHandler } from '../worker/take-in.handler';
import { ScoringLab } from './scoring-lab';

describe(`rescoring on ${backendUnderTest}`, () => {
  let lab: ScoringLab;
  let team: TeamOfTest;

  beforeAll(async () => {
    lab = await ScoringLab.start({ workers: 2 });
  });
  beforeEach(async () => {
    team = await lab.leads.team();
  });
  afterAll(() => lab.stop());

  const settled = () => eventually(async () => expect(await lab.open(team)).toBe(0), 50_000);
  const view = (leadId: string, type: string, count = 1, occurredAt?: Date) =>
    lab.get(LeadEvents).take(
      team.scope,
      Array.from({ length: count }, () => ({ id: newId(), leadId, type, occurredAt })),
    );

  it('scores a new lead by what is known of it, and shows it on the lead', async () => {
    const id = await lab.lead(team, {
      email: 'ana@example.com',
      value: 400_000,
      source: 'Referral',
      customFields: { timeline: 'ASAP' },
    });
    await eventually(async () =>
      expect(await lab.score(id)).toMatchObject({ profile: 39, overall: 39, band: 'C', shown: 39 }),
    );
    expect(await lab.history(id)).toEqual([
      {
        overall: 39,
        band: 'C',
        cause: 'events',
        reasons: {
          'budget-stated': 8,
          'budget-solid': 6,
          'timeline-soon': 12,
          'source-warm': 10,
          'email-known': 3,
        },
      },
    ]);
    expect(await lab.crossings(team)).toEqual([
      { leadId: id, from: 'E', to: 'C', score: 39, direction: 'up' },
    ]);
  });

  it('makes one change of history and at most one event of a burst', async () => {
    const [id] = await lab.silentLeads(team, 1);
    await Promise.all(Array.from({ length: 12 }, () => lab.publish(team, 'clicked', [id!])));
    await lab.publish(
      team,
      'opened',
      Array.from({ length: 4 }, () => id!),
    );
    await settled();
    expect(await lab.score(id!)).toMatchObject({ engagement: 28, overall: 28, band: 'D' });
    const history = await lab.history(id!);
    expect(history.at(-1)!.reasons['cap:clicks']).toBeCloseTo(-40, 1);
    // A burst may span two windows of a second, hardly more.
    expect(history.length).toBeLessThanOrEqual(2);
    expect(await lab.crossings(team)).toHaveLength(1);
  });

  it('triggers once when a threshold is crossed, not with every change of points (Mautic #3854)', async () => {
    const [id] = await lab.silentLeads(team, 1);
    await view(id!, 'showing.requested', 1);
    await eventually(async () => expect(await lab.crossings(team)).toHaveLength(1));
    for (const type of ['page.viewed', 'page.viewed', 'property.viewed']) {
      await view(id!, type);
      await settled();
    }
    expect((await lab.history(id!)).length).toBeGreaterThanOrEqual(3);
    expect(await lab.crossings(team)).toMatchObject([{ from: 'E', to: 'D', score: 18, direction: 'up' }]);
  });

  it('takes the same events in twice and counts them once', async () => {
    const [id] = await lab.silentLeads(team, 1);
    const ids = await lab.publish(team, 'clicked', [id!, id!]);
    await settled();
    await lab.leads.db.sql(team.scope, (tx) => lab.get(TakeIn).take(tx, ids));
    await settled();
    expect(await lab.score(id!)).toMatchObject({ engagement: 10 });
    expect(await lab.history(id!)).toHaveLength(1);
  });

  it('acts once when a worker dies between the scores and its commit', async () => {
    const [id] = await lab.silentLeads(team, 1);
    await view(id!, 'showing.requested');
    const killed = new Error('killed');
    await expect(
      lab.leads.db.sql(team.scope, async (tx) => {
        await tx.execute({ text: 'UPDATE score_due SET due_at = now()', values: [] } as never);
        expect(await lab.get(Rescoring).takeDue(tx, 100)).toBe(1);
        throw killed;
      }),
    ).rejects.toBe(killed);
    await settled();
    expect(await lab.history(id!)).toHaveLength(1);
    expect(await lab.crossings(team)).toHaveLength(1);
  });

  it('does not lose evidence that is committed while the lead is being rescored', async () => {
    const [id] = await lab.silentLeads(team, 1);
    await Promise.all(
      Array.from({ length: 14 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 250));
        await view(id!, 'page.viewed');
      }),
    );
    await settled();
    const [{ n }] = (await lab.leads.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM score_signal WHERE lead_id = $1',
      [id],
    )) as [{ n: number }];
    expect(n).toBe(14);
    const last = (await lab.history(id!)).at(-1)!;
    expect(last.reasons).toEqual({ 'page-viewed': 14 });
    expect(await lab.score(id!)).toMatchObject({ behaviour: 14, overall: 14 });
  });

  it('comes back for marks whose own job came too early', async () => {
    const [id] = await lab.silentLeads(team, 1);
    await lab.leads.sql(
      `INSERT INTO score_due (lead_id, team_id, due_at) VALUES ($1, $2, now() - interval '10 seconds')`,
      [id, team.scope.teamId],
    );
    await lab.get(DueLeads).wakeForgotten();
    await eventually(async () => expect(await lab.score(id!)).toMatchObject({ overall: 0, band: 'E' }));
  });

  it('lets a crowd in before it is scored, but nobody wait who does something meanwhile', async () => {
    const leads = await lab.silentLeads(team, 3);
    const due = () =>
      lab.leads.sql<{ lead: string; inSeconds: number; quiet: boolean }>(
        `SELECT lead_id AS lead, extract(epoch FROM due_at - now())::float AS "inSeconds", quiet FROM score_due
         WHERE team_id = $1 ORDER BY array_position($2::uuid[], lead_id)`,
        [team.scope.teamId, leads],
      );
    await lab.leads.db.sql(team.scope, (tx) =>
      lab.get(DueLeads).mark(
        tx,
        leads.map((leadId) => ({ leadId, quiet: true })),
      ),
    );
    expect(await due()).toEqual(
      leads.map((lead) => ({ lead, inSeconds: expect.closeTo(9, -1), quiet: true })),
    );
    await view(leads[1]!, 'page.viewed');
    await eventually(async () => expect(await lab.score(leads[1]!)).toMatchObject({ overall: 1 }));
    expect((await due()).map(({ lead }) => lead)).toEqual([leads[0], leads[2]]);
    await lab.leads.sql(`UPDATE score_due SET due_at = now() - interval '10 seconds' WHERE team_id = $1`, [
      team.scope.teamId,
    ]);
    await lab.get(DueLeads).wakeForgotten();
    await eventually(async () => expect(await due()).toEqual([]));
    expect(await lab.history(leads[2]!)).toHaveLength(1);
  });

  it('keeps no worker waiting while another job has the turn, and comes back for what is left', async () => {
    const [[mine], other] = [await lab.silentLeads(team, 1), await lab.leads.team()];
    const teamId = team.scope.teamId;
    const keys = Array.from({ length: 12 }, (_, index) => `due:${index}`);
    const states = () =>
      lab.leads.sql<{ state: string }>(
        `SELECT DISTINCT state FROM job WHERE team_id = $1 AND dedupe_key = ANY($2)`,
        [teamId, keys],
      );
    await lab.leads.db.sql(team.scope, async (turn) => {
      expect(await lab.get(RescoreRepository).tryTurn(turn)).toBe(true);
      await lab.leads.db.sql(team.scope, async (tx) => {
        await lab.get(DueLeads).mark(tx, [{ leadId: mine! }]);
        const jobs = keys.map((dedupeKey) => ({ payload: { teamId }, dedupeKey }));
        await lab.get(Jobs).enqueueMany(tx, scoringJobs.rescoreDue, jobs);
      });
      await eventually(async () => expect(await states()).toEqual([{ state: 'completed' }]));
      const beside = await lab.lead(other, { phone: '+15125550111' });
      await eventually(async () => expect(await lab.score(beside)).toBeDefined());
      expect(await lab.score(mine!)).toBeUndefined();
      expect(await lab.open(team)).toBeGreaterThanOrEqual(2); // the mark, and who comes back for it
    });
    await eventually(async () => expect(await lab.score(mine!)).toBeDefined(), 4_500);
  });

  it('is not frozen by a score that a person wrote on the lead (kvCORE)', async () => {
    const id = await lab.lead(team, { score: 40 });
    await eventually(async () =>
      expect(await lab.score(id)).toMatchObject({ overall: 40, shown: 40, profile: 0 }),
    );
    await view(id, 'showing.requested');
    await eventually(async () =>
      expect(await lab.score(id)).toMatchObject({ overall: 58, shown: 58, band: 'B' }),
    );
    await lab.leads.call(team, 'PUT', `/leads/${id}`, { score: 20 });
    await eventually(async () => expect((await lab.history(id)).at(-1)).toMatchObject({ overall: 20 }));
    await settled();
    expect(await lab.score(id)).toMatchObject({ overall: 20, shown: 20, behaviour: 18 });
    const stated = await lab.leads.sql(
      `SELECT weight, note FROM score_signal WHERE lead_id = $1 AND type = 'score.stated' ORDER BY id`,
      [id],
    );
    expect(stated).toEqual([
      { weight: 40, note: 'Written on the lead: 40' },
      { weight: -38, note: 'Written on the lead: 20' },
    ]);
  });

  it('says quietly what an import and a recalculation cross', async () => {
    const leads = await lab.silentLeads(team, 6_000, ', source, value', `, 'referral', 300000`);
    const started = await lab.get(Recalculations).start(team.scope, null);
    expect(started).toMatchObject({ state: 'running', total: 6_000 });
    await settled();
    const done = await lab.get(Recalculations).get(team.scope, started.id);
    expect(done).toMatchObject({ state: 'completed', done: 6_000, changed: 6_000 });
    expect(await lab.score(leads[5_500]!)).toMatchObject({ overall: 24, band: 'D', shown: 24 });
    const crossings = await lab.crossings(team);
    expect(crossings).toHaveLength(6_000);
    expect(crossings[0]).toMatchObject({ quiet: true });
    const again = await lab.get(Recalculations).start(team.scope, null);
    await eventually(async () =>
      expect((await lab.get(Recalculations).get(team.scope, again.id)).state).toBe('completed'),
    );
    expect((await lab.get(Recalculations).get(team.scope, again.id)).changed).toBe(0);
    expect(await lab.history(leads[3]!)).toHaveLength(1);
    await lab.get(LeadsBulk).delete(team.scope, leads.slice(0, 3), { userId: null } as never);
    await eventually(async () =>
      expect(
        await lab.leads.sql('SELECT FROM score_history WHERE lead_id = ANY($1)', [leads.slice(0, 3)]),
      ).toEqual([]),
    );
    expect(
      await lab.leads.sql('SELECT FROM lead_score WHERE lead_id = ANY($1)', [leads.slice(0, 3)]),
    ).toEqual([]);
  });

  it('says aloud what a lead has just done, though a recalculation comes before its own rescoring', async () => {
    const [doer, other] = await lab.silentLeads(team, 2, ', value', ', 300000');
    await view(doer!, 'showing.requested');
    await lab.get(Recalculations).start(team.scope, null);
    await settled();
    expect((await lab.history(doer!)).map(({ cause }) => cause)).toEqual(['recalculation']);
    const crossings = await lab.crossings(team);
    expect(crossings.find(({ leadId }) => leadId === doer)).toEqual({
      ...{ leadId: doer, from: 'E', to: 'C', score: 32, direction: 'up' },
    });
    expect(crossings.filter(({ leadId }) => leadId === other)).toEqual([]);
  });

  it('does not count the workers that died on a recalculation once a portion is done', async () => {
    await lab.silentLeads(team, 3);
    const { id } = await lab.leads.db.sql(team.scope, async (tx) => {
      const started = await lab.get(Recalculations).startIn(tx, null);
      await tx.execute({ text: 'UPDATE job SET crashes = 2', values: [] } as never);
      return started;
    });
    await settled();
    expect(await lab.get(Recalculations).get(team.scope, id)).toMatchObject({ state: 'completed' });
    const jobs = await lab.leads.sql(
      `SELECT crashes FROM job WHERE team_id = $1 AND name = 'scoring.recalculate'`,
      [team.scope.teamId],
    );
    expect(jobs).toEqual([{ crashes: 0 }]);
  });

  it('loses no evidence when three workers have died with it', async () => {
    const [id, other] = await lab.silentLeads(team, 2);
    const told = await lab.leads.sql<{ id: string }>(
      `INSERT INTO domain_event (id, team_id, name, payload, cause_id, dispatched_at)
       SELECT e.id, $1, 'message.clicked', jsonb_build_object('leadId', e.lead), e.id, now()
       FROM (SELECT brickwork_uuid7() AS id, lead FROM unnest($2::uuid[]) AS lead) AS e RETURNING id`,
      [team.scope.teamId, [id, other]],
    );
    const payload = { teamId: team.scope.teamId, eventIds: told.map((event) => event.id) };
    await lab.leads.db.transaction(team.scope, (tx) =>
      new TakeInHandler(lab.get(TakeIn)).abandoned(tx, payload, workerDied),
    );
    await eventually(async () => expect(await lab.score(other!)).toMatchObject({ engagement: 5 }));
    await settled();
    expect(await lab.score(id!)).toMatchObject({ engagement: 5 });
  });

  it('runs one recalculation at a time and goes on where it was', async () => {
    await lab.silentLeads(team, 20);
    const [one, other] = await Promise.all([1, 2].map(() => lab.get(Recalculations).start(team.scope, null)));
    expect(one!.id).toBe(other!.id);
    await settled();
    await lab.leads.sql(`UPDATE score_job SET state = 'running', finished_at = NULL WHERE id = $1`, [
      one!.id,
    ]);
    const more = await lab.leads.db.sql(team.scope, (tx) =>
      lab.get(Recalculations).continue(tx, one!.id, 100),
    );
    expect(more).toBe(false);
    expect(await lab.get(Recalculations).get(team.scope, one!.id)).toMatchObject({
      state: 'completed',
      done: 20,
      changed: 20,
    });
  });

  it('fades by night: only scores that changed are written', async () => {
    const [fading, still] = await lab.silentLeads(team, 2);
    await view(fading!, 'showing.requested');
    await lab.leads.sql(`UPDATE lead SET phone = '+15125550100' WHERE id = $1`, [still]);
    await lab.leads.db.sql(team.scope, (tx) => lab.get(DueLeads).mark(tx, [{ leadId: still! }]));
    await settled();
    expect(await lab.score(fading!)).toMatchObject({ overall: 18, band: 'D' });
    // Three weeks later: everything of this test happened earlier.
    await lab.leads.sql(
      `UPDATE score_signal SET occurred_at = occurred_at - interval '21 days' WHERE lead_id = $1`,
      [fading],
    );
    await lab.leads.sql(
      `UPDATE lead_score SET next_decay_at = next_decay_at - interval '21 days' WHERE team_id = $1`,
      [team.scope.teamId],
    );
    await lab.get(Decay).enqueueAll();
    await lab.get(Decay).enqueueAll();
    await settled();
    expect(await lab.score(fading!)).toMatchObject({ overall: 9, band: 'E', shown: 9 });
    expect((await lab.history(fading!)).map(({ cause }) => cause)).toEqual(['events', 'decay']);
    expect(await lab.history(still!)).toHaveLength(1);
    expect((await lab.crossings(team)).at(-1)).toEqual({
      leadId: fading,
      from: 'D',
      to: 'E',
      score: 9,
      direction: 'down',
    });
  });

  it('keeps what an automation caused in its chain', async () => {
    const [id] = await lab.silentLeads(team, 1);
    const cause = { causeId: newId(), depth: 3 };
    const adjust = () =>
      lab.leads.db.sql(team.scope, (tx) =>
        lab
          .get(ScoreAdjustments)
          .adjustIn(tx, { leadId: id!, points: 55, authorId: null, dedupeKey: 'run:1' }),
      );
    const first = await asPartOf(cause, adjust);
    expect(first).toBeDefined();
    expect(await asPartOf(cause, adjust)).toBeUndefined();
    await settled();
    const [event] = await lab.leads.sql<{ cause_id: string; depth: number }>(
      `SELECT cause_id, depth FROM domain_event WHERE team_id = $1 AND name = 'lead.score_band_changed'`,
      [team.scope.teamId],
    );
    expect(event).toEqual({ cause_id: cause.causeId, depth: 4 });
  });

  it('counts appointments, but not a no-show that is only suspected', async () => {
    const [kept, missed, suspected] = await lab.silentLeads(team, 3);
    const publish = (name: string, leadId: string, more: object = {}) =>
      lab.leads.sql(
        `INSERT INTO domain_event (id, team_id, name, payload, cause_id) SELECT id, $1, $2, $3, id FROM brickwork_uuid7() AS id`,
        [team.scope.teamId, name, JSON.stringify({ appointmentId: newId(), leadId, ...more })],
      );
    for (const id of [kept!, missed!, suspected!]) await publish('appointment.created', id);
    await publish('appointment.completed', kept!);
    await publish('appointment.no_show', missed!, { suspected: false });
    await publish('appointment.no_show', suspected!, { suspected: true });
    await settled();
    const scores = await Promise.all([kept!, missed!, suspected!].map((id) => lab.score(id)));
    expect(scores.map((score) => score?.engagement)).toEqual([35, 5, 15]);
  });

  it('takes many events with few statements', async () => {
    const leads = await lab.silentLeads(team, 900);
    await lab.publish(team, 'opened', leads);
    await settled();
    const count = async (counted: string) =>
      (await lab.leads.sql<{ n: number }>(`SELECT count(*)::int AS n ${counted}`, [team.scope.teamId]))[0]!.n;
    expect(await count(`FROM job WHERE team_id = $1 AND name LIKE 'scoring.%'`)).toBeLessThanOrEqual(12);
    expect(await count(`FROM lead_score WHERE team_id = $1 AND overall = 2`)).toBe(900);
  });
});
