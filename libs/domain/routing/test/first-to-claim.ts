import { Routing } from '@domain/routing';
import { newId } from '@platform/database';
import type { TeamOfTest } from '../../leads/test/leads-lab';
import type { RoutingLab } from './routing-lab';
import type { RoutingScene } from './routing-scene';

/** Leads that are offered to several, and the one who gets them. */
export function firstToClaim(scene: () => RoutingScene): void {
  let lab: RoutingLab;
  let team: TeamOfTest;
  let ann: string;
  let ben: string;
  beforeEach(() => {
    ({ lab, team, ann, ben } = scene());
  });
  const as: RoutingScene['as'] = (...given) => scene().as(...given);
  const ownerOf: RoutingScene['ownerOf'] = (...given) => scene().ownerOf(...given);
  const claim: RoutingScene['claim'] = (...given) => scene().claim(...given);
  const latest: RoutingScene['latest'] = (...given) => scene().latest(...given);

  it('offers in the product and by a mailed link; looking claims nothing, the button does, and the rest hear that it is gone', async () => {
    await lab.rule(team, { userIds: [ann, ben], strategy: 'first_to_claim', slaMinutes: 30 });
    const lead = await lab.arrives(team, { city: 'Austin', state: 'TX', value: 650_000 });
    expect(await ownerOf(lead)).toBeNull();
    expect((await lab.routing(team, lead)).route).toMatchObject({
      state: 'offered',
      expiresAt: expect.any(String),
    });
    for (const userId of [ann, ben])
      expect(await lab.notices(team, userId)).toMatchObject([
        { type: 'LEAD_OFFERED', body: 'zillow · Austin, TX · 650,000' },
      ]);
    const [annsLink, bensLink] = [await lab.mailedPath(ann), await lab.mailedPath(ben)];
    const page = await lab.routes.app.inject({ method: 'GET', url: `/api${annsLink}` });
    expect([page.statusCode, page.body]).toEqual([200, expect.stringContaining('Claim this lead')]);
    expect(page.body).not.toMatch(/Pat|client\.example/);
    expect(await ownerOf(lead)).toBeNull();
    const post = (path: string) =>
      lab.routes.app.inject({
        ...{ method: 'POST', url: `/api${path}`, payload: '' },
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    expect((await post(annsLink)).statusCode).toBe(200);
    expect(await ownerOf(lead)).toBe(ann);
    expect((await post(annsLink)).statusCode).toBe(200);
    const late = await post(bensLink);
    expect([late.statusCode, late.body]).toEqual([409, expect.stringContaining('Somebody was faster')]);
    expect(late.body).not.toContain('Ann');
    expect((await post(`${bensLink}x`)).statusCode).toBe(404);
    expect(await lab.routes.events(team, 'lead.claimed')).toEqual([{ leadId: lead, userId: ann }]);
    expect((await lab.routes.activities(lead)).slice(1)).toEqual(['lead.offered', 'lead.assigned']);
    expect((await lab.routing(team, lead)).response).toMatchObject({ userId: ann, revision: 2 });
  });

  it('has one winner among 500 who claim at once', async () => {
    const { rows } = await lab.routes.database.admin.query<{ id: string }>(
      `WITH made AS (INSERT INTO app_user (id, email, password_hash, name, updated_at)
         SELECT id, id || '@crowd.example', 'x', 'Crowd', now() FROM (SELECT brickwork_uuid7() AS id FROM generate_series(1, 500)) AS n
         RETURNING id)
       INSERT INTO membership (team_id, user_id, role) SELECT $1, id, 'MEMBER' FROM made RETURNING user_id AS id`,
      [team.scope.teamId],
    );
    const crowd = rows.map(({ id }) => id);
    const group = await lab.ok(team, 'POST', '/routing/groups', { name: 'All', userIds: crowd });
    await lab.rows(
      `INSERT INTO notification_setting (team_id, user_id, type, in_app, email, digest) SELECT $1, unnest($2::uuid[]), 'LEAD_OFFERED', false, false, false`,
      [team.scope.teamId, crowd],
    );
    await lab.rule(team, { groupIds: [group.id], strategy: 'first_to_claim' });
    const lead = await lab.lead(team);
    const answers = await Promise.all(crowd.map((userId) => claim(lead, userId)));
    const winners = answers.flatMap(({ status }, index) => (status === 200 ? [crowd[index]] : []));
    expect(winners).toHaveLength(1);
    const losers = answers.filter(({ status }) => status !== 200);
    expect(new Set(losers.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(['409 already_claimed']),
    );
    expect(losers.every(({ text }) => !text.includes(winners[0]!))).toBe(true);
    expect(await ownerOf(lead)).toBe(winners[0]);
    expect(await lab.routes.events(team, 'lead.claimed')).toHaveLength(1);
    expect(await lab.routes.events(team, 'lead.assigned')).toHaveLength(1);
    // Repeated, it is the winner's still; a loser does not see the lead, nor its log.
    expect((await claim(lead, winners[0]!)).status).toBe(200);
    const loser = crowd.find((userId) => userId !== winners[0])!;
    for (const path of [`/leads/${lead}`, `/leads/${lead}/routing`])
      expect((await lab.call(as(loser), 'GET', path, undefined, 'VIEWER')).body.code).toBe('lead_not_found');
  });

  it('goes on to the fallbacks when nobody claims in time, and timers of before do nothing', async () => {
    const max = await lab.member(team, 'Max', 'MANAGER');
    const group = await lab.ok(team, 'POST', '/routing/groups', { name: 'Second', userIds: [ben] });
    const fallbacks = [
      { to: 'group', groupId: group.id, strategy: 'first_to_claim', offerMinutes: 5 },
      { to: 'managers' },
    ];
    await lab.rule(team, { userIds: [ann], strategy: 'first_to_claim', fallbacks });
    const lead = await lab.lead(team);
    expect((await claim(lead, ben)).body.code).toBe('not_offered');
    await lab.due(team, 'advance', lead);
    expect((await lab.routing(team, lead)).route).toMatchObject({ state: 'offered', step: 1, revision: 2 });
    expect((await latest(lead)).reason).toMatch(
      /^Nobody has taken it in time\. Fallback 1 of rule 1: Ben 0 open/,
    );
    expect((await claim(lead, ann)).body.code).toBe('offer_over');
    await lab.inTeam(team, Routing, (tx, routing) => routing.advance(tx, { leadId: lead, revision: 1 }));
    expect((await lab.routing(team, lead)).route).toMatchObject({ step: 1, revision: 2 });
    await lab.due(team, 'advance', lead);
    expect(await ownerOf(lead)).toBe(max);
  });

  it('ends when the lead is given to somebody by hand, and whoever is late loses without a word of it', async () => {
    await lab.rule(team, { userIds: [ann, ben], strategy: 'first_to_claim' });
    const lead = await lab.lead(team);
    const cat = await lab.member(team, 'Cat');
    await lab.ok(team, 'PATCH', `/leads/${lead}/assign`, { userId: cat });
    // Whether or not routing has heard of it yet.
    expect((await claim(lead, ann)).body.code).toBe('already_claimed');
    await lab.hear(team);
    expect((await claim(lead, ben)).body.code).toBe('already_claimed');
    expect((await lab.routing(team, lead)).route).toMatchObject({ state: 'by_hand', userId: cat });
    await lab.due(team, 'advance', lead);
    expect(await ownerOf(lead)).toBe(cat);
    expect((await claim(lead, newId())).body.code).toBe('lead_not_found');
  });

  it('leaves what nobody takes in the pool, from where anybody may take it', async () => {
    await lab.rule(team, { userIds: [ann], strategy: 'first_to_claim', fallbacks: [{ to: 'pool' }] });
    const lead = await lab.lead(team);
    await lab.due(team, 'advance', lead);
    expect((await lab.routing(team, lead)).route).toMatchObject({ state: 'pool', userId: null });
    expect((await lab.call(await lab.team(), 'POST', `/leads/${lead}/claim`)).body.code).toBe(
      'lead_not_found',
    );
    expect((await claim(lead, ben)).body).toMatchObject({ state: 'assigned', userId: ben });
    await lab.call(team, 'DELETE', `/leads/${lead}`);
    await lab.hear(team);
    expect(await lab.rows(`SELECT FROM lead_route WHERE lead_id = $1`, [lead])).toEqual([]);
  });
}
