import { availableMembers, Routing } from '@domain/routing';
import { newId } from '@platform/database';
import type { TeamOfTest } from '../../leads/test/leads-lab';
import { firstToClaim } from './first-to-claim';
import type { RoutingLab } from './routing-lab';
import { RoutingScene } from './routing-scene';
import { speedToLead } from './speed-to-lead';

describe('routing', () => {
  let scene: RoutingScene;
  const theScene = () => scene;
  let lab: RoutingLab;
  let team: TeamOfTest;
  let ann: string;
  let ben: string;
  beforeAll(async () => {
    scene = await RoutingScene.start();
  });
  afterAll(() => scene.lab.stop());
  beforeEach(async () => {
    await scene.begin();
    ({ lab, team, ann, ben } = scene);
  });
  const as: RoutingScene['as'] = (...given) => scene.as(...given);
  const ownerOf: RoutingScene['ownerOf'] = (...given) => scene.ownerOf(...given);
  const latest: RoutingScene['latest'] = (...given) => scene.latest(...given);
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

  describe('first to claim', () => firstToClaim(theScene));

  describe('speed to lead', () => speedToLead(theScene));
});
