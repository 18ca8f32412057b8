import { newId } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import type { LeadsLab, TeamOfTest } from '../../leads/test/leads-lab';
import type { DuplicatesScene, Pair } from './duplicates-scene';

/** Which leads may be one person. */
export function candidates(scene: () => DuplicatesScene): void {
  let lab: LeadsLab;
  let team: TeamOfTest;
  beforeEach(() => {
    ({ lab, team } = scene());
  });
  const lead = (given: object) => scene().lead(given);
  const pairs: DuplicatesScene['pairs'] = (...given) => scene().pairs(...given);
  const pairsWhen: DuplicatesScene['pairsWhen'] = (...given) => scene().pairsWhen(...given);
  const merge: DuplicatesScene['merge'] = (...given) => scene().merge(...given);

  it('are found when leads come and change, the likeliest first, and go with what made them', async () => {
    const ana = await lead({ email: 'ana.bell@gmail.com', city: 'Austin', state: 'TX' });
    const twin = await lead({ email: 'anabell+zillow@googlemail.com', city: 'austin' });
    const alike = await lead({ name: 'Bell, Ana', city: 'Austin' });
    await lead({ name: 'Jo Hill', city: 'Austin' });
    const found = await pairsWhen(3);
    expect(found[0]).toMatchObject({ score: 99, reasons: ['same_mailbox', 'same_name', 'same_city'] });
    expect(found[0]!.leads.map(({ id }) => id)).toEqual([ana, twin]);
    expect(found.slice(1).map(({ score, reasons }) => [score, reasons])).toEqual([
      [75, ['same_name', 'same_city']],
      [75, ['same_name', 'same_city']],
    ]);
    expect(await pairs(`/leads/${alike}/duplicates`)).toHaveLength(2);
    expect(await pairs('/leads/duplicates?leastScore=80')).toEqual([found[0]]);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await lab.call(team, 'GET', `/leads/duplicates?limit=1${cursor}`);
      seen.push(...body.data.map(({ id }: Pair) => id));
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(found.map(({ id }) => id));
    await lab.call(team, 'PUT', `/leads/${alike}`, { name: 'Zoe Marsh' });
    await pairsWhen(1);
    await lab.call(team, 'DELETE', `/leads/${twin}`);
    await pairsWhen(0);
    await eventually(async () =>
      expect(await lab.sql('SELECT FROM lead_match_key WHERE lead_id = $1', [twin])).toEqual([]),
    );
  });

  it('stay dismissed, whatever is found later, until somebody says otherwise', async () => {
    const ana = await lead({ email: 'ana@gmail.com' });
    const other = await lead({ email: 'ana+b@gmail.com' });
    const [pair] = await pairsWhen(1);
    const dismissed = await lab.call(team, 'POST', `/leads/duplicates/${pair!.id}/dismiss`);
    expect(dismissed.body).toMatchObject({ dismissedById: team.userId, dismissedAt: expect.any(String) });
    expect(await lab.activities(ana)).toContain('lead.duplicate_dismissed');
    // Nothing in common for a while, and then again.
    for (const [email, key] of [
      ['zoe@x.com', 'e:zoe@x.com'],
      ['a.n.a@gmail.com', 'e:ana@gmail.com'],
    ]) {
      await lab.call(team, 'PUT', `/leads/${other}`, { email });
      await eventually(async () => {
        const [written] = await lab.sql(
          `SELECT (SELECT count(*)::int FROM lead_match_key WHERE lead_id = $1 AND key = $2) AS keys,
             (SELECT count(*)::int FROM job WHERE team_id = $3 AND name = 'duplicates.compare' AND state <> 'completed') AS jobs`,
          [other, key, team.scope.teamId],
        );
        expect(written).toEqual({ keys: 1, jobs: 0 });
      });
    }
    expect(await pairs()).toEqual([]);
    expect(await pairs('/leads/duplicates?dismissed=true')).toHaveLength(1);
    await lab.call(team, 'POST', `/leads/duplicates/${pair!.id}/reopen`);
    expect(await pairs()).toHaveLength(1);
    expect((await lab.call(team, 'POST', `/leads/duplicates/${newId()}/dismiss`)).body.code).toBe(
      'duplicate_not_found',
    );
  });

  it('of a member are pairs of which they see both, and of another team none', async () => {
    const [one, two] = [await lead({ email: 'ana@gmail.com' }), await lead({ email: 'ana+b@gmail.com' })];
    const [pair] = await pairsWhen(1);
    const viewer = { ...team, userId: await lab.member(team.scope.teamId) };
    expect(await pairs('/leads/duplicates', viewer, 'VIEWER')).toHaveLength(1);
    await lab.call(team, 'PATCH', `/leads/${two}/assign`, { userId: team.userId });
    expect(await pairs('/leads/duplicates', viewer, 'VIEWER')).toEqual([]);
    const blind = (path: string, body?: object) => lab.call(viewer, 'POST', path, body, 'VIEWER');
    expect((await blind(`/leads/duplicates/${pair!.id}/dismiss`)).status).toBe(404);
    for (const path of ['merge', 'merge/preview']) {
      expect((await blind(`/leads/${one}/${path}`, { from: two })).status).toBe(404);
      expect((await blind(`/leads/${two}/${path}`, { from: one })).status).toBe(404);
    }
    const stranger = await lab.team();
    const foreign = (path: string, body?: object) => lab.call(stranger, 'POST', path, body);
    expect(await pairs('/leads/duplicates', stranger)).toEqual([]);
    expect((await lab.call(stranger, 'GET', `/leads/${one}/duplicates`)).status).toBe(404);
    expect((await foreign(`/leads/duplicates/${pair!.id}/dismiss`)).status).toBe(404);
    expect((await foreign(`/leads/${one}/merge`, { from: two })).status).toBe(404);
    const own = (await lab.call(stranger, 'POST', '/leads', { name: 'Jo' })).body.id;
    expect((await foreign(`/leads/${own}/merge`, { from: two })).status).toBe(404);
    const { body } = await merge(one, two);
    expect((await foreign(`/lead-merges/${body.merge.id}/undo`)).body.code).toBe('lead_merge_not_found');
    expect((await lab.call(stranger, 'GET', `/leads/${two}`)).body.mergedInto).toBeUndefined();
  });
}
