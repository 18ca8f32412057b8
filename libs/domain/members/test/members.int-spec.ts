import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { Clock } from '@platform/clock';
import {
  type Answer,
  ApiUnderTest,
  bearer,
  goodPassword,
  type Person,
  someEmail,
} from '../../../../apps/api/test/api-client';
import { createWorkerApp } from '../../../../apps/worker/src/create-worker';
import { testEnv } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import { colleague } from '../../../../test/isolation/colleague';

type Colleague = Person & { userId: string; teamId: string };

describe('members and invitations', () => {
  let api: ApiUnderTest;
  let owner: Person;
  let ownerId: string;
  let teamId: string;
  const send = (as: { accessToken: string }, method: string, path: string, body?: unknown) =>
    api.send(method, `/api${path}`, body, bearer(as));
  const codeOf = ({ status, body }: Answer) => [status, body?.code];
  const team = (path: string) => `/teams/${teamId}${path}`;
  const invite = (email: string, role = 'MEMBER', as: { accessToken: string } = owner) =>
    send(as, 'POST', team('/invite'), { email, role });
  const token = async (email: string) => (await api.mailedToken(email, 'accept-invitation'))!;
  const register = (link: string, password = goodPassword) =>
    api.post('/api/invitations/register', { token: link, name: 'Kim Ng', password });
  const working = async (until: () => Promise<unknown>) => {
    const worker = await createWorkerApp(testEnv(api.database));
    try {
      await until();
    } finally {
      await worker.close();
    }
  };
  const roleIn = async (as: { accessToken: string }) =>
    (await send(as, 'GET', '/auth/me')).body.role as string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    owner = await api.owner();
    const { body } = await send(owner, 'GET', '/auth/me');
    [ownerId, teamId] = [body.id, body.team.id];
  });
  afterAll(() => api.stop());

  describe('an invitation', () => {
    it('is mailed, tells what it is about, and lets one person in, once', async () => {
      const email = someEmail();
      const { status, body } = await invite(` ${email.toUpperCase()} `, 'MANAGER');
      expect([status, body.email, body.role, body.state, body.sent]).toEqual([
        201,
        email,
        'MANAGER',
        'open',
        1,
      ]);
      const hours = (Date.parse(body.expiresAt) - Date.parse(body.createdAt)) / 3_600_000;
      expect(Math.round(hours)).toBe(72);
      const link = await token(email);
      const { rows } = await api.database.admin.query(`SELECT token_hash FROM invitation WHERE id = $1`, [
        body.id,
      ]);
      expect(rows[0].token_hash).not.toContain(link);
      const preview = await api.post('/api/invitations/preview', { token: link });
      expect(preview.body).toMatchObject({
        teamName: 'Bell Realty',
        invitedBy: 'Sam Bell',
        email,
        role: 'MANAGER',
        hasAccount: false,
      });
      const joins = await Promise.all([register(link), register(link)]);
      expect(joins.map((answer) => answer.status).sort()).toEqual(
        [201, joins[0]!.status === 201 ? joins[1]!.status : joins[0]!.status].sort(),
      );
      expect(joins.filter((answer) => answer.status === 201)).toHaveLength(1);
      const joined = joins.find((answer) => answer.status === 201)!.body;
      expect(await roleIn(joined)).toBe('MANAGER');
      expect(codeOf(await register(link))).toEqual([422, 'invitation_invalid']);
      expect((await send(owner, 'GET', team('/invitations'))).body.data[0]).toMatchObject({
        id: body.id,
        state: 'accepted',
      });
      const { body: log } = await send(owner, 'GET', '/activities?type=member.joined');
      expect(log.data[0].title).toBe('Kim Ng joined as manager');
    });

    it('never touches an account that exists: its owner accepts signed in, nobody else', async () => {
      const other = await api.owner();
      await invite(other.email, 'ADMIN');
      const link = await token(other.email);
      expect((await api.post('/api/invitations/preview', { token: link })).body.hasAccount).toBe(true);
      expect(codeOf(await register(link, 'another password entirely'))).toEqual([409, 'account_exists']);
      expect((await api.post('/api/auth/login', { email: other.email, password: goodPassword })).status).toBe(
        200,
      );
      const stranger = await api.owner();
      expect(codeOf(await api.post('/api/invitations/accept', { token: link }, stranger))).toEqual([
        403,
        'invitation_for_other_address',
      ]);
      const accepted = await api.post('/api/invitations/accept', { token: link }, other);
      expect([accepted.status, await roleIn(accepted.body)]).toEqual([200, 'ADMIN']);
      expect(await roleIn(other)).toBe('OWNER');
      const { body: teams } = await send(accepted.body, 'GET', '/teams');
      expect(teams.data.map((one: { role: string; current: boolean }) => [one.role, one.current])).toEqual([
        ['OWNER', false],
        ['ADMIN', true],
      ]);
    });

    it('can be sent again with a new link, and be revoked; an old, a late and a wrong link open nothing', async () => {
      const email = someEmail();
      const { body } = await invite(email);
      expect(codeOf(await invite(email))).toEqual([409, 'invitation_open']);
      const first = await token(email);
      const resend = () => send(owner, 'POST', team(`/invitations/${body.id}/resend`), {});
      expect(codeOf(await resend())).toEqual([429, 'invitation_sent_too_often']);
      await api.database.admin.query(
        `UPDATE invitation SET sent_at = now() - interval '2 minutes', expires_at = now() WHERE id = $1`,
        [body.id],
      );
      expect(codeOf(await register(first))).toEqual([422, 'invitation_invalid']);
      expect((await send(owner, 'GET', team('/invitations'))).body.data[0].state).toBe('expired');
      expect((await resend()).body).toMatchObject({ sent: 2, state: 'open' });
      const second = await token(email);
      expect(second).not.toBe(first);
      expect(codeOf(await register(first))).toEqual([422, 'invitation_invalid']);
      expect((await send(owner, 'DELETE', team(`/invitations/${body.id}`))).status).toBe(204);
      expect(codeOf(await register(second))).toEqual([422, 'invitation_invalid']);
      expect(codeOf(await send(owner, 'DELETE', team(`/invitations/${body.id}`)))).toEqual([
        409,
        'invitation_closed',
      ]);
      expect(codeOf(await register('x'.repeat(43)))).toEqual([422, 'invitation_invalid']);
    });

    it('is refused for members, beyond one’s role, and to another team', async () => {
      const admin = await colleague(api, owner, 'ADMIN');
      expect(codeOf(await invite(admin.email))).toEqual([409, 'already_member']);
      expect(codeOf(await invite(someEmail(), 'OWNER', admin))).toEqual([403, 'role_too_high']);
      expect((await invite(someEmail(), 'ADMIN', admin)).status).toBe(201);
      const stranger = await api.owner();
      expect(
        codeOf(await send(stranger, 'POST', team('/invite'), { email: someEmail(), role: 'MEMBER' })),
      ).toEqual([404, 'team_not_found']);
    });
  });

  describe('roles and owners', () => {
    it('reach down only; a team keeps an owner', async () => {
      const admin = await colleague(api, owner, 'ADMIN');
      const peer = await colleague(api, owner, 'ADMIN');
      const agent = await colleague(api, owner, 'MEMBER');
      const setRole = (as: Person, of: string, role: string) =>
        send(as, 'PATCH', team(`/members/${of}/role`), { role });
      expect(codeOf(await setRole(admin, peer.userId, 'MEMBER'))).toEqual([403, 'role_too_high']);
      expect(codeOf(await setRole(admin, agent.userId, 'OWNER'))).toEqual([403, 'role_too_high']);
      expect(codeOf(await setRole(admin, randomUUID(), 'MEMBER'))).toEqual([404, 'user_not_found']);
      expect((await setRole(admin, agent.userId, 'MANAGER')).body.role).toBe('MANAGER');
      expect(await roleIn(agent)).toBe('MANAGER');
      expect(codeOf(await setRole(owner, ownerId, 'ADMIN'))).toEqual([409, 'last_owner']);
      expect(codeOf(await send(owner, 'POST', team('/leave'), {}))).toEqual([409, 'last_owner']);
      expect(codeOf(await send(owner, 'DELETE', team(`/members/${ownerId}`)))).toEqual([409, 'last_owner']);
      expect(codeOf(await send(owner, 'POST', team(`/members/${ownerId}/deactivate`), {}))).toEqual([
        409,
        'last_owner',
      ]);
      expect(codeOf(await send(admin, 'DELETE', team(`/members/${ownerId}`)))).toEqual([
        403,
        'role_too_high',
      ]);
    });

    it('of two owners who leave at once, one stays', async () => {
      const second = await colleague(api, owner, 'OWNER');
      const third = await colleague(api, owner, 'OWNER');
      await send(second, 'PATCH', team(`/members/${ownerId}/role`), { role: 'ADMIN' });
      const leaving = await Promise.all([second, third].map((one) => send(one, 'POST', team('/leave'), {})));
      expect(leaving.map(({ status }) => status).sort()).toEqual([204, 409]);
      const left = leaving[0]!.status === 204 ? third : second;
      const moved = await send(left, 'POST', team('/transfer-ownership'), { userId: ownerId });
      expect(moved.body.role).toBe('OWNER');
      expect([await roleIn(left), await roleIn(owner)]).toEqual(['ADMIN', 'OWNER']);
    });
  });

  describe('whoever is shut out', () => {
    const lookIn = async (person: Colleague, key: string, feed: string) => {
      const at = (headers: Record<string, string>) => api.send('GET', '/api/leads', undefined, headers);
      const refreshed = await api.post('/api/auth/refresh', { refreshToken: person.refreshToken });
      return [
        (await at(bearer(person))).status,
        refreshed.status,
        (await at({ 'x-api-key': key })).status,
        (await api.send('GET', new URL(feed).pathname)).status,
      ];
    };
    const furnished = async (role: 'ADMIN') => {
      const person = await colleague(api, owner, role);
      const { body } = await send(person, 'POST', '/api-keys', { name: 'k', scopes: ['leads:read'] });
      const feed = (await send(person, 'GET', '/appointments/feed')).body?.url as string;
      return { person, key: body.key as string, feed };
    };

    it('loses tokens, refresh, keys and feed links at once, and gets in again when activated', async () => {
      const { person, key, feed } = await furnished('ADMIN');
      expect(await lookIn(person, key, feed)).toEqual([200, 200, 200, 200]);
      const off = await send(owner, 'POST', team(`/members/${person.userId}/deactivate`), {});
      expect(off.body.active).toBe(false);
      expect(await lookIn(person, key, feed)).toEqual([401, 401, 401, 404]);
      expect(
        (await api.post('/api/auth/login', { email: person.email, password: goodPassword })).status,
      ).toBe(401);
      expect(codeOf(await send(owner, 'POST', '/leads', { name: 'x', assignedToId: person.userId }))).toEqual(
        [404, 'user_not_found'],
      );
      await send(owner, 'POST', team(`/members/${person.userId}/activate`), {});
      const back = { ...person, ...(await api.login(person.email)) };
      expect(await lookIn(back, key, feed)).toEqual([200, 200, 200, 200]);
    });

    it('is noticed by another process within 30 seconds', async () => {
      const { person, key } = await furnished('ADMIN');
      const other = await ApiUnderTest.start({}, [], api.database);
      const look = async () => [
        (await other.get('/api/leads', person)).status,
        (await other.send('GET', '/api/leads', undefined, { 'x-api-key': key })).status,
      ];
      expect(await look()).toEqual([200, 200]);
      await send(owner, 'POST', team(`/members/${person.userId}/deactivate`), {});
      const clock = other.api.app.get(Clock);
      const now = clock.now().getTime();
      jest.spyOn(clock, 'now').mockReturnValue(new Date(now + 30_000));
      expect(await look()).toEqual([401, 401]);
      await other.stop({ keepDatabase: true });
    });
  });

  it('switches teams: each token is for one, and the next sign-in leads to the last', async () => {
    const { body: second } = await send(owner, 'POST', '/teams', {
      name: 'Second',
      timezone: 'America/Chicago',
    });
    expect(second).toMatchObject({ name: 'Second', memberLeadVisibility: 'own_and_unassigned' });
    expect(codeOf(await send(owner, 'GET', `/teams/${second.id}`))).toEqual([404, 'team_not_found']);
    const { status, body } = await send(owner, 'POST', '/auth/switch-team', { teamId: second.id });
    expect(status).toBe(200);
    await send(body, 'POST', '/leads', { name: 'Of the second' });
    const names = async (as: { accessToken: string }) =>
      (await send(as, 'GET', '/leads')).body.data.map(({ name }: { name: string }) => name);
    expect(await names(body)).toEqual(['Of the second']);
    expect(await names(owner)).not.toContain('Of the second');
    expect((await send(await api.login(owner.email), 'GET', '/auth/me')).body.team.id).toBe(second.id);
    const stranger = await api.owner();
    for (const id of [second.id, randomUUID()])
      expect(codeOf(await send(stranger, 'POST', '/auth/switch-team', { teamId: id }))).toEqual([
        404,
        'team_not_found',
      ]);
    const { rows } = await api.database.admin.query<{ count: number }>(
      `SELECT count(DISTINCT absolute_expires_at)::int AS count FROM session WHERE user_id = $1 AND created_at <
         (SELECT max(created_at) FROM session WHERE user_id = $1)`,
      [ownerId],
    );
    expect(rows[0]!.count).toBe(1);
    await send(body, 'POST', '/campaigns', { name: 'x', type: 'EMAIL' });
    await api.database.admin.query(`UPDATE campaign SET status = 'SCHEDULED' WHERE team_id = $1`, [
      second.id,
    ]);
    expect(codeOf(await send(body, 'DELETE', `/teams/${second.id}`))).toEqual([409, 'team_busy']);
    await api.database.admin.query(`UPDATE campaign SET status = 'DRAFT' WHERE team_id = $1`, [second.id]);
    expect((await send(body, 'DELETE', `/teams/${second.id}`)).status).toBe(204);
    expect((await send(body, 'GET', '/leads')).status).toBe(401);
    expect((await send(await api.login(owner.email), 'GET', '/auth/me')).body.team.id).toBe(teamId);
  });

  it('hands on the work of who is removed, and leaves them a team of their own', async () => {
    const gone = await colleague(api, owner, 'MEMBER');
    const heir = await colleague(api, owner, 'MEMBER');
    const { body: lead } = await send(owner, 'POST', '/leads', { name: 'Theirs', assignedToId: gone.userId });
    await api.database.admin.query(
      `INSERT INTO lead (id, team_id, name, assigned_to_id, updated_at)
       SELECT gen_random_uuid(), $1, 'Many ' || n, $2, now() FROM generate_series(1, 1200) AS n`,
      [teamId, gone.userId],
    );
    await api.database.admin.query(
      `INSERT INTO task (id, team_id, title, due_at, updated_at, assigned_to_id) VALUES (gen_random_uuid(), $1, 'Call', now(), now(), $2)`,
      [teamId, gone.userId],
    );
    const { body: tour } = await send(owner, 'POST', '/appointments', {
      ...{ title: 'Tour', type: 'SHOWING', startAt: '2030-05-06T15:00:00Z', leadId: lead.id },
      hostId: gone.userId,
    });
    for (const reassignTo of [gone.userId, randomUUID()])
      expect(
        codeOf(await send(owner, 'DELETE', team(`/members/${gone.userId}?reassignTo=${reassignTo}`))),
      ).toEqual([404, 'user_not_found']);
    expect(
      (await send(owner, 'DELETE', team(`/members/${gone.userId}?reassignTo=${heir.userId}`))).status,
    ).toBe(204);
    expect((await send(gone, 'GET', '/leads')).status).toBe(401);
    const again = await api.login(gone.email);
    expect((await send(again, 'GET', '/auth/me')).body).toMatchObject({
      role: 'OWNER',
      team: { name: 'Kim Ng’s team' },
    });
    await working(() =>
      eventually(async () => {
        const { rows } = await api.database.admin.query(
          `SELECT (SELECT count(*)::int FROM lead WHERE assigned_to_id = $1) AS leads,
             (SELECT count(*)::int FROM task WHERE assigned_to_id = $1) AS tasks,
             (SELECT host_id FROM appointment WHERE id = $2) AS host`,
          [heir.userId, tour.id],
        );
        expect(rows).toEqual([{ leads: 1201, tasks: 1, host: heir.userId }]);
      }),
    );
    const { body: log } = await send(owner, 'GET', `/activities?leadId=${lead.id}`);
    expect(log.data.map(({ type }: { type: string }) => type)).toContain('lead.assigned');
  });

  it('imports and enrols for a member no lead that they do not see', async () => {
    const agent = await colleague(api, owner, 'MEMBER');
    const make = async (name: string, assignedToId: string | null) =>
      (
        await send(owner, 'POST', '/leads', {
          name,
          email: `${name}@import.example`,
          source: 'walk',
          assignedToId,
        })
      ).body.id;
    const [mine, theirs] = [await make('mine', agent.userId), await make('theirs', ownerId)];
    const form = new FormData();
    form.set('onDuplicate', 'update');
    form.set('start', 'true');
    const csv =
      'name,email,city\nA,mine@import.example,Austin\nB,theirs@import.example,Austin\nC,new@import.example,Austin\n';
    form.set('file', new Blob([csv], { type: 'text/csv' }), 'leads.csv');
    const uploaded = await fetch(`${api.url}/api/leads/import`, {
      method: 'POST',
      body: form,
      headers: bearer(agent),
    });
    const { id } = (await uploaded.json()) as { id: string };
    const { body: workflow } = await send(owner, 'POST', '/workflows', { name: 'W' });
    const definition = {
      trigger: { type: 'MANUAL' },
      reentry: { mode: 'never' },
      exit: [],
      start: 'end',
      nodes: { end: { kind: 'END' } },
    };
    const version = randomUUID();
    await api.database.admin.query(
      `INSERT INTO workflow_version (id, team_id, workflow_id, number, definition, checksum, trigger_type) VALUES ($1, $2, $3, 1, $4, 'x', 'MANUAL')`,
      [version, teamId, workflow.id, definition],
    );
    await api.database.admin.query(
      `UPDATE workflow SET active = true, published_version_id = $1, trigger_type = 'MANUAL' WHERE id = $2`,
      [version, workflow.id],
    );
    const enrolled = await send(agent, 'POST', `/workflows/${workflow.id}/enrol`, {
      filter: { source: 'walk' },
    });
    expect([enrolled.status, uploaded.status]).toEqual([200, 201]);
    await working(() =>
      eventually(async () => {
        const { body: done } = await send(agent, 'GET', `/leads/import/${id}`);
        expect(done).toMatchObject({ state: 'completed', created: 1, updated: 1, skipped: 1 });
        const { body: entered } = await send(
          agent,
          'GET',
          `/workflow-enrolments/${enrolled.body.enrolmentId}`,
        );
        expect(entered).toMatchObject({ state: 'completed', found: 1, entered: 1 });
      }, 30_000),
    );
    const cityOf = async (leadId: string) => (await send(owner, 'GET', `/leads/${leadId}`)).body.city;
    expect([await cityOf(mine), await cityOf(theirs)]).toEqual(['Austin', null]);
    const { rows } = await api.database.admin.query(
      `SELECT lead_id FROM workflow_run WHERE workflow_id = $1`,
      [workflow.id],
    );
    expect(rows).toEqual([{ lead_id: mine }]);
    // Imports of others are not theirs to read.
    const other = await colleague(api, owner, 'MEMBER');
    expect((await send(other, 'GET', `/leads/import/${id}`)).status).toBe(404);
  });
});
