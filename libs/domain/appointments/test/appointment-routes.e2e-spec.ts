import ICAL from 'ical.js';
import { newId } from '@platform/database';
import { AppointmentsLab, type Body, type LeadOfTest, type TeamOfTest } from './appointments-lab';

const start = '2030-03-06T15:00:00-05:00';
const tour = { title: 'Tour of 12 Main St', type: 'SHOWING', startAt: start, invite: false };

describe('the routes of appointments', () => {
  let lab: AppointmentsLab;
  let team: TeamOfTest;
  let lead: LeadOfTest;
  beforeAll(async () => {
    lab = await AppointmentsLab.start({ worker: false });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    team = await lab.team();
    lead = await lab.lead(team);
  });

  const call = (
    ...args: Parameters<AppointmentsLab['call']> extends [unknown, ...infer Rest] ? Rest : never
  ) => lab.call(team, ...args);
  const post = (body: object) => call('POST', '/appointments', body);
  const faults = ({ status, body }: { status: number; body: Body }) => [
    status,
    ...(body.errors ?? []).map(({ field, code }: { field: string; code: string }) => `${field} ${code}`),
  ];

  it('book, show, change, confirm, complete; every step on record', async () => {
    const { status, body } = await post({
      ...tour,
      leadId: lead.id,
      durationMinutes: 45,
      location: '12 Main St',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ status: 'SCHEDULED', startAt: '2030-03-06T20:00:00.000Z', endAt: '2030-03-06T20:45:00.000Z' },
      ...{ zone: 'America/New_York', hostId: team.userId, leadId: lead.id, revision: 0, icsSequence: 0 },
      attendees: [{ key: `lead:${lead.id}`, email: lead.email, name: 'Pat Lopez', response: 'NEEDS_ACTION' }],
      reminders: [
        { offsetMinutes: 1440, channel: 'EMAIL', state: 'planned' },
        { offsetMinutes: 120, channel: 'SMS', state: 'planned' },
        { offsetMinutes: 15, channel: 'IN_APP', recipient: `user:${team.userId}`, state: 'planned' },
      ],
    });
    expect(body).not.toHaveProperty('messageSourceId');
    const { id } = body;
    expect((await call('PATCH', `/appointments/${id}/confirm`)).body).toMatchObject({
      status: 'CONFIRMED',
      revision: 0,
    });
    const moved = await call('PUT', `/appointments/${id}`, { localStart: '2030-03-07T09:30' });
    expect(moved.body).toMatchObject({
      ...{ status: 'SCHEDULED', confirmedAt: null, revision: 1, icsSequence: 1 },
      ...{ startAt: '2030-03-07T14:30:00.000Z', endAt: '2030-03-07T15:15:00.000Z' },
    });
    expect((await call('PUT', `/appointments/${id}`, {})).body).toMatchObject({ revision: 1 });
    expect((await call('PUT', `/appointments/${id}`, { location: null })).body).toMatchObject({
      location: null,
      revision: 2,
    });
    expect(await call('PATCH', `/appointments/${id}/no-show`, {})).toMatchObject({
      status: 409,
      body: { code: 'appointment_not_started' },
    });
    const done = await call('PATCH', `/appointments/${id}/complete`, { outcome: 'They liked it' });
    expect(done.body).toMatchObject({ status: 'COMPLETED', outcome: 'They liked it' });
    expect((await call('PATCH', `/appointments/${id}/complete`, {})).status).toBe(200);
    for (const [method, path] of [
      ['PUT', ''],
      ['DELETE', ''],
      ['PATCH', '/confirm'],
    ] as const)
      expect(
        await call(method, `/appointments/${id}${path}`, method === 'PUT' ? { title: 'x' } : undefined),
      ).toMatchObject({
        status: 409,
        body: { code: 'appointment_illegal_transition' },
      });
    expect(await lab.events(team)).toEqual([
      'appointment.created',
      'appointment.confirmed',
      'appointment.rescheduled',
      'appointment.updated',
      'appointment.completed',
    ]);
    const trail = await lab.rows(`SELECT type, user_id FROM activity WHERE lead_id = $1 ORDER BY id`, [
      lead.id,
    ]);
    expect(trail.map(({ type }) => type)).toEqual(await lab.events(team));
    expect(trail.every(({ user_id }) => user_id === team.userId)).toBe(true);
  });

  it('refuse local times that no clock shows, and choose between two as they are told', async () => {
    const at = async (more: object) => {
      const { startAt: _none, ...rest } = tour;
      return post({ ...rest, zone: 'America/New_York', allowConflict: true, ...more });
    };
    expect(faults(await at({ localStart: '2030-03-10T02:30' }))).toEqual([
      400,
      'localStart local_time_skipped',
    ]);
    const startOf = async (more: object) => (await at(more)).body.startAt;
    expect(await startOf({ localStart: '2030-11-03T01:30' })).toBe('2030-11-03T05:30:00.000Z');
    expect(await startOf({ localStart: '2030-11-03T01:30', repeated: 'later' })).toBe(
      '2030-11-03T06:30:00.000Z',
    );
    expect(await startOf({ localStart: '2030-10-06T03:30', zone: 'Australia/Sydney' })).toBe(
      '2030-10-05T16:30:00.000Z',
    );
    expect(faults(await at({ localStart: '2030-10-06T02:30', zone: 'Australia/Sydney' }))).toEqual([
      400,
      'localStart local_time_skipped',
    ]);
  });

  it.each<[object, string[]]>([
    [{ startAt: undefined }, ['startAt required']],
    [{ startAt: '2030-03-06' }, ['startAt not_a_date']],
    [{ localStart: '2030-03-06T15:00' }, ['startAt one_too_many']],
    [{ startAt: undefined, localStart: '2030-02-30T15:00' }, ['localStart local_time_invalid']],
    [{ startAt: '1999-03-06T15:00:00Z' }, ['startAt out_of_range']],
    [{ zone: 'Mars/Olympus' }, ['zone zone_unknown']],
    [{ endAt: '2030-03-06T14:00:00-05:00' }, ['endAt ends_before_start']],
    [{ endAt: '2030-03-08T15:00:00-05:00' }, ['endAt too_long']],
    [{ endAt: '2030-03-06T16:00:00-05:00', durationMinutes: 5 }, ['endAt one_too_many']],
    [{ title: '' }, ['title too_short']],
    [{ type: 'LUNCH' }, ['type not_allowed']],
    [{ attendees: [{}] }, ['attendees[0] attendee_unclear']],
    [{ attendees: [{ email: 'pat@example.com', leadId: newId() }] }, ['attendees[0] attendee_unclear']],
    [{ attendees: [{ email: 'no address' }] }, ['attendees[0].email not_an_email']],
    [
      { reminderRules: [{ offsetMinutes: 5 }] },
      ['channel', 'audience', 'usefulMinutes', 'quietHours'].map(
        (name) => `reminderRules[0].${name} required`,
      ),
    ],
    [
      {
        reminderRules: [
          { offsetMinutes: 5, channel: 'SMS', audience: 'HOST', usefulMinutes: 5, quietHours: 'HOLD' },
        ],
      },
      ['reminderRules[0] rule_reaches_nobody'],
    ],
    [{ meetingUrl: 'javascript:alert(1)' }, ['meetingUrl not_a_url']],
    [{ invite: null }, ['invite not_a_boolean']],
    [{ status: 'CONFIRMED' }, ['status unknown_property']],
  ])('refuse %j', async (change, expected) => {
    const [status, ...found] = faults(await post({ ...tour, ...change }));
    expect(status).toBe(400);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it('know no strangers', async () => {
    const other = await lab.team();
    const theirs = await lab.lead(other);
    const { body } = await lab.call(other, 'POST', '/appointments', { ...tour, leadId: theirs.id });
    for (const [more, code] of [
      [{ leadId: theirs.id }, 'lead_not_found'],
      [{ hostId: other.userId }, 'user_not_found'],
      [{ attendees: [{ leadId: theirs.id }] }, 'lead_not_found'],
      [{ attendees: [{ userId: other.userId }] }, 'user_not_found'],
    ] as const)
      expect(await post({ ...tour, ...more })).toMatchObject({ status: 404, body: { code } });
    for (const path of ['', '/ics'])
      expect(await call('GET', `/appointments/${body.id}${path}`)).toMatchObject({
        status: 404,
        body: { code: 'appointment_not_found' },
      });
    expect((await call('GET', `/appointments?leadId=${theirs.id}`)).body).toMatchObject({
      code: 'lead_not_found',
    });
    const range = 'from=2030-03-01&to=2030-03-31';
    expect(
      (await call('GET', `/appointments/free-busy?userIds=${other.userId}&${range}`)).body,
    ).toMatchObject({
      code: 'user_not_found',
    });
    expect(
      (await lab.call({ ...team, userId: 'key' }, 'POST', '/appointments', tour)).body.errors,
    ).toMatchObject([{ field: 'hostId', code: 'required' }]);
    expect(
      (await call('PUT', '/appointments/reminder-defaults', { rules: [] }, { role: 'MEMBER' })).status,
    ).toBe(403);
  });

  it('keep a host from being in two places, however many book at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        post({
          ...tour,
          startAt: new Date(Date.parse(start) + index * 60_000).toISOString(),
          title: `Tour ${index}`,
        }),
      ),
    );
    const [won, ...more] = answers.filter(({ status }) => status === 201);
    expect(more).toEqual([]);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(11);
    for (const { body } of refused)
      expect(body).toMatchObject({
        code: 'appointment_conflict',
        errors: [{ code: 'overlaps', message: expect.stringContaining(won!.body.id) }],
      });
    expect((await post({ ...tour, allowConflict: true })).status).toBe(201);
    // End to end is no overlap; another host is another matter; what is over blocks nobody.
    const later = await post({ ...tour, startAt: '2030-03-06T17:00:00-05:00' });
    const after = await post({ ...tour, startAt: '2030-03-06T17:30:00-05:00' });
    expect([later.status, after.status]).toEqual([201, 201]);
    expect((await post({ ...tour, hostId: await lab.member(team.scope.teamId) })).status).toBe(201);
    expect(
      await call('PUT', `/appointments/${after.body.id}`, { startAt: '2030-03-06T17:10:00-05:00' }),
    ).toMatchObject({
      status: 409,
      body: { code: 'appointment_conflict' },
    });
    await call('DELETE', `/appointments/${later.body.id}`);
    expect(
      (await call('PUT', `/appointments/${after.body.id}`, { startAt: '2030-03-06T17:10:00-05:00' })).status,
    ).toBe(200);
    expect((await call('PUT', `/appointments/${after.body.id}`, { durationMinutes: 40 })).status).toBe(200);
  });

  it('keep one host from two moves at once', async () => {
    const host = await lab.member(team.scope.teamId);
    const ids: string[] = [];
    for (let day = 10; day < 18; day += 1)
      ids.push((await post({ ...tour, hostId: host, startAt: `2030-05-${day}T15:00:00Z` })).body.id);
    const answers = await Promise.all(
      ids.map((id) => call('PUT', `/appointments/${id}`, { startAt: '2030-06-01T15:00:00Z' })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 409),
    ]);
  });

  it('list what overlaps a range, in order, page by page', async () => {
    const titles = ['a', 'b', 'c', 'd', 'e'];
    for (const [index, title] of titles.entries())
      await post({
        ...tour,
        title,
        startAt: `2030-04-0${index + 1}T12:00:00Z`,
        type: index % 2 ? 'CALL' : 'SHOWING',
      });
    const list = async (query: string): Promise<{ titles: string[]; nextCursor: string | null }> => {
      const { body } = await call('GET', `/appointments?${query}`);
      return { titles: body.data.map(({ title }: { title: string }) => title), nextCursor: body.nextCursor };
    };
    const first = await list('limit=2&from=2030-04-02&to=2030-04-05');
    expect(first).toEqual({ titles: ['b', 'c'], nextCursor: expect.any(String) });
    expect(await list(`limit=2&from=2030-04-02&to=2030-04-05&cursor=${first.nextCursor}`)).toEqual({
      titles: ['d'],
      nextCursor: null,
    });
    expect((await list('from=2030-04-03T12:10:00Z&to=2030-04-03T12:20:00Z')).titles).toEqual(['c']);
    expect((await list('from=2030-04-03T12:30:00Z&to=2030-04-04T12:00:00Z')).titles).toEqual([]);
    expect((await list('type=CALL')).titles).toEqual(['b', 'd']);
    expect((await list(`status=SCHEDULED&hostId=${team.userId}&limit=1`)).titles).toEqual(['a']);
    expect((await call('GET', '/appointments?cursor=x')).status).toBe(400);
  });

  it('tell when people have no time, and nothing else', async () => {
    const colleague = await lab.member(team.scope.teamId);
    await post({ ...tour, durationMinutes: 60 });
    await post({ ...tour, startAt: '2030-03-06T15:30:00-05:00', durationMinutes: 60, allowConflict: true });
    await post({
      ...tour,
      hostId: colleague,
      startAt: '2030-03-06T18:00:00-05:00',
      attendees: [{ userId: team.userId }],
    });
    const cancelled = (await post({ ...tour, startAt: '2030-03-07T15:00:00-05:00' })).body.id;
    await call('DELETE', `/appointments/${cancelled}`);
    const range = 'from=2030-03-06T20:15:00Z&to=2030-03-09';
    const { body } = await call(
      'GET',
      `/appointments/free-busy?userIds=${team.userId},${colleague}&${range}`,
    );
    expect(body).toEqual([
      {
        userId: team.userId,
        busy: [
          { startAt: '2030-03-06T20:15:00.000Z', endAt: '2030-03-06T21:30:00.000Z' },
          { startAt: '2030-03-06T23:00:00.000Z', endAt: '2030-03-06T23:30:00.000Z' },
        ],
      },
      {
        userId: colleague,
        busy: [{ startAt: '2030-03-06T23:00:00.000Z', endAt: '2030-03-06T23:30:00.000Z' }],
      },
    ]);
    for (const wrong of ['from=2030-03-06&to=2030-03-06', 'from=2030-03-06&to=2032-03-06', 'from=2030-03-06'])
      expect((await call('GET', `/appointments/free-busy?userIds=${team.userId}&${wrong}`)).status).toBe(400);
  });

  it('give an appointment as a file that calendars read', async () => {
    const hostile = 'Tour; of, "12"\\ Main St 🏡 END:VCALENDAR';
    const { body } = await post({
      ...tour,
      title: hostile,
      leadId: lead.id,
      description: 'Line one\nBEGIN:VEVENT\nATTENDEE:mailto:evil@example.com',
      attendees: [{ email: 'Guest@Example.com', name: 'Gus, "the" Guest' }],
    });
    const { status, text } = await call('GET', `/appointments/${body.id}/ics`);
    expect(status).toBe(200);
    const calendar = new ICAL.Component(ICAL.parse(text));
    const events = calendar.getAllSubcomponents('vevent');
    expect(events).toHaveLength(1);
    const event = new ICAL.Event(events[0]!);
    expect(event).toMatchObject({ uid: `${body.id}@brickwork`, summary: hostile, sequence: 0 });
    expect(event.startDate.toJSDate().toISOString()).toBe('2030-03-06T20:00:00.000Z');
    expect(event.endDate.toJSDate().toISOString()).toBe('2030-03-06T20:30:00.000Z');
    expect(event.description).toBe('Line one\nBEGIN:VEVENT\nATTENDEE:mailto:evil@example.com');
    expect(event.organizer).toBe(`mailto:${team.email}`);
    expect(event.attendees.map((one) => String(one.getFirstValue()).toLowerCase())).toEqual([
      `mailto:${lead.email}`,
      'mailto:guest@example.com',
    ]);
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  });

  it('publish a calendar behind a secret link, until it is exchanged', async () => {
    const mine = (
      await post({ ...tour, leadId: lead.id, startAt: new Date(Date.now() + 86_400_000).toISOString() })
    ).body;
    const other = await lab.member(team.scope.teamId);
    await post({ ...tour, hostId: other, startAt: new Date(Date.now() + 86_400_000).toISOString() });
    const gone = (await post({ ...tour, startAt: new Date(Date.now() + 2 * 86_400_000).toISOString() })).body;
    await call('DELETE', `/appointments/${gone.id}`);
    const { url } = (await call('GET', '/appointments/feed')).body;
    expect((await call('GET', '/appointments/feed')).body.url).toBe(url);
    const read = (link: string) => lab.app.inject({ method: 'GET', url: new URL(link).pathname });
    const answer = await read(url);
    expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
    const events = new ICAL.Component(ICAL.parse(answer.body)).getAllSubcomponents('vevent');
    expect(events.map((event) => event.getFirstPropertyValue('uid'))).toEqual([`${mine.id}@brickwork`]);
    expect(answer.body).not.toContain(lead.email);
    const next = (await call('POST', '/appointments/feed/rotate')).body.url;
    expect((await read(url)).statusCode).toBe(404);
    expect((await read(next)).statusCode).toBe(200);
    for (const wrong of [`${next}x`, next.replace(/.$/, ''), 'https://x.example/api/calendar/abc.def'])
      expect((await read(wrong)).json()).toMatchObject({ status: 404, code: 'calendar_not_found' });
    await lab.rows(`DELETE FROM membership WHERE user_id = $1`, [team.userId]);
    expect((await read(next)).statusCode).toBe(404);
    expect((await lab.call({ ...team, userId: 'key' }, 'GET', '/appointments/feed')).status).toBe(403);
  });

  it('book once per Idempotency-Key', async () => {
    const options = { headers: { 'idempotency-key': newId() } };
    const [one, other] = [
      await call('POST', '/appointments', tour, options),
      await call('POST', '/appointments', tour, options),
    ];
    expect([one.status, other.status, other.body.id]).toEqual([201, 201, one.body.id]);
  });
});
