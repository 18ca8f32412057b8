import { newId, type TenantScope } from '@platform/database';
import { evaluate } from '@domain/conditions';
import { LEAD_FACTS, type FactDefinition } from '@domain/conditions';
import { LeadFacts } from '../engine/lead-facts.service';
import { EVENT_MEANINGS, factsOfEvent } from '../triggers/event-signals';
import { passesFilters } from '../triggers/trigger-matching';
import { RunsLab } from './runs-lab';

const day = 86_400_000;
const inDays = (count: number) => new Date(Date.now() + count * day);

describe('the facts about a lead', () => {
  let lab: RunsLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await RunsLab.start({ worker: false });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    scope = await lab.team();
  });

  const load = async (leadId: string, names: string[]) =>
    (await lab.sql(scope, (tx) => lab.get(LeadFacts).load(tx, [leadId], names))).get(leadId)!;
  const appointment = (leadId: string, status: string, startAt: Date) =>
    lab.rows(
      `INSERT INTO appointment (id, team_id, title, type, status, start_at, end_at, zone, host_id, lead_id, message_source_id,
         invite_source_id, updated_at)
       VALUES ($1, $2, 'A', 'SHOWING', $3, $4, $4::timestamptz + interval '1 hour', 'America/Chicago', $5, $6, $5, $5, now())`,
      [newId(), scope.teamId, status, startAt, newId(), leadId],
    );

  it('are all there, each of the type of the catalogue', async () => {
    const userId = await lab.member(scope);
    const leadId = await lab.lead(scope, { assignedToId: userId });
    const facts = await load(leadId, Object.keys(LEAD_FACTS));
    const fits: Record<FactDefinition['type'], (value: unknown) => boolean> = {
      text: (value) => typeof value === 'string',
      number: (value) => typeof value === 'number',
      boolean: (value) => typeof value === 'boolean',
      instant: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
      texts: Array.isArray,
      any: () => true,
    };
    expect(Object.keys(facts).sort()).toEqual(Object.keys(LEAD_FACTS).sort());
    const wrong = Object.entries<FactDefinition>(LEAD_FACTS)
      .filter(([name, { type }]) => facts[name] !== null && !fits[type](facts[name]))
      .map(([name]) => name);
    expect(wrong).toEqual([]);
  });

  it('tell of appointments and scores', async () => {
    const leadId = await lab.lead(scope);
    const next = inDays(2);
    await appointment(leadId, 'CONFIRMED', next);
    await appointment(leadId, 'SCHEDULED', inDays(9));
    await appointment(leadId, 'CANCELLED', inDays(1));
    await appointment(leadId, 'COMPLETED', inDays(-3));
    await appointment(leadId, 'NO_SHOW', inDays(-5));
    await lab.rows(
      `INSERT INTO lead_score (lead_id, team_id, overall, engagement, behaviour, profile, band, rule_version, computed_at)
       VALUES ($1, $2, 72, 60, 20, 90, 'Hot', 1, now())`,
      [leadId, scope.teamId],
    );
    const names = Object.keys(LEAD_FACTS).filter((name) => /^(appointments|score)\./.test(name));
    const facts = await load(leadId, names);
    expect(facts).toMatchObject({
      'appointments.upcoming': 2,
      'appointments.completed': 1,
      'appointments.noShows': 1,
      'score.engagement': 60,
      'score.behaviour': 20,
      'score.profile': 90,
      'score.band': 'Hot',
    });
    expect(new Date(facts['appointments.nextAt'] as string)).toEqual(next);
    expect(evaluate({ fact: 'appointments.nextAt', op: 'in_next_days', value: 3 }, facts, new Date())).toBe(
      true,
    );
    expect(await load(await lab.lead(scope), names)).toMatchObject({
      'appointments.upcoming': 0,
      'score.band': null,
    });
  });
});

describe('the facts of an event', () => {
  it('of an appointment hold its start', () => {
    const payload = { appointmentId: 'a', type: 'SHOWING', startAt: '2027-03-12T15:00:00Z' };
    expect(factsOfEvent('appointment.created', payload)).toEqual({
      'event.appointmentId': 'a',
      'event.appointmentType': 'SHOWING',
      'event.startsAt': '2027-03-12T15:00:00Z',
    });
  });

  it('of a band that new rules have changed start nothing', () => {
    const crossed = { from: 'Warm', to: 'Hot', score: 72, direction: 'up' };
    const passes = (quiet?: boolean) =>
      passesFilters(
        { type: 'SCORE_THRESHOLD', bands: ['Hot'] },
        factsOfEvent('lead.score_band_changed', { ...crossed, quiet }),
      );
    expect(EVENT_MEANINGS['lead.score_band_changed']!.trigger).toBe('SCORE_THRESHOLD');
    expect([passes(), passes(true)]).toEqual([true, false]);
  });
});
