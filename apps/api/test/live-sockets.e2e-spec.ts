import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { INestApplicationContext } from '@nestjs/common';
import { newId } from '@platform/database';
import { createWorkerApp } from '../../worker/src/create-worker';
import { colleague } from '../../../test/isolation/colleague';
import { backendUnderTest, testEnv } from '../../../test/support/environment';
import { eventually } from '../../../test/support/eventually';
import { ApiUnderTest, bearer, type Person } from './api-client';
import { LivePage } from './live-page';

type Member = Person & { userId: string };

describe('live events', () => {
  let api: ApiUnderTest;
  let other: ApiUnderTest;
  let worker: INestApplicationContext;
  let owner: Member;
  let member: Member;
  const pages: LivePage[] = [];
  const settings = {
    QUEUE_PREFIX: `live-${randomBytes(4).toString('hex')}`,
    FRONTEND_URL: 'https://crm.example',
  };

  const open = async (as: Person, { url = api.url, cursor = undefined as string | undefined } = {}) => {
    const page = await LivePage.open(url, as, cursor);
    pages.push(page);
    return page;
  };
  const send = (as: Person, method: string, path: string, body?: unknown) =>
    api.send(method, `/api${path}`, body, bearer(as));
  const lead = async (as: Person, name = 'Pat Lopez'): Promise<string> =>
    (await send(as, 'POST', '/leads', { name })).body.id;
  const assign = (leadId: string, userId: string | null) =>
    send(owner, 'PATCH', `/leads/${leadId}/assign`, { userId });
  const person = async (page: Person): Promise<Member> => {
    const { body } = await send(page, 'GET', '/auth/me');
    return { ...page, userId: body.id };
  };
  const rows = (sql: string, values: unknown[] = []) => api.database.admin.query(sql, values);
  const refusalOf = async (auth: Record<string, unknown>, options: object = {}) => {
    const page = LivePage.of(api.url, auth, { reconnection: false, ...options });
    return page.connect().then(
      () => 'admitted',
      (error: Error & { data?: { code: string } }) => error.data?.code ?? error.message,
    );
  };
  /** Everything that has happened so far is in the feed: what is not heard by now was not told. */
  const settled = () =>
    eventually(async () => {
      const { rows: found } = await rows(
        `SELECT (SELECT count(*)::int FROM domain_event WHERE dispatched_at IS NULL) +
           (SELECT count(*)::int FROM job WHERE state IN ('active', 'retrying') OR state = 'scheduled' AND due_at <= now()) AS open`,
      );
      expect(found).toEqual([{ open: 0 }]);
    });

  beforeAll(async () => {
    api = await ApiUnderTest.start(settings);
    other = await ApiUnderTest.start(settings, [], api.database);
    worker = await createWorkerApp(testEnv(api.database, settings));
    owner = await person(await api.owner());
    member = await colleague(api, owner, 'MEMBER');
  });
  afterEach(() => pages.splice(0).forEach((page) => page.close()));
  afterAll(async () => {
    await worker.close();
    await other.stop({ keepDatabase: true });
    await api.stop();
  });

  describe('who connects', () => {
    it('says who they are, as with a request', async () => {
      expect(await refusalOf({})).toBe('unauthenticated');
      expect(await refusalOf({ token: 'x.y.z' })).toBe('token_invalid');
      expect(await refusalOf({ token: { $ne: null } })).toBe('unauthenticated');
      const { body } = await api.post('/api/api-keys', { name: 'k', scopes: ['leads:read'] }, owner);
      expect(await refusalOf({ token: body.key })).toBe('person_needed');
      expect(await refusalOf({ token: owner.accessToken, cursor: 'nonsense' })).toBe('validation_failed');
      const gone = await api.login(owner.email);
      await send(gone, 'POST', '/auth/logout');
      expect(await refusalOf({ token: gone.accessToken })).toBe('session_ended');
    });

    it('comes from the frontend, or from no browser', async () => {
      const token = owner.accessToken;
      const from = (origin: string) => refusalOf({ token }, { extraHeaders: { origin } });
      expect(await from('https://elsewhere.example')).toBe('websocket error');
      expect(await from('https://crm.example')).toBe('admitted');
      expect((await api.get('/socket.io/?EIO=4&transport=polling')).status).toBe(400);
    });

    it('has nothing to say, least of all at length', async () => {
      const talker = await open(owner);
      talker.socket.emit('join', 'team:someone-elses');
      await eventually(() =>
        expect(talker.goodbyes).toEqual([{ code: 'unexpected_message', reconnect: false }]),
      );
      const shouter = await open(owner);
      shouter.socket.io.reconnection(false);
      shouter.socket.emit('x', 'x'.repeat(10_000));
      await eventually(() => expect(shouter.ends).toHaveLength(1));
      expect((await api.get('/api/health')).status).toBe(200);
    });

    it('has ten pages at most', async () => {
      const busy = await person(await api.owner());
      const ten = await Promise.all(Array.from({ length: 10 }, () => open(busy)));
      const eleventh = await open(busy);
      await eventually(() =>
        expect(eleventh.goodbyes).toEqual([{ code: 'too_many_connections', reconnect: false }]),
      );
      ten[0]!.close();
      await eventually(async () => expect((await open(busy)).goodbyes).toEqual([]));
    });
  });

  describe('what is told', () => {
    it('reaches every page of the team on every api, in one order, and by REST the same', async () => {
      const [here, there] = [await open(owner), await open(owner, { url: other.url })];
      const stranger = await open(await api.owner());
      const leadId = await lead(owner);
      await send(owner, 'PATCH', `/leads/${leadId}/status`, { status: 'QUALIFIED' });
      await send(owner, 'POST', '/tasks', { title: 'Call', leadId, dueAt: '2031-01-01T10:00:00Z' });
      await eventually(() =>
        expect(here.words.join()).toMatch(/lead\.changed.*status.*task\.changed opened/),
      );
      await settled();
      await eventually(() => expect(there.heard).toEqual(here.heard));
      expect(stranger.heard).toEqual([]);
      expect(JSON.stringify(here.heard)).not.toContain('Pat Lopez');
      const { body } = await send(owner, 'GET', `/events?cursor=${here.starts[0]!.cursor}`);
      expect(body).toEqual({ data: here.heard, cursor: here.cursor, more: false });
    });

    it('is each person’s own where it is about them', async () => {
      const [mine, theirs] = [await open(owner), await open(member, { url: other.url })];
      const { body } = await send(owner, 'POST', '/tasks', {
        ...{ title: 'Call', dueAt: '2031-01-01T10:00:00Z', assignedToId: member.userId },
      });
      await eventually(() => expect(theirs.words).toContain('notification.changed created'));
      await settled();
      expect(mine.words).not.toContain('notification.changed created');
      await eventually(() => expect(theirs.about(body.id).length).toBeGreaterThan(0));
      const [{ id }] = (await send(member, 'GET', '/notifications')).body.data;
      const tab = await open(member);
      await send(member, 'PATCH', `/notifications/${id}/read`);
      await send(member, 'PATCH', `/notifications/${id}/read`);
      await send(member, 'DELETE', `/notifications/${id}`);
      await eventually(() =>
        expect(tab.words).toEqual(['notification.changed read', 'notification.changed deleted']),
      );
    });

    it('keeps to the leads that a member sees', async () => {
      const hers = await open(member, { url: other.url });
      const all = await open(owner);
      const [own, foreign, free] = [await lead(owner), await lead(owner), await lead(owner)];
      await assign(own, member.userId);
      await assign(foreign, owner.userId);
      await settled();
      const start = (await send(member, 'GET', '/events')).body.cursor;
      const before = hers.heard.length;
      for (const id of [own, foreign, free])
        await send(owner, 'POST', `/leads/${id}/notes`, { content: 'A word.' });
      await eventually(() =>
        expect(all.words.filter((word) => word === 'note.changed added')).toHaveLength(3),
      );
      await settled();
      const told = () =>
        hers.heard
          .slice(before)
          .filter(({ type }) => type !== 'notification.changed')
          .map(({ data }) => data.leadId);
      await eventually(() => expect(new Set(told())).toEqual(new Set([own, free])));
      const { body } = await send(member, 'GET', `/events?cursor=${start}`);
      expect(new Set(body.data.map(({ data }: { data: { leadId: string } }) => data.leadId))).toEqual(
        new Set([own, free]),
      );
      // What was hers and is a colleague's now: she hears that, and then no more.
      await assign(own, owner.userId);
      await eventually(() => expect(hers.about(own).at(-1)?.data.what).toContain('assigned'));
      const soFar = hers.about(own).length;
      await send(owner, 'PATCH', `/leads/${own}/status`, { status: 'LOST' });
      await eventually(() => expect(all.about(own).at(-1)?.data.what).toContain('status'));
      await lead(member);
      await settled();
      await eventually(() => expect(hers.words.at(-1)).toBe('lead.changed created'));
      expect(hers.about(own)).toHaveLength(soFar);
    });

    it('says of many at once that they are many', async () => {
      const page = await open(owner);
      const ids: string[] = [];
      for (let n = 0; n < 60; n += 1) ids.push(await lead(owner));
      await settled();
      const before = page.heard.length;
      await send(owner, 'POST', '/leads/bulk/update', { ids, changes: { status: 'CONTACTED' } });
      await eventually(() =>
        expect(page.heard.slice(before).map(({ data }) => data)).toContainEqual({
          ...{ leadId: null, what: expect.arrayContaining(['status']) },
        }),
      );
    });
  });

  it('follow a campaign while it is being sent', async () => {
    const page = await open(owner);
    const [{ body: me }, [campaignId, jobId]] = [await send(owner, 'GET', '/auth/me'), [newId(), newId()]];
    await rows(
      `INSERT INTO campaign (id, team_id, name, type, status, updated_at) VALUES ($1, $2, 'Spring', 'EMAIL', 'ACTIVE', now())`,
      [campaignId, me.team.id],
    );
    await rows(
      `INSERT INTO job (id, team_id, name, queue, payload, due_at, state, max_attempts, lease_until, enqueued_at)
       VALUES ($1, $2, 'messaging.send-lane', 'campaigns', $3, now(), 'active', 8, now() + interval '1 hour', now())`,
      [jobId, me.team.id, { teamId: me.team.id, sourceId: campaignId }],
    );
    await eventually(() =>
      expect(page.about(campaignId)[0]).toMatchObject({
        ...{ type: 'campaign.changed', data: { what: ['progress'] } },
      }),
    );
    await rows(`DELETE FROM job WHERE id = $1`, [jobId]);
  });

  describe('a page that was away', () => {
    it('is told what it missed, once, in order, wherever it comes back', async () => {
      const page = await open(owner);
      await lead(owner, 'first');
      await eventually(() => expect(page.words.join()).toContain('created'));
      await settled();
      page.close();
      const missed = [await lead(owner, 'second'), await lead(owner, 'third')];
      await settled();
      const back = await open(owner, { url: other.url, cursor: page.cursor });
      expect(back.starts).toEqual([{ cursor: page.cursor, resumed: true }]);
      await eventually(() =>
        expect(new Set(back.heard.map(({ data }) => data.leadId))).toEqual(new Set(missed)),
      );
      const { body } = await send(owner, 'GET', `/events?cursor=${page.cursor}`);
      expect(back.heard).toEqual(body.data);
    });

    it('is told to load anew when that is not kept any more, is too much, or was of another team', async () => {
      const page = await open(owner);
      const stranger = await open(await api.owner());
      expect((await open(owner, { cursor: stranger.cursor })).starts[0]).toMatchObject({ resumed: false });
      const teamId = JSON.parse(Buffer.from(page.cursor!, 'base64url').toString())[0] as string;
      await lead(owner);
      await settled();
      await rows(`UPDATE live_feed SET floor = last WHERE team_id = $1`, [teamId]);
      const late = await open(owner, { cursor: page.starts[0]!.cursor });
      expect(late.starts[0]).toMatchObject({ resumed: false });
      expect(late.heard).toEqual([]);
      for (const cursor of [page.starts[0]!.cursor, stranger.cursor])
        expect((await send(owner, 'GET', `/events?cursor=${cursor}`)).body).toMatchObject({
          ...{ status: 410, code: 'cursor_expired' },
        });
      // It hears what happens from now on.
      const id = await lead(owner);
      await eventually(() => expect(late.about(id)).toHaveLength(1));
    });
  });

  describe('who may no longer hear', () => {
    it('is sent away everywhere: signed out, deactivated, of another role', async () => {
      const [out, gone, risen] = [
        await person(await api.login(member.email)),
        await colleague(api, owner, 'MEMBER'),
        await colleague(api, owner, 'MEMBER'),
      ];
      const at = [api.url, other.url];
      const pagesOf = (as: Person) => Promise.all(at.map((url) => open(as, { url })));
      const [outs, gones, risens] = [await pagesOf(out), await pagesOf(gone), await pagesOf(risen)];
      const began = Date.now();
      const [{ body: me }] = [await send(owner, 'GET', '/auth/me')];
      const team = `/teams/${me.team.id}/members`;
      await send(out, 'POST', '/auth/logout');
      const deactivated = await send(owner, 'POST', `${team}/${gone.userId}/deactivate`);
      const promoted = await send(owner, 'PATCH', `${team}/${risen.userId}/role`, { role: 'MANAGER' });
      expect([deactivated.status, promoted.status]).toEqual([200, 200]);
      await eventually(() => {
        for (const page of [...outs, ...gones])
          expect([page.goodbyes, page.socket.connected]).toEqual([
            [{ code: 'session_ended', reconnect: false }],
            false,
          ]);
        // With the new role they are back by themselves.
        for (const page of risens)
          expect([page.goodbyes, page.starts.length]).toEqual([
            [{ code: 'access_changed', reconnect: true }],
            2,
          ]);
      }, 25_000);
      expect(Date.now() - began).toBeLessThan(30_000);
    }, 60_000);
  });

  describe('when something breaks', () => {
    it('the way between the apis is mended, and meanwhile the feed is looked at', async () => {
      const [here, there] = [await open(owner), await open(owner, { url: other.url })];
      if (backendUnderTest === 'postgres')
        await rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE 'LISTEN%'`);
      else {
        const { Redis } = await import('ioredis');
        const redis = new Redis(process.env.TEST_REDIS_URL!);
        await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
        redis.disconnect();
      }
      const ids = [await lead(owner), await lead(owner)];
      await eventually(() => {
        for (const page of [here, there])
          for (const id of ids) expect(page.about(id).length).toBeGreaterThan(0);
      });
      const later = await lead(owner);
      await eventually(() => expect(there.about(later)).toHaveLength(1), 3_000);
    });
  });

  describe('an api that ends', () => {
    it('says goodbye, keeps nobody and waits for nobody; its pages go on elsewhere and miss nothing', async () => {
      const ending = await ApiUnderTest.start(settings, [], api.database);
      const page = await open(owner, { url: ending.url });
      // Somebody who has been switched off in the middle of it answers no farewell.
      const { hostname, port } = new URL(ending.url);
      const dead = connect(Number(port), hostname);
      dead.write(
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n' +
          'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      expect(String(await once(dead, 'data'))).toContain('101 Switching Protocols');
      dead.pause();
      const began = Date.now();
      const ended = ending.stop({ keepDatabase: true });
      await eventually(() => expect(page.goodbyes).toEqual([{ code: 'server_going_away', reconnect: true }]));
      await ended;
      expect(Date.now() - began).toBeLessThan(5_000);
      // The client comes back by itself; a load balancer would show it another api at the same address.
      await eventually(() => expect(page.ends).toEqual(['transport close']));
      expect(page.socket.active).toBe(true);
      const id = await lead(owner);
      await settled();
      const back = await open(owner, { url: other.url, cursor: page.cursor });
      expect(back.starts[0]).toMatchObject({ resumed: true });
      await eventually(() => expect(back.about(id)).toHaveLength(1));
      dead.destroy();
    });
  });
});
