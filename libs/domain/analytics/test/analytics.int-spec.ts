import { randomUUID } from 'node:crypto';
import { TenantScope, type TeamRole } from '@platform/database';
import { ApiClient } from '../../../../scripts/demo/api-client';
import { eventually } from '../../../../test/support/eventually';
import { Product } from '../../../../test/support/product';
import { MessageTallies } from '../dashboard/message-tallies.service';
import { OverviewReports } from '../dashboard/overview.service';
import { describeSnapshots } from './snapshot-cases';
import { storeFacts } from './stored-facts';
import { inventTeam } from './team-facts';

interface Report {
  countedAt: string;
  leads: { total: number };
  stages: { stage: string; reached: number; leads: number }[];
  [figure: string]: unknown;
}
interface Person {
  api: ApiClient;
  id: string;
  teamId: string;
}

const routes = [
  ...['overview', 'revenue', 'conversion', 'pipeline', 'sources', 'leads', 'campaigns', 'conversion-funnel'],
  ...['team-performance', 'revenue-forecast'],
];
const zone = 'America/New_York';
const password = 'seven lamps on a green barn';

describe('reports', () => {
  let product: Product;
  let owner: Person;
  let member: Person;
  let other: Person;

  const rows = <T extends object>(statement: string, values: unknown[] = []) =>
    product.database.admin.query<T>(statement, values).then((result) => result.rows);
  const signIn = async (api: ApiClient, email: string) =>
    api.signIn((await api.post<{ accessToken: string }>('/api/auth/login', { email, password })).accessToken);
  const signUp = async (name: string) => {
    const email = `${randomUUID()}@figures.example`;
    const api = new ApiClient(product.url);
    await api.post('/api/auth/register', { email, password, name, teamName: name });
    await signIn(api, email);
    const { id } = await api.get<{ id: string }>('/api/auth/me');
    return { api, id, email, teamId: (await api.get<{ id: string }>('/api/settings/business')).id };
  };
  /** Somebody of the owner's team; signs in anew, as a session has one team. */
  const join = async (name: string, role: TeamRole): Promise<Person> => {
    const { api, id, email } = await signUp(name);
    await rows('UPDATE membership SET team_id = $1, role = $2::team_role WHERE user_id = $3', [
      ...[owner.teamId, role, id],
    ]);
    await rows('UPDATE app_user SET last_team_id = NULL WHERE id = $1', [id]);
    await signIn(api, email);
    return { api, id, teamId: owner.teamId };
  };
  const report = (name: string, query = '', { api }: { api: ApiClient } = owner) =>
    api.get<Report>(`/api/analytics/${name}${query}`);

  /** Every event so far has been heard of. */
  const quiet = () =>
    eventually(async () =>
      expect(
        await rows(`SELECT name FROM domain_event WHERE dispatched_at IS NULL
          UNION ALL SELECT name FROM job WHERE name = 'analytics.forget-figures' AND state IN ('scheduled', 'active', 'retrying')`),
      ).toEqual([]),
    );

  beforeAll(async () => {
    product = await Product.start();
    owner = await signUp('Ora Field');
    member = await join('Mo Reed', 'MEMBER');
    other = await signUp('Other');
    for (const { api } of [owner, other]) await api.put('/api/settings/business', { timezone: zone });
    const now = new Date();
    await storeFacts(product.database.admin, owner.teamId, inventTeam(7, now, zone, [owner.id]));
    await storeFacts(product.database.admin, other.teamId, inventTeam(8, now, zone, [other.id]));
    await quiet();
  });
  afterAll(() => product.stop());

  it.each(routes)('%s is kept for its team and for the view of each member, apart', async (route) => {
    const told: Report[] = [];
    for (const person of [owner, member, other, owner, member, other])
      told.push(await report(route, '', person));
    expect(told.slice(3)).toEqual(told.slice(0, 3));
    // Nobody is given what was counted for another: each was counted at a moment of its own.
    const [ofOwner, ofMember, ofOther] = told.map(({ countedAt, ...figures }) => [countedAt, figures]);
    expect(ofOther).not.toEqual(ofOwner);
    expect(ofOther![1]).not.toEqual(ofOwner![1]);
    // What was sent names no lead: members see it of the whole team.
    if (route === 'campaigns') expect(ofMember).toEqual(ofOwner);
    else expect(ofMember![1]).not.toEqual(ofOwner![1]);
  });

  it('of a new team forecast nothing', async () => {
    expect(await report('revenue-forecast', '', await signUp('New'))).toMatchObject({
      ...{ status: 'not_enough_data', expected: null, low: null, high: null, windows: [] },
    });
  });

  it('are counted anew at once, in every process, when a lead comes or moves; those of other teams are kept', async () => {
    const worker = product.get(OverviewReports);
    const elsewhere = () => worker.get(TenantScope.of(owner.teamId), {});
    const first = await report('overview');
    expect([await report('overview'), await elsewhere()]).toEqual([first, first]);
    const ofOther = await report('overview', '', other);
    const created = await owner.api.post<{ id: string }>('/api/leads', {
      name: 'Ana Lopez',
      value: 250_000.5,
    });
    await eventually(async () => expect((await report('overview')).leads.total).toBe(first.leads.total + 1));
    expect((await elsewhere()).leads.total).toBe(first.leads.total + 1);
    const before = await report('conversion-funnel', '?range=today');
    for (const status of ['PROPOSAL', 'NEW', 'LOST'])
      await owner.api.request('PATCH', `/api/leads/${created.id}/status`, { status });
    const reached = ({ stages }: Report) => stages.map((stage) => stage.reached);
    await eventually(async () =>
      expect(reached(await report('conversion-funnel', '?range=today'))).toEqual(
        reached(before).map((many, rank) => (rank >= 1 && rank <= 3 ? many + 1 : many)),
      ),
    );
    const moves = await rows<{ same: boolean }>(
      `SELECT max(a.created_at) = l.status_since AS same FROM lead l JOIN activity a ON a.lead_id = l.id AND a.type = 'lead.status_changed'
       WHERE l.id = $1 GROUP BY l.status_since`,
      [created.id],
    );
    expect(moves).toEqual([{ same: true }]);
    expect(await report('overview', '', other)).toEqual(ofOther);
  });

  it('are counted anew at once when a task is due on another day', async () => {
    const task = await owner.api.post<{ id: string }>('/api/tasks', {
      ...{ title: 'Call Ana', dueAt: new Date(Date.now() + 86_400_000).toISOString() },
    });
    await quiet();
    const overdue = async () => ((await report('overview')).tasks as { overdue: number }).overdue;
    const before = await overdue();
    await rows(`UPDATE task SET due_at = now() - interval '1 day' WHERE id = $1`, [task.id]);
    await owner.api.request('PUT', `/api/tasks/${task.id}`, { title: 'Call Ana today' });
    await eventually(async () => expect(await overdue()).toBe(before + 1));
  });

  it('of messages are counted by the worker ahead of those who read', async () => {
    const { teamId } = owner;
    const tallies = () =>
      rows('SELECT * FROM message_tally WHERE team_id = $1 ORDER BY 2, 3, 4, 5', [teamId]);
    await report('campaigns', '?range=last_365_days');
    const before = await tallies();
    await rows('DELETE FROM message_tally WHERE team_id = $1', [teamId]);
    await rows('UPDATE message SET open_count = open_count WHERE team_id = $1', [teamId]);
    await product.get(MessageTallies).enqueueDue();
    await eventually(async () =>
      expect(await rows('SELECT 1 FROM message_tally_due WHERE team_id = $1', [teamId])).toEqual([]),
    );
    expect(await tallies()).toEqual(before);
  });

  it('refuse what is no range', async () => {
    for (const query of [
      '?from=2026-02-31',
      '?range=soon',
      '?from=2026-02-01&to=2026-01-01',
      '?to=9999-12-31',
      '?color=red',
    ])
      await expect(report('revenue', query)).rejects.toThrow('answered 400');
  });

  describe('daily snapshots', () => describeSnapshots(() => product));
});
