import { availableMembers, Breaches, Routing } from '@domain/routing';
import { Messages } from '@domain/messaging';
import { newId } from '@platform/database';
import type { TeamOfTest } from '../../leads/test/leads-lab';
import { RoutingLab } from './routing-lab';

describe('routing', () => {
  let lab: RoutingLab;
  let team: TeamOfTest;
  let ann: string;
  let ben: string;
  beforeAll(async () => {
    lab = await RoutingLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    team = await lab.team();
    ann = await lab.member(team, 'Ann');
    ben = await lab.member(team, 'Ben');
  });

  const as = (userId: string): TeamOfTest => ({ ...team, userId });
  const ownerOf = async (leadId: string) => (await lab.ok(team, 'GET', `/leads/${leadId}`)).assignedToId;
  const claim = (leadId: string, userId: string, role: 'MEMBER' | 'VIEWER' = 'VIEWER') =>
    lab.call(as(userId), 'POST', `/leads/${leadId}/claim`, undefined, role);
  const latest = async (leadId: string) => (await lab.routing(team, leadId)).decisions.data[0];

  describe('rules', () => {
    it('stand in an order, and are changed, deleted and refused with reasons', async () => {
      const first = await lab.rule(team, { name: 'Luxury', userIds: [ann] });
      const second = await lab.rule(team, { userIds: [ben], hours: 'wait', fallbacks: [{ to: 'managers' }] });
      expect(second).toMatchObject({ position: 2, offerMinutes: 15, slaMinutes: null, groupIds: [] });
      const ordered = await lab.ok(team, 'PUT', '/routing/rules/order', { ids: [second.id, first.id] });
      expect(ordered.map(({ name }: { name: string }) => name)).toEqual(['Zillow', 'Luxury']);
      const changed = await lab.ok(team, 'PUT', `/routing/rules/${first.id}`, { slaMinutes: 5 });
      expect(changed).toMatchObject({ name: 'Luxury', userIds: [ann], slaMinutes: 5, position: 2 });
      const refused = async (body: object) => {
        const answer = await lab.call(team, 'PUT', `/routing/rules/${first.id}`, body);
        return [answer.status, answer.body.code, answer.body.errors?.[0]?.field];
      };
      expect(await refused({ condition: { fact: 'lead.shoe', op: 'eq', value: 4 } })).toEqual([
        ...[400, 'routing_condition_invalid', 'condition/fact'],
      ]);
      expect(await refused({ userIds: [] })).toEqual([400, 'validation_failed', 'userIds']);
      expect(await refused({ userIds: [newId()] })).toEqual([404, 'user_not_found', undefined]);
      expect(await refused({ groupIds: [newId()] })).toEqual([404, 'routing_group_not_found', undefined]);
      expect(await refused({ fallbacks: [{ to: 'pool' }, { to: 'owner' }] })).toEqual([
        ...[400, 'validation_failed', 'fallbacks.0.to'],
      ]);
      const stale = await lab.call(team, 'PUT', '/routing/rules/order', { ids: [first.id] });
      expect([stale.status, stale.body.code]).toEqual([409, 'routing_rules_changed']);
      expect((await lab.call(team, 'DELETE', `/routing/rules/${second.id}`)).status).toBe(204);
      expect(await lab.ok(team, 'GET', '/routing/rules')).toMatchObject([{ id: first.id }]);
      const stranger = await lab.team();
      expect((await lab.call(stranger, 'GET', `/routing/rules/${first.id}`)).body.code).toBe(
        'routing_rule_not_found',
      );
      expect((await lab.call(team, 'POST', '/routing/rules', {}, 'MEMBER')).status).toBe(403);
    });

    it('name groups, which stay as long as they are named', async () => {
      const group = await lab.ok(team, 'POST', '/routing/groups', { name: 'Spanish', userIds: [ann, ann] });
      expect(group.userIds).toEqual([ann]);
      const again = await lab.call(team, 'POST', '/routing/groups', { name: 'SPANISH', userIds: [] });
      expect(again.body.code).toBe('routing_group_name_taken');
      const { id } = await lab.rule(team, {
        userIds: [ben],
        fallbacks: [{ to: 'group', groupId: group.id }],
      });
      const kept = await lab.call(team, 'DELETE', `/routing/groups/${group.id}`);
      expect([kept.status, kept.body.code, kept.body.usedBy]).toEqual([
        409,
        'routing_group_in_use',
        ['Zillow'],
      ]);
      await lab.call(team, 'DELETE', `/routing/rules/${id}`);
      expect((await lab.call(team, 'DELETE', `/routing/groups/${group.id}`)).status).toBe(204);
    });
  });

  describe('in turn by open load', () => {
    it('gives a new lead to whoever has the fewest, says why, and does it by the door of leads', async () => {
      const cat = await lab.member(team, 'Cat');
      await lab.load(team, ann, 3);
      await lab.load(team, ben, 5);
      await lab.ok(team, 'PUT', `/routing/people/${cat}`, { available: false });
      await lab.rule(team, {
        name: 'Luxury',
        userIds: [ben],
        condition: { fact: 'lead.value', op: 'gte', value: 9e5 },
      });
      await lab.rule(team, { userIds: [ann, ben, cat] });
      const lead = await lab.arrives(team);
      expect(await ownerOf(lead)).toBe(ann);
      const { route, decisions, response } = await lab.routing(team, lead);
      expect(route).toMatchObject({ state: 'assigned', userId: ann, revision: 1 });
      expect(response).toMatchObject({ userId: ann, dueAt: null, contactedAt: null });
      expect(decisions.data).toMatchObject([
        {
          ...{ kind: 'assigned', userId: ann },
          reason: 'Rule 2 “Zillow” met (source = zillow): Ann 3 open, Ben 5 open; Cat paused. Given to Ann.',
          looks: [
            { met: false },
            { met: true, people: [{ name: 'Ann', chosen: true }, {}, { verdict: 'paused' }] },
          ],
        },
      ]);
      expect(await lab.routes.activities(lead)).toEqual(['lead.created', 'lead.assigned']);
      expect(await lab.routes.events(team, 'lead.assigned')).toEqual([{ leadId: lead, toUserId: ann }]);
      expect(await lab.routes.events(team, 'lead.routed')).toMatchObject([
        { leadId: lead, outcome: 'assigned' },
      ]);
      expect(await lab.notices(team, ann)).toMatchObject([{ type: 'LEAD_ASSIGNED' }]);
      // What was taken care of is taken care of once.
      await lab.inTeam(team, Routing, (tx, routing) => routing.advance(tx, { leadId: lead, revision: 0 }));
      expect((await lab.routing(team, lead)).decisions.data).toHaveLength(1);
    });

    it('spreads leads that come together, and keeps to what people can have', async () => {
      await lab.rule(team, { userIds: [ann, ben], fallbacks: [{ to: 'owner' }] });
      await lab.ok(team, 'PUT', `/routing/people/${ben}`, { capacity: 2 });
      const owner = await lab.member(team, 'Olga', 'OWNER');
      const ids = await lab.leadsAtOnce(team, 6);
      const owners = await Promise.all(ids.map(ownerOf));
      expect(owners.filter((id) => id === ben)).toHaveLength(2);
      expect(owners.filter((id) => id === ann)).toHaveLength(4);
      await lab.ok(team, 'PUT', `/routing/people/${ann}`, {
        available: false,
        pausedUntil: '2200-01-01T00:00:00Z',
      });
      const last = await lab.lead(team);
      expect(await ownerOf(last)).toBe(owner);
      expect((await latest(last)).reason).toMatch(
        /Ben full with 2, Ann paused. Fallback 1 of rule 1: Olga 0 open/,
      );
      const page = await lab.ok(team, 'GET', '/routing/people');
      const shown = new Map(page.data.map((one: { userId: string }) => [one.userId, one]));
      expect(shown.get(ann)).toMatchObject({ available: false, pausedAs: 'paused', openLeads: 4 });
      expect(shown.get(ben)).toMatchObject({ available: true, capacity: 2, openLeads: 2 });
      const free = await lab.routes.db.sql(team.scope, (tx) =>
        tx.rows({ user_id: 'uuid' }, availableMembers),
      );
      expect(free.map((row) => row.user_id)).not.toContain(ann);
      expect(free.map((row) => row.user_id)).toContain(ben);
    });

    it('waits for working hours where the rule says so, and then goes on by itself', async () => {
      const hours = [{ days: [(new Date().getUTCDay() + 2) % 7 || 7], from: '09:00', to: '10:00' }];
      await lab.ok(team, 'PUT', '/routing/settings', { hours, zone: 'UTC' });
      await lab.rule(team, { userIds: [ann], hours: 'wait' });
      const lead = await lab.lead(team);
      expect((await lab.routing(team, lead)).route).toMatchObject({
        state: 'waiting',
        expiresAt: expect.any(String),
      });
      await lab.ok(team, 'PUT', '/routing/settings', { hours: null });
      await lab.fires(team, 'routing.advance', lead);
      expect(await ownerOf(lead)).toBe(ann);
    });

    it('is one’s own to say; of others, and how many, managers say', async () => {
      const path = `/routing/people/${ann}`;
      const own = await lab.call(as(ann), 'PUT', path, { available: false }, 'VIEWER');
      expect(own.body).toMatchObject({ available: false, pausedAs: 'paused' });
      expect((await lab.call(as(ben), 'PUT', path, { available: true }, 'VIEWER')).body.code).toBe(
        'not_for_others',
      );
      expect((await lab.call(as(ann), 'PUT', path, { capacity: 0 }, 'VIEWER')).body.code).toBe(
        'not_for_others',
      );
      const foreign = await lab.call(await lab.team(), 'PUT', path, { available: true });
      expect(foreign.body.code).toBe('user_not_found');
    });
  });

  it('leaves alone who has an owner and who came in a file, until it is asked', async () => {
    await lab.rule(team, { userIds: [ann] });
    const owned = await lab.lead(team, { assignedToId: ben });
    expect(await ownerOf(owned)).toBe(ben);
    expect((await latest(owned)).kind).toBe('left_alone');
    await lab.routes
      .upload(team, 'Name,Email,Source\nImported,imported@client.example,zillow\n')
      .then(({ body }) => lab.ok(team, 'POST', `/leads/import/${body.id}/start`, {}));
    await lab.quiet(team);
    const [imported] = await lab.rows<{ id: string }>(
      `SELECT id FROM lead WHERE team_id = $1 AND name = 'Imported'`,
      [team.scope.teamId],
    );
    expect((await lab.routing(team, imported!.id)).route).toBeNull();
    const asked = await lab.ok(team, 'POST', `/leads/${owned}/route`);
    expect(asked).toMatchObject({ route: { state: 'assigned', userId: ann } });
    expect(await ownerOf(owned)).toBe(ann);
    expect((await lab.call(team, 'POST', `/leads/${owned}/route`, undefined, 'VIEWER')).status).toBe(403);
    // With no rule for it, it stays where it is.
    await lab.ok(team, 'PUT', `/leads/${owned}`, { source: 'walk-in' });
    await lab.ok(team, 'POST', `/leads/${owned}/route`);
    expect(await ownerOf(owned)).toBe(ann);
    expect((await latest(owned)).kind).toBe('kept');
  });

  it('shows what would happen, and changes nothing', async () => {
    const lead = await lab.lead(team);
    await lab.rule(team, { userIds: [ann, ben], strategy: 'first_to_claim', hours: 'wait' });
    const counts = async () =>
      (
        await lab.rows(
          `SELECT (SELECT count(*) FROM lead_route WHERE team_id = $1), (SELECT count(*) FROM routing_decision WHERE team_id = $1),
             (SELECT count(*) FROM lead_offer WHERE team_id = $1), (SELECT count(*) FROM domain_event WHERE team_id = $1)`,
          [team.scope.teamId],
        )
      )[0];
    const before = await counts();
    const simulate = (body: object) => lab.call(team, 'POST', '/routing/simulate', body);
    expect((await simulate({ leadId: lead })).body).toMatchObject({
      outcome: 'offer',
      userIds: [ann, ben].sort(),
    });
    expect((await simulate({ facts: { 'lead.source': 'Zillow' } })).body.outcome).toBe('offer');
    expect((await simulate({ facts: { 'lead.source': 'walk-in' } })).body).toMatchObject({
      outcome: 'pool',
      userIds: [],
    });
    await lab.ok(team, 'PUT', `/routing/people/${ann}`, {
      hours: [{ days: [1], from: '09:00', to: '17:00' }],
      zone: 'UTC',
    });
    const monday = (await simulate({ leadId: lead, at: '2026-03-02T08:00:00Z' })).body;
    expect(monday).toMatchObject({ outcome: 'offer', userIds: [ben] });
    expect((await simulate({ facts: { 'lead.shoe': 4 } })).status).toBe(400);
    expect((await simulate({})).status).toBe(400);
    expect((await simulate({ leadId: newId() })).status).toBe(404);
    const after = await counts();
    expect({ ...after }).toEqual({ ...before });
  });

  describe('first to claim', () => {
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
        expect((await lab.call(as(loser), 'GET', path, undefined, 'VIEWER')).body.code).toBe(
          'lead_not_found',
        );
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
  });

  describe('speed to lead', () => {
    const sla = { slaMinutes: 10, slaReassign: true, fallbacks: [{ to: 'managers' }] };

    it('is kept by a message that a person wrote, not by one of a machine', async () => {
      await lab.rule(team, { userIds: [ann], ...sla });
      const lead = await lab.lead(team);
      const speed = async () => (await lab.routing(team, lead)).response;
      const { startedAt, dueAt } = await speed();
      expect(Date.parse(dueAt) - Date.parse(startedAt)).toBeGreaterThanOrEqual(600_000);
      await lab.routes.db.sql(team.scope, (tx) =>
        lab.worker.get(Messages, { strict: false }).sendSingle(tx, {
          ...{
            kind: 'workflow',
            purpose: 'transactional',
            to: 'x@client.example',
            leadId: lead,
            dedupeKey: newId(),
          },
          content: { channel: 'EMAIL', subject: 'Hello', text: 'Thanks for asking.' },
        }),
      );
      await lab.ok(as(ann), 'POST', '/activities', { type: 'note', title: 'Looks promising', leadId: lead });
      await lab.quiet(team);
      await lab.hear(team);
      expect(await speed()).toMatchObject({ contactedAt: null });
      const mail = { leadId: lead, subject: 'Your inquiry', text: 'When can we talk?' };
      await lab.ok(as(ann), 'POST', '/messages/email', mail);
      await lab.quiet(team);
      await lab.fires(team, 'routing.look-for-contact', lead);
      expect(await speed()).toMatchObject({ contact: 'message', contactedById: ann, breachedAt: null });
      await lab.due(team, 'breach', lead);
      expect(await speed()).toMatchObject({ breachedAt: null });
      expect(await ownerOf(lead)).toBe(ann);
    });

    it.each([
      ['activity', '/activities', { type: 'call', title: 'Spoke on the phone' }],
      ['appointment', '/appointments', { title: 'Tour', type: 'SHOWING', startAt: '2030-03-06T15:00:00Z' }],
    ])('is kept by an %s', async (contact, path, body) => {
      await lab.rule(team, { userIds: [ann], ...sla });
      const lead = await lab.lead(team);
      await lab.ok(as(ann), 'POST', path, { ...body, leadId: lead });
      await lab.hear(team);
      expect((await lab.routing(team, lead)).response).toMatchObject({ contact, contactedById: ann });
    });

    it('when nobody was in contact is told, goes on to the fallback, and starts anew for whoever has the lead then', async () => {
      const max = await lab.member(team, 'Max', 'MANAGER');
      await lab.rule(team, { userIds: [ann], ...sla });
      const lead = await lab.lead(team);
      await lab.due(team, 'breach', lead);
      expect(await ownerOf(lead)).toBe(max);
      const { response, decisions } = await lab.routing(team, lead);
      expect(response).toMatchObject({
        userId: max,
        revision: 2,
        breachedAt: expect.any(String),
        contactedAt: null,
      });
      expect(decisions.data.map(({ kind }: { kind: string }) => kind)).toEqual([
        'assigned',
        'breached',
        'assigned',
      ]);
      expect(decisions.data[0].reason).toMatch(/^There was no contact in time\. Fallback 1/);
      expect(await lab.routes.events(team, 'lead.sla_breached')).toMatchObject([
        { leadId: lead, toUserId: ann, minutes: 10 },
      ]);
      await lab.quiet(team);
      for (const userId of [ann, max])
        expect(await lab.notices(team, userId)).toContainEqual(
          expect.objectContaining({ type: 'SLA_BREACHED' }),
        );
      // The timer of before: nothing.
      await lab.inTeam(team, Breaches, (tx, breaches) => breaches.fire(tx, { leadId: lead, revision: 1 }));
      expect((await lab.routing(team, lead)).decisions.data).toHaveLength(3);
      // Nobody else is left: it stays with whoever has it.
      await lab.due(team, 'breach', lead);
      expect(await ownerOf(lead)).toBe(max);
      expect((await latest(lead)).kind).toBe('kept');
      await lab.ok(as(max), 'POST', '/activities', { type: 'call', title: 'Spoke', leadId: lead });
      await lab.hear(team);
      const figures = await lab.ok(team, 'GET', '/routing/figures');
      expect(figures).toMatchObject({
        arrived: 1,
        contacted: 1,
        waiting: 0,
        breached: 1,
        keptPercent: 0,
        evenness: 1,
      });
      expect(figures.people).toMatchObject([
        { name: 'Ann', received: 1, breaches: 1, contacted: 0, share: 50 },
        { name: 'Max', received: 1, breaches: 1, contacted: 1, medianSeconds: expect.any(Number) },
      ]);
      expect((await lab.call(team, 'GET', '/routing/figures', undefined, 'VIEWER')).status).toBe(403);
      expect((await lab.call(team, 'GET', '/routing/figures?from=2026-02-01&to=2026-01-01')).status).toBe(
        400,
      );
    });

    it('runs for leads without a rule as well, where the team promises it', async () => {
      await lab.ok(team, 'PUT', '/routing/settings', { slaMinutes: 5 });
      const lead = await lab.lead(team);
      expect((await lab.routing(team, lead)).response).toMatchObject({ userId: null, minutes: 5 });
      await lab.due(team, 'breach', lead);
      expect((await latest(lead)).reason).toBe('No contact within 5 min, and nobody has the lead.');
    });
  });
});
