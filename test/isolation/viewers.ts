import { bearer, type ApiUnderTest, type Person } from '../../apps/api/test/api-client';
import { limitedTeam, type Limited } from './limited';
import { rowsBeyondSight } from './rows';
import { pathsBeyondSight, viewsBeyondSight } from './sight';
import type { Side } from './two-teams';
import type { World } from './world';

/** A member of a team of its own, which the walks of the others leave alone. */
export function viewers(world: () => World): void {
  let api: ApiUnderTest;
  let limited: Limited;
  let owner: Side;
  let member: Person & { userId: string; teamId: string };
  let own: { mine: string; free: string; theirs: string };
  const asMember = (method: string, path: string, body?: unknown) =>
    api.send(method, path, body, bearer(member));
  const asOwner = (method: string, path: string, body?: unknown) =>
    api.send(method, path, body, bearer(owner));

  beforeAll(async () => {
    ({ api } = world());
    limited = await limitedTeam(api);
    ({ owner, member } = limited);
    expect((await rowsBeyondSight(world(), limited)).length).toBeGreaterThan(25);
    const ids = await Promise.all(
      ['mine', 'free', 'theirs'].map(async (name) => {
        const { body } = await asOwner('POST', '/api/leads', { name, email: `${name}@viewers.example` });
        return body.id as string;
      }),
    );
    own = { mine: ids[0]!, free: ids[1]!, theirs: ids[2]! };
    await asOwner('PATCH', `/api/leads/${own.mine}/assign`, { userId: member.userId });
    await asOwner('PATCH', `/api/leads/${own.theirs}/assign`, { userId: owner.ids.users });
  });

  it('lists, searches, counts and sorts those alone', async () => {
    const namesOf = async (query: string) => {
      const { body } = await asMember('GET', `/api/leads?limit=100${query}`);
      return (body.data as { name: string }[]).map(({ name }) => name).sort();
    };
    for (const query of [
      '',
      '&sort=name',
      '&sort=score',
      '&sort=updatedAt&direction=asc',
      '&status=NEW',
      '&search=viewers',
    ])
      expect([query, await namesOf(query)]).toEqual([query, ['free', 'mine']]);
    expect(await namesOf(`&assignee=${member.userId}`)).toEqual(['mine']);
    expect(await namesOf('&assignee=unassigned')).toEqual(['free']);
    expect(await namesOf(`&assignee=${owner.ids.users}`)).toEqual([]);
    expect(await namesOf('&search=theirs')).toEqual([]);
    const pages: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await asMember('GET', `/api/leads?limit=1&sort=name&direction=asc${cursor}`);
      pages.push(...(body.data as { name: string }[]).map(({ name }) => name));
      if (!body.nextCursor) break;
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(pages).toEqual(['free', 'mine']);
  });

  it('finds by no route what hangs on another’s lead: the answer is that to a random id', async () => {
    expect(await pathsBeyondSight(world(), limited)).toBeGreaterThan(30);
  });

  it('reads it in no list, figure or feed either', () => viewsBeyondSight(world(), limited, [own.theirs]));

  it('names it in no body: nothing is written about it, not even by way of many at once', async () => {
    const lead = own.theirs;
    const attempts: [string, string, object][] = [
      ['POST', '/api/leads/bulk/update', { ids: [own.mine, lead], changes: { status: 'WON' } }],
      ['POST', '/api/leads/bulk/assign', { ids: [own.mine, lead], userId: member.userId }],
      ['POST', '/api/activities', { type: 'note', title: 'x', leadId: lead }],
      [
        'POST',
        '/api/appointments',
        { title: 'x', type: 'SHOWING', startAt: '2030-04-06T15:00:00Z', leadId: lead },
      ],
      [
        'POST',
        '/api/appointments',
        { title: 'x', type: 'SHOWING', startAt: '2030-04-06T15:00:00Z', attendees: [{ leadId: lead }] },
      ],
      ['GET', `/api/tasks?leadId=${lead}`, {}],
      ['GET', `/api/appointments?leadId=${lead}`, {}],
    ];
    for (const [method, path, body] of attempts) {
      const answer = await asMember(method, path, method === 'GET' ? undefined : body);
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, 'lead_not_found']);
    }
    const { rows } = await api.database.admin.query(`SELECT status FROM lead WHERE id = ANY($1)`, [
      [own.mine, lead],
    ]);
    expect(rows).toEqual([{ status: 'NEW' }, { status: 'NEW' }]);
  });

  it('is not shown what is mailed to colleagues about their accounts', async () => {
    const sent = async (as: Person) =>
      (await api.get('/api/messages?limit=100', as)).body.data.filter(
        (one: { sourceKind: string }) => one.sourceKind === 'system',
      );
    expect((await sent(owner)).length).toBeGreaterThan(1);
    expect(await sent(member)).toEqual([]);
  });

  it('hands a lead over, and does not see it then', async () => {
    const { body: made } = await asMember('POST', '/api/leads', {
      name: 'Handed',
      assignedToId: owner.ids.users,
    });
    expect(made).toMatchObject({ name: 'Handed', assignedToId: owner.ids.users });
    expect((await asMember('GET', `/api/leads/${made.id}`)).status).toBe(404);
    const { body: taken } = await asMember('POST', '/api/leads', { name: 'Taken' });
    const handed = await asMember('PATCH', `/api/leads/${taken.id}/assign`, { userId: owner.ids.users });
    expect([handed.status, handed.body.assignedToId]).toEqual([200, owner.ids.users]);
    expect((await asMember('GET', `/api/leads/${taken.id}`)).status).toBe(404);
    expect((await asMember('PATCH', `/api/leads/${taken.id}/assign`, { userId: member.userId })).status).toBe(
      404,
    );
    const { body: many } = await asMember('POST', '/api/leads', { name: 'Many' });
    const bulk = await asMember('POST', '/api/leads/bulk/assign', {
      ids: [many.id],
      userId: owner.ids.users,
    });
    expect([bulk.status, (await asMember('GET', `/api/leads/${many.id}`)).status]).toEqual([200, 404]);
    const { body: log } = await asOwner('GET', `/api/activities?leadId=${taken.id}`);
    expect(log.data.map(({ type }: { type: string }) => type)).toContain('lead.assigned');
  });

  it('sees what was given to them to do or to attend, whoever has the lead', async () => {
    const tour = { title: 'Tour', type: 'SHOWING', startAt: '2030-05-06T15:00:00Z', leadId: own.theirs };
    const { body: hosted } = await asOwner('POST', '/api/appointments', { ...tour, hostId: member.userId });
    const { body: attended } = await asOwner('POST', '/api/appointments', {
      ...{ ...tour, startAt: '2030-05-07T15:00:00Z' },
      attendees: [{ userId: member.userId }],
    });
    for (const { id } of [hosted, attended])
      expect((await asMember('GET', `/api/appointments/${id}`)).status).toBe(200);
    expect((await asMember('PATCH', `/api/appointments/${hosted.id}/confirm`, {})).body.status).toBe(
      'CONFIRMED',
    );
    await api.database.admin.query(`UPDATE task SET assigned_to_id = $1 WHERE id = $2`, [
      member.userId,
      owner.ids.tasks,
    ]);
    expect((await asMember('GET', `/api/tasks/${owner.ids.tasks}`)).status).toBe(200);
    // The host's time is taken, whoever it is with.
    const clash = await asMember('POST', '/api/appointments', {
      ...{ title: 'Clash', type: 'SHOWING', startAt: '2030-05-07T15:10:00Z' },
      hostId: owner.ids.users,
    });
    expect([clash.status, clash.body.code]).toEqual([409, 'appointment_conflict']);
  });

  it('sees all when the team says so, and no more when it says so no longer', async () => {
    const see = async () => (await asMember('GET', `/api/leads/${own.theirs}`)).status;
    await asOwner('PUT', `/api/teams/${owner.teamId}`, { memberLeadVisibility: 'all' });
    expect(await see()).toBe(200);
    await asOwner('PUT', `/api/teams/${owner.teamId}`, { memberLeadVisibility: 'own_and_unassigned' });
    expect(await see()).toBe(404);
    await asOwner('PATCH', `/api/teams/${owner.teamId}/members/${member.userId}/role`, { role: 'MANAGER' });
    expect(await see()).toBe(200);
  });
}
