import { Breaches } from '@domain/routing';
import { Messages } from '@domain/messaging';
import { newId } from '@platform/database';
import type { TeamOfTest } from '../../leads/test/leads-lab';
import type { RoutingLab } from './routing-lab';
import type { RoutingScene } from './routing-scene';

/** The clock to the first real contact. */
export function speedToLead(scene: () => RoutingScene): void {
  let lab: RoutingLab;
  let team: TeamOfTest;
  let ann: string;
  beforeEach(() => {
    ({ lab, team, ann } = scene());
  });
  const as: RoutingScene['as'] = (...given) => scene().as(...given);
  const ownerOf: RoutingScene['ownerOf'] = (...given) => scene().ownerOf(...given);
  const latest: RoutingScene['latest'] = (...given) => scene().latest(...given);

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
    expect((await lab.call(team, 'GET', '/routing/figures?from=2026-02-01&to=2026-01-01')).status).toBe(400);
  });

  it('runs for leads without a rule as well, where the team promises it', async () => {
    await lab.ok(team, 'PUT', '/routing/settings', { slaMinutes: 5 });
    const lead = await lab.lead(team);
    expect((await lab.routing(team, lead)).response).toMatchObject({ userId: null, minutes: 5 });
    await lab.due(team, 'breach', lead);
    expect((await latest(lead)).reason).toBe('No contact within 5 min, and nobody has the lead.');
  });
}
