import { ScoringHttpModule } from '@domain/scoring/http';
import { backendUnderTest } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import type { TeamOfTest } from '../../leads/test/leads-lab';
import { ScoringLab } from './scoring-lab';

describe(`back-test and predictions on ${backendUnderTest}`, () => {
  let lab: ScoringLab;
  let team: TeamOfTest;

  beforeAll(async () => {
    lab = await ScoringLab.start({ http: [ScoringHttpModule] });
  });
  beforeEach(async () => {
    team = await lab.leads.team();
  });
  afterAll(() => lab.stop());

  const call = (method: 'GET' | 'POST', path: string, body?: object) =>
    lab.leads.call(team, method, path, body);

  /** Closed leads, 60 days old, closed two days ago; of those that will be won most have replied, of the lost few. */
  const closed = async (won: number, lost: number) => {
    const ids = await lab.silentLeads(team, won + lost);
    await lab.leads.sql(
      `UPDATE lead SET created_at = now() - interval '60 days', value = 300000 + 50000 * (p.n % 7), status = CASE WHEN p.n <= $2 THEN 'WON' ELSE 'LOST' END
       FROM unnest($1::uuid[]) WITH ORDINALITY AS p (id, n) WHERE lead.id = p.id`,
      [ids, won],
    );
    await lab.leads.sql(
      `INSERT INTO activity (id, team_id, type, title, lead_id, changes, created_at)
       SELECT brickwork_uuid7(), $1, 'lead.status_changed', 'Status changed', lead.id,
         json_build_object('status', json_build_object('from', 'QUALIFIED', 'to', lead.status)), now() - interval '2 days'
       FROM lead WHERE lead.id = ANY($2)`,
      [team.scope.teamId, ids],
    );
    await lab.leads.sql(
      `INSERT INTO score_signal (id, team_id, lead_id, type, source_key, occurred_at)
       SELECT brickwork_uuid7(), $1, p.id, 'message.replied', 'event:' || p.id || ':' || k, now() - (20 + k) * interval '1 day'
       FROM unnest($2::uuid[]) WITH ORDINALITY AS p (id, n) CROSS JOIN generate_series(1, 2) AS k
       WHERE CASE WHEN p.n <= $3 THEN p.n % 10 < 8 ELSE p.n % 10 < 2 END`,
      [team.scope.teamId, ids, won],
    );
    // What is known only after the end must tell nothing.
    await lab.leads.sql(
      `INSERT INTO score_signal (id, team_id, lead_id, type, source_key, occurred_at)
       SELECT brickwork_uuid7(), $1, id, 'form.submitted', 'event:after:' || id, now() - interval '1 day'
       FROM lead WHERE id = ANY($2) AND status = 'WON'`,
      [team.scope.teamId, ids],
    );
    return ids;
  };

  it('says how many outcomes there are, and no number, below 50', async () => {
    const [id] = await closed(20, 29);
    const { body } = await call('GET', `/ai/predictions/${id}`);
    expect(body).toEqual({ status: 'not_enough_data', leadId: id, outcomes: 49 });
    await call('POST', '/scoring/models/train');
    await eventually(async () => expect(await lab.open(team)).toBe(0));
    expect((await call('GET', `/ai/predictions/${id}`)).body).toEqual({
      status: 'not_enough_data',
      leadId: id,
      outcomes: 49,
    });
    expect((await call('GET', '/scoring/models')).body.data).toMatchObject([
      { kind: 'churn', model: null, report: null },
      { kind: 'conversion', outcomes: 49, model: null, report: null },
    ]);
    expect((await call('POST', '/scoring/back-test', {})).body).toEqual({
      status: 'not_enough_data',
      version: 1,
      outcomes: 49,
    });
  });

  it("learns from the team's own outcomes and tells probability, value, time and what they rest on", async () => {
    await closed(60, 140);
    const [eager, cold] = await lab.silentLeads(team, 2, ', value', ', 500000');
    await lab.leads.sql(`UPDATE lead SET created_at = now() - interval '30 days' WHERE id = ANY($1)`, [
      [eager, cold],
    ]);
    await lab.leads.sql(
      `INSERT INTO score_signal (id, team_id, lead_id, type, source_key, occurred_at)
       SELECT brickwork_uuid7(), $1, $2, 'message.replied', 'event:e' || k, now() - interval '3 days' FROM generate_series(1, 2) AS k`,
      [team.scope.teamId, eager],
    );
    expect((await call('GET', `/ai/predictions/${eager}`)).body).toMatchObject({
      status: 'not_trained',
      outcomes: 200,
    });
    const { status, body } = await call('POST', '/scoring/models/train');
    expect([status, typeof body.jobId]).toEqual([202, 'string']);
    await eventually(
      async () => expect((await call('GET', '/scoring/models')).body.data).toHaveLength(2),
      30_000,
    );

    const hot = (await call('GET', `/ai/predictions/${eager}`)).body;
    const still = (await call('GET', `/ai/predictions/${cold}`)).body;
    expect(hot).toMatchObject({ status: 'ready', outcomes: 200 });
    expect(hot.conversionProbability).toBeGreaterThan(0.45);
    expect(still.conversionProbability).toBeLessThan(0.3);
    expect(hot.estimatedValue).toBeCloseTo(hot.conversionProbability * 500_000, -2);
    expect(hot.timeToConversion).toBe(28);
    expect(hot.factors[0].feature).toMatch(/replies|daysQuiet/);

    const { report } = (await call('GET', '/scoring/models')).body.data.find(
      ({ kind }: { kind: string }) => kind === 'conversion',
    );
    expect(report).toMatchObject({ trainedOn: 150, heldOut: 50 });
    expect(report.auc).toBeGreaterThan(0.65);
    expect(report.brier).toBeLessThan(report.baselineBrier);
    expect(report.deciles[0].lift).toBeGreaterThan(1.3);

    const stranger = await lab.leads.team();
    expect((await lab.leads.call(stranger, 'GET', `/ai/predictions/${eager}`)).body.code).toBe(
      'lead_not_found',
    );
    expect((await lab.leads.call(stranger, 'GET', '/scoring/models')).body.data).toEqual([]);
  });

  it('tells who falls silent when enough have', async () => {
    const ids = await lab.silentLeads(team, 100);
    await lab.leads.sql(`UPDATE lead SET created_at = now() - interval '100 days' WHERE id = ANY($1)`, [ids]);
    // All were active 40 days ago; those with several views kept on, of the others few did.
    await lab.leads.sql(
      `INSERT INTO score_signal (id, team_id, lead_id, type, source_key, occurred_at)
       SELECT brickwork_uuid7(), $1::uuid, p.id, 'property.viewed', 'client:' || p.id || k, now() - (39 + k) * interval '1 day'
       FROM unnest($2::uuid[]) WITH ORDINALITY AS p (id, n) CROSS JOIN generate_series(1, 6) AS k WHERE k = 1 OR p.n <= 50
       UNION ALL
       SELECT brickwork_uuid7(), $1::uuid, p.id, 'page.viewed', 'client:now' || p.id, now() - interval '5 days'
       FROM unnest($2::uuid[]) WITH ORDINALITY AS p (id, n) WHERE p.n <= 45 OR p.n > 95`,
      [team.scope.teamId, ids],
    );
    await closed(25, 30);
    await call('POST', '/scoring/models/train');
    await eventually(
      async () => expect((await call('GET', '/scoring/models')).body.data).toHaveLength(2),
      30_000,
    );
    const faithful = (await call('GET', `/ai/predictions/${ids[0]}`)).body;
    const fading = (await call('GET', `/ai/predictions/${ids[60]}`)).body;
    expect(faithful.churnRisk).toBeLessThan(fading.churnRisk);
  });

  it('back-tests rules against closed leads, as they stood before they closed', async () => {
    await closed(40, 60);
    const { status, body } = await call('POST', '/scoring/back-test', {});
    expect([status, body.status]).toEqual([200, 'ready']);
    expect(body).toMatchObject({ version: 1, outcomes: 100, won: 40, baseline: 0.4 });
    expect(body.auc).toBeGreaterThan(0.7);
    expect(body.deciles).toHaveLength(10);
    expect(body.deciles[0].lift).toBeGreaterThan(1.5);
    const replied = body.rules.find(({ rule }: { rule: string }) => rule === 'replied');
    expect(replied).toMatchObject({ leads: 44, wonRate: 32 / 44 });
    expect(replied.averageWon).toBeGreaterThan(replied.averageLost);
    expect(body.rules.find(({ rule }: { rule: string }) => rule === 'form-submitted')).toMatchObject({
      leads: 0,
    });
    expect(body.rules.map(({ rule }: { rule: string }) => rule)).not.toContain('adjustment');

    const draft = await call('POST', '/scoring/rules', {
      key: 'x',
      name: 'X',
      kind: 'fit',
      points: 5,
      condition: { field: 'status', op: 'oneOf', values: ['WON'] },
    });
    const leaky = await call('POST', '/scoring/back-test', { ruleSetId: draft.body.id });
    expect(leaky.body).toMatchObject({ version: 2 });
    expect(leaky.body.rules.find(({ rule }: { rule: string }) => rule === 'x')).toMatchObject({ leads: 0 });
    const stranger = await lab.leads.team();
    expect(
      (await lab.leads.call(stranger, 'POST', '/scoring/back-test', { ruleSetId: draft.body.id })).body.code,
    ).toBe('score_rule_set_not_found');
  });
});
