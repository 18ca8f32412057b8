import { ScoringHttpModule } from '@domain/scoring/http';
import { newId } from '@platform/database';
import { backendUnderTest } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import type { Answer, TeamOfTest } from '../../leads/test/leads-lab';
import { ScoringLab } from './scoring-lab';

const codesOf = ({ body }: Answer) =>
  (body.errors ?? []).map(({ field, code }: Record<string, string>) => `${field}:${code}`);

describe(`routes of scores on ${backendUnderTest}`, () => {
  let lab: ScoringLab;
  let team: TeamOfTest;
  let theirs: TeamOfTest;

  beforeAll(async () => {
    lab = await ScoringLab.start({ http: [ScoringHttpModule] });
  });
  beforeEach(async () => {
    team = await lab.leads.team();
    theirs = await lab.leads.team();
  });
  afterAll(() => lab.stop());

  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, role?: 'MEMBER') =>
    lab.leads.call(team, method, path, body, role);
  const settled = () => eventually(async () => expect(await lab.open(team)).toBe(0), 20_000);
  const shown = async (id: string) => (await call('GET', `/leads/${id}/score`)).body;

  describe('why a score is what it is', () => {
    it('names rule, version, evidence, age and decayed value of every point, and they add up (Mautic #5369)', async () => {
      const id = await lab.lead(team, { email: 'ana@example.com', source: 'referral', value: 300_000 });
      const fourteenDaysAgo = new Date(Date.now() - 14 * 86_400_000);
      const events = [
        {
          id: 'v1',
          type: 'property.viewed',
          occurredAt: fourteenDaysAgo.toISOString(),
          subject: 'listing-4711',
        },
        { id: 'v2', type: 'showing.requested' },
      ];
      for (const event of events) expect((await call('POST', `/leads/${id}/events`, event)).status).toBe(202);
      const [opened] = await lab.publish(team, 'opened', [id]);
      await settled();
      const score = await shown(id);
      const { points, caps, sum, overallScore } = score;
      expect(score).toMatchObject({
        band: 'C',
        ruleVersion: 1,
        pending: false,
        profileScore: 27,
        engagementScore: 2,
        behaviorScore: 19,
      });
      expect(overallScore).toBe(48);
      expect(
        points.reduce((total: number, point: { points: number }) => total + point.points, 0),
      ).toBeCloseTo(sum, 3);
      expect(caps).toEqual([]);
      const view = points.find(({ rule }: { rule: string }) => rule === 'property-viewed');
      expect(view).toMatchObject({ ruleVersion: 1, rulePoints: 2, halfLifeDays: 14, group: 'views' });
      expect(view.points).toBeCloseTo(1, 2);
      expect(view.evidence).toMatchObject({
        source: { kind: 'client', id: 'v1' },
        subject: 'listing-4711',
        weight: 1,
      });
      expect(view.evidence.ageDays).toBeCloseTo(14, 2);
      const open = points.find(({ rule }: { rule: string }) => rule === 'email-opened');
      expect(open.evidence.source).toEqual({ kind: 'event', id: opened });
      const budget = points.find(({ rule }: { rule: string }) => rule === 'budget-stated');
      expect(budget).toMatchObject({
        points: 8,
        evidence: null,
        condition: { field: 'value', op: 'present' },
      });
      expect((await call('GET', `/ai/lead-score/${id}`)).body).toEqual(score);
    });

    it('tells what a cap took', async () => {
      const [id] = await lab.silentLeads(team, 1);
      await lab.publish(
        team,
        'clicked',
        Array.from({ length: 6 }, () => id!),
      );
      await settled();
      const { overallScore, sum, caps } = await shown(id!);
      expect([overallScore, Math.round(sum), caps.length]).toEqual([20, 20, 1]);
      expect(caps[0]).toMatchObject({ group: 'clicks', counted: 20 });
    });

    it('answers a lead that was never scored on the spot', async () => {
      const [id] = await lab.silentLeads(team, 1, ', phone', `, '+15125550199'`);
      expect(await shown(id!)).toMatchObject({ overallScore: 5, band: 'E', pending: true });
    });

    it('answers what changed since Monday', async () => {
      const [id] = await lab.silentLeads(team, 1);
      await call('POST', `/leads/${id}/events`, { id: 's1', type: 'search.saved' });
      await settled();
      await lab.leads.sql(`UPDATE score_history SET at = at - interval '5 days' WHERE lead_id = $1`, [id]);
      const monday = new Date(Date.now() - 3 * 86_400_000).toISOString();
      await call('POST', `/leads/${id}/events`, { id: 's2', type: 'showing.requested' });
      await lab.publish(team, 'clicked', [id!]);
      await settled();
      const { status, body } = await call('GET', `/leads/${id}/score/history?since=${monday}`);
      expect(status).toBe(200);
      expect(body.since.from).toMatchObject({ overall: 6, band: 'E' });
      expect(body.since.to).toMatchObject({ overall: 29, band: 'D' });
      expect(body.since.changes).toEqual([
        { rule: 'showing-requested', name: 'Asked for a showing', before: 0, after: 18, difference: 18 },
        { rule: 'link-clicked', name: 'Clicked a link in a message', before: 0, after: 5, difference: 5 },
      ]);
      const all = (await call('GET', `/leads/${id}/score/history?limit=1`)).body;
      expect(all.data[0]).toMatchObject({ overallScore: 29, cause: 'events', ruleVersion: 1 });
      expect(all.since).toBeNull();
      const rest = (await call('GET', `/leads/${id}/score/history?limit=5&cursor=${all.nextCursor}`)).body;
      expect(rest.data.at(-1)).toMatchObject({
        overallScore: 6,
        changes: [{ rule: 'search-saved', before: 0, after: 6, difference: 6 }],
      });
    });
  });

  describe('events from outside', () => {
    it('are taken once, in bulk and alone', async () => {
      const [one, other] = await lab.silentLeads(team, 2);
      const [foreign] = await lab.silentLeads(theirs, 1);
      const event = (id: string, leadId: string) => ({ id, leadId, type: 'page.viewed' });
      const events = [
        event('a', one!),
        event('b', other!),
        event('a', one!),
        event('c', foreign!),
        event('d', newId()),
      ];
      const first = await call('POST', '/scoring/events', { events });
      expect([first.status, first.body]).toEqual([202, { accepted: 2, duplicates: 1, unknown: 2 }]);
      expect((await call('POST', '/scoring/events', { events: events.slice(0, 2) })).body).toEqual({
        accepted: 0,
        duplicates: 2,
        unknown: 0,
      });
      for (const id of [foreign, newId()]) {
        expect((await call('POST', `/leads/${id}/events`, { id: 'x', type: 'page.viewed' })).body.code).toBe(
          'lead_not_found',
        );
      }
      expect(await lab.leads.sql('SELECT FROM score_signal WHERE lead_id = $1', [foreign])).toEqual([]);
      const future = { id: 'f', type: 'page.viewed', occurredAt: '2199-01-01T00:00:00Z' };
      await call('POST', `/leads/${one}/events`, future);
      await settled();
      expect(await lab.score(one!)).toMatchObject({ behaviour: 2 });
    });

    it.each([
      [{ id: 'x', type: 'message.opened' }, ['type:not_a_match']],
      [{ id: 'x', type: 'adjustment' }, ['type:not_a_match']],
      [{ type: 'page.viewed' }, undefined],
    ])('refuses %j', async (body, codes) => {
      const [id] = await lab.silentLeads(team, 1);
      const answer = await call('POST', `/leads/${id}/events`, body);
      expect(answer.status).toBe(400);
      if (codes) expect(codesOf(answer)[0]).toContain('type:');
    });

    it('takes no more than 500 at once', async () => {
      const events = Array.from({ length: 501 }, (_, n) => ({
        id: `${n}`,
        leadId: newId(),
        type: 'page.viewed',
      }));
      expect((await call('POST', '/scoring/events', { events })).status).toBe(400);
    });
  });

  describe('adjustments by hand', () => {
    it('are signals with an author and an end, and can be withdrawn', async () => {
      const id = await lab.lead(team, { phone: '+15125550123' });
      const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
      const made = await call('POST', `/leads/${id}/score/adjustments`, {
        points: 30,
        note: 'Ready to buy',
        expiresAt,
      });
      expect(made.status).toBe(201);
      expect(made.body).toMatchObject({ points: 30, note: 'Ready to buy', authorId: team.userId, expiresAt });
      await settled();
      const score = await shown(id);
      expect(score).toMatchObject({ overallScore: 35, nextDecayAt: expiresAt });
      const line = score.points.find(({ rule }: { rule: string }) => rule === 'adjustment');
      expect(line.evidence).toMatchObject({ authorId: team.userId, note: 'Ready to buy', expiresAt });
      expect((await call('GET', `/leads/${id}/score/adjustments`)).body).toEqual([made.body]);
      const path = `/leads/${id}/score/adjustments/${made.body.id}`;
      expect((await lab.leads.call(theirs, 'DELETE', path)).body.code).toBe('adjustment_not_found');
      expect((await call('DELETE', path)).status).toBe(204);
      expect((await call('DELETE', path)).body.code).toBe('adjustment_ended');
      await settled();
      expect(await shown(id)).toMatchObject({ overallScore: 5 });
      expect((await call('GET', `/leads/${id}/score/history`)).body.data).toHaveLength(2);
    });

    it.each([{ points: 0 }, { points: 101 }, { points: 1.5 }, {}])('refuses %j', async (body) => {
      const id = await lab.lead(team);
      expect((await call('POST', `/leads/${id}/score/adjustments`, body)).status).toBe(400);
    });
  });

  describe('rules', () => {
    const rule = {
      key: 'tour',
      name: 'Asked for a tour',
      kind: 'behaviour',
      signal: 'custom.tour',
      points: 33,
    };

    it('are drafted, published as the next version, and then stay what they are', async () => {
      const [id] = await lab.silentLeads(team, 1);
      await call('POST', `/leads/${id}/events`, { id: 't', type: 'custom.tour' });
      await settled();
      expect(await lab.score(id!)).toMatchObject({ overall: 0 });
      const before = (await call('GET', '/scoring/rules')).body;
      expect(before).toMatchObject({ published: { version: 1 }, draft: null });
      expect((await call('POST', '/scoring/rules/publish')).body.code).toBe('score_draft_missing');

      const drafted = await call('POST', '/scoring/rules', rule);
      expect([drafted.status, drafted.body.version, drafted.body.publishedAt]).toEqual([201, 2, null]);
      expect((await call('POST', '/scoring/rules', rule)).body.code).toBe('score_rule_key_taken');
      const changed = await call('PUT', '/scoring/rules/tour', { ...rule, key: undefined, points: 44 });
      expect(changed.body.rules).toContainEqual(expect.objectContaining({ key: 'tour', points: 44 }));
      expect((await call('PUT', '/scoring/rules/no-such', { ...rule, key: undefined })).body.code).toBe(
        'score_rule_not_found',
      );
      expect((await call('DELETE', '/scoring/rules/page-viewed')).status).toBe(200);

      const published = await call('POST', '/scoring/rules/publish');
      expect(published.body).toMatchObject({
        published: { version: 2 },
        recalculation: { state: 'running', ruleVersion: 2 },
      });
      await settled();
      const progress = await call('GET', `/scoring/recalculations/${published.body.recalculation.id}`);
      expect(progress.body).toMatchObject({ state: 'completed', total: 1, done: 1, changed: 1 });
      expect(await shown(id!)).toMatchObject({ overallScore: 44, ruleVersion: 2, band: 'C' });
      await expect(
        lab.leads.sql(`UPDATE score_rule SET points = 1 WHERE rule_set_id = $1`, [
          published.body.published.id,
        ]),
      ).rejects.toThrow('published');
      await expect(
        lab.leads.sql(`DELETE FROM score_rule_set WHERE id = $1`, [published.body.published.id]),
      ).rejects.toThrow('published');
      const versions = (await call('GET', '/scoring/rules/versions?limit=1')).body;
      expect(versions.data[0].version).toBe(2);
      const older = (await call('GET', `/scoring/rules/versions?cursor=${versions.nextCursor}`)).body;
      expect(older.data.map(({ version }: { version: number }) => version)).toEqual([1]);
      expect((await call('GET', `/scoring/rules/versions/${older.data[0].id}`)).body.rules).toEqual(
        before.published.rules,
      );
      expect(
        (await lab.leads.call(theirs, 'GET', `/scoring/rules/versions/${older.data[0].id}`)).body.code,
      ).toBe('score_rule_set_not_found');
    });

    it('are written as a whole, and a draft can be discarded', async () => {
      const scheme = {
        rules: [{ ...rule, capGroup: 'tours', halfLifeDays: 7, withinDays: 30 }],
        caps: [{ group: 'tours', max: 50, min: 0 }],
        bands: [
          { name: 'Hot', from: 50 },
          { name: 'Cold', from: 0 },
        ],
        margin: 5,
      };
      const saved = await call('PUT', '/scoring/rules/draft', scheme);
      expect(saved.body).toMatchObject({ version: 2, caps: scheme.caps, bands: scheme.bands, margin: 5 });
      expect(saved.body.rules.map(({ key }: { key: string }) => key)).toEqual([
        'tour',
        'adjustment',
        'score-stated',
      ]);
      expect((await call('DELETE', '/scoring/rules/draft')).status).toBe(204);
      expect((await call('GET', '/scoring/rules')).body.draft).toBeNull();
    });

    it.each<[object, string]>([
      [{ signal: 'no.such' }, 'signal_unknown'],
      [{ signal: null }, 'trigger_ambiguous'],
      [{ condition: { field: 'value', op: 'present' } }, 'trigger_ambiguous'],
      [{ key: 'adjustment' }, 'key_reserved'],
      [{ signal: null, condition: { field: 'shoe', op: 'present' } }, 'field_unknown'],
      [{ signal: null, condition: { field: 'email', op: 'oneOf', values: ['a'] } }, 'op_unfit'],
      [{ signal: null, condition: { field: 'value', op: 'oneOf', values: ['1'] } }, 'op_unfit'],
      [{ signal: null, condition: { field: 'city', op: 'oneOf', values: ['Austin'] } }, 'field_refused'],
      [{ signal: null, condition: { field: 'custom.zip_code', op: 'present' } }, 'field_refused'],
      [
        { signal: null, condition: { field: 'custom.numberOfKids', op: 'atLeast', value: 1 } },
        'field_refused',
      ],
      [
        { signal: null, condition: { field: 'source', op: 'oneOf', values: ['Spanish radio'] } },
        'field_refused',
      ],
      [{ capGroup: 'clicks' }, 'group_mixed'],
    ])('refuses %j', async (part, code) => {
      const answer = await call('POST', '/scoring/rules', { ...rule, ...part });
      expect([answer.status, codesOf(answer).join()]).toEqual([400, expect.stringContaining(code)]);
    });

    it('may not be changed by a member', async () => {
      expect((await call('POST', '/scoring/rules', rule, 'MEMBER')).status).toBe(403);
      expect((await call('POST', '/ai/recalculate-scores', undefined, 'MEMBER')).status).toBe(403);
      expect((await call('GET', '/scoring/rules', undefined, 'MEMBER')).status).toBe(200);
    });

    it('refuse a tag whose name stands for a protected class, and one of another team', async () => {
      const tag = async (of: TeamOfTest, name: string) =>
        (await lab.leads.call(of, 'POST', '/tags', { name })).body.id;
      const hasTag = (id: string) =>
        call('POST', '/scoring/rules', {
          ...rule,
          signal: null,
          condition: { field: 'tags', op: 'oneOf', values: [id] },
        });
      expect(codesOf(await hasTag(await tag(team, 'Young families')))[0]).toContain('field_refused');
      expect(codesOf(await hasTag(await tag(theirs, 'VIP')))[0]).toContain('tag_unknown');
      expect((await hasTag(await tag(team, 'VIP'))).status).toBe(201);
    });
  });

  it('starts one recalculation and shows its progress', async () => {
    await lab.silentLeads(team, 30);
    const started = await call('POST', '/ai/recalculate-scores');
    expect([started.status, started.body.total]).toEqual([202, 30]);
    await settled();
    const path = `/scoring/recalculations/${started.body.id}`;
    expect((await call('GET', path)).body).toMatchObject({ state: 'completed', done: 30 });
    expect((await lab.leads.call(theirs, 'GET', path)).body.code).toBe('recalculation_not_found');
  });
});
