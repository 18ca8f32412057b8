import { SegmentsHttpModule } from '@domain/segments/http';
import { Segments } from '@domain/segments';
import { newId, type TenantScope } from '@platform/database';
import { SegmentPeopleRepository } from '../segment-people.repository';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';

const isNew = { fact: 'lead.status', op: 'eq', value: 'NEW' };
const stranger = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';

describe('segments', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    lab = await LeadsLab.start([SegmentsHttpModule]);
    team = await lab.team();
    for (const [key, type] of [
      ['birthday', 'date'],
      ['wants', 'multi_select'],
    ])
      await lab.sql(
        `INSERT INTO custom_field (id, team_id, key, label, type, options) VALUES ($1, $2, $3, $3, $4, '{Pool,Garden}')`,
        [newId(), team.scope.teamId, key, type],
      );
    const leads = [
      {
        name: 'Ana',
        status: 'NEW',
        score: 80,
        assignedToId: team.userId,
        customFields: { wants: 'Pool;Garden' },
      },
      { name: 'Bo', status: 'NEW', score: 10, source: 'Zillow', customFields: { birthday: '1984-02-29' } },
      { name: 'Cy', status: 'WON', score: 90, assignedToId: await lab.member(team.scope.teamId) },
    ];
    for (const lead of leads) {
      const { status, body } = await lab.call(team, 'POST', '/leads', lead);
      expect(status).toBe(201);
      ids[lead.name] = body.id;
    }
    const other = await lab.team();
    await lab.call(other, 'POST', '/leads', { name: 'Theirs', status: 'NEW', score: 90 });
  });
  afterAll(() => lab.stop());

  let number = 0;
  const create = (definition: object, name = `Segment ${(number += 1)}`) =>
    lab.call(team, 'POST', '/segments', { name, definition });
  const named = async (definition: object) => {
    const { status, body } = await lab.call(team, 'POST', '/segments/preview', { definition });
    expect(status).toBe(200);
    expect(body.leads).toHaveLength(body.count);
    return body.leads.map(({ name }: { name: string }) => name);
  };

  it('are saved, found, changed and deleted, and the trail tells of it', async () => {
    const { status, body } = await create(isNew, 'New ones');
    expect(status).toBe(201);
    expect(body).toEqual({
      ...{ id: expect.any(String), name: 'New ones', description: null, definition: isNew },
      ...{ createdById: team.userId, createdAt: expect.any(String), updatedAt: expect.any(String) },
    });
    expect((await create(isNew, 'NEW ONES')).body.code).toBe('segment_name_taken');
    const changed = await lab.call(team, 'PUT', `/segments/${body.id}`, { description: 'Of any source' });
    expect(changed.body).toMatchObject({ name: 'New ones', description: 'Of any source', definition: isNew });
    expect((await lab.call(team, 'GET', '/segments?search=new%20o')).body.data).toEqual([changed.body]);
    expect((await lab.call(team, 'GET', `/segments/${body.id}/uses`)).body).toEqual([]);
    expect((await lab.call(team, 'DELETE', `/segments/${body.id}`)).status).toBe(204);
    expect((await lab.call(team, 'GET', `/segments/${body.id}`)).body.code).toBe('segment_not_found');
    const { data } = (await lab.call(team, 'GET', `/activities?subjectId=${body.id}`)).body;
    expect(data).toMatchObject([
      { type: 'segment.deleted' },
      { type: 'segment.updated', changes: { description: { from: null, to: 'Of any source' } } },
      { type: 'segment.created', title: 'Segment created: New ones' },
    ]);
  });

  it('are listed in pages', async () => {
    const made = [];
    for (const name of ['Page 1', 'Page 2', 'Page 3']) made.push((await create(isNew, name)).body.id);
    const first = (await lab.call(team, 'GET', '/segments?search=page&limit=2')).body;
    const second = (await lab.call(team, 'GET', `/segments?search=page&limit=2&cursor=${first.nextCursor}`))
      .body;
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made.toReversed());
    expect(second.nextCursor).toBeNull();
  });

  it('count and show who is in them just now', async () => {
    const { id } = (await create(isNew)).body;
    expect((await lab.call(team, 'GET', `/segments/${id}/count`)).body).toEqual({ count: 2 });
    const first = (await lab.call(team, 'GET', `/segments/${id}/leads?limit=1`)).body;
    const second = (await lab.call(team, 'GET', `/segments/${id}/leads?limit=1&cursor=${first.nextCursor}`))
      .body;
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual(['Bo', 'Ana']);
    expect(first.data[0]).toMatchObject({ id: ids.Bo, tags: [], customFields: { birthday: '1984-02-29' } });
    await lab.sql(`UPDATE lead SET status = 'WON' WHERE id = $1`, [ids.Bo]);
    expect((await lab.call(team, 'GET', `/segments/${id}/count`)).body).toEqual({ count: 1 });
    await lab.sql(`UPDATE lead SET status = 'NEW' WHERE id = $1`, [ids.Bo]);
  });

  it('are previewed before they are saved', async () => {
    expect(await named({ all: [] })).toEqual(['Cy', 'Bo', 'Ana']);
    expect(
      await named({ any: [{ fact: 'lead.source', op: 'eq', value: ' zillow ' }, { not: isNew }] }),
    ).toEqual(['Cy', 'Bo']);
    expect(await named({ fact: 'lead.custom.wants', op: 'eq', value: 'garden' })).toEqual(['Ana']);
    expect(
      await named({ fact: 'lead.custom.birthday', op: 'anniversary_in_period', value: 'this_year' }),
    ).toEqual(['Bo']);
    expect(await named({ fact: 'lead.createdAt', op: 'in_period', value: 'last_year' })).toEqual([]);
  });

  it('count for a member the leads that are seen', async () => {
    const { id } = (await create({ all: [] })).body;
    const scope: TenantScope = team.scope.seenBy(team.userId);
    const segments = lab.app.get(Segments, { strict: false });
    expect(await segments.count(scope, id)).toEqual({ count: 2 });
    expect((await segments.leadsOf(scope, id, { limit: 5 })).data.map(({ name }) => name)).toEqual([
      'Bo',
      'Ana',
    ]);
    expect((await segments.preview(scope, { all: [] })).count).toBe(2);
  });

  it('are written by managers and read by all; another team knows nothing of them', async () => {
    const { id } = (await create(isNew)).body;
    const as = (role: 'MEMBER' | 'MANAGER', method: 'GET' | 'PUT', body?: object) =>
      lab.call(team, method, `/segments/${id}`, body, role);
    expect((await as('MEMBER', 'GET')).status).toBe(200);
    expect((await as('MEMBER', 'PUT', { name: 'X' })).status).toBe(403);
    expect((await as('MANAGER', 'PUT', { name: 'By a manager' })).status).toBe(200);
    const other = await lab.team();
    for (const path of ['', '/count', '/leads', '/uses'])
      expect((await lab.call(other, 'GET', `/segments/${id}${path}`)).body.code).toBe('segment_not_found');
    expect((await lab.call(other, 'DELETE', `/segments/${id}`)).status).toBe(404);
  });

  it.each([
    [
      'facts that are none',
      { all: [isNew, { fact: 'lead.password', op: 'exists' }] },
      'definition/all/1/fact',
      'unknown_fact',
    ],
    [
      'tags of nobody',
      { fact: 'lead.tagIds', op: 'has', value: stranger },
      'definition/value',
      'unknown_tag',
    ],
    [
      'people who are no members',
      { fact: 'lead.assignedToId', op: 'eq', value: stranger },
      'definition/value',
      'unknown_user',
    ],
    [
      'custom fields that are none',
      { fact: 'lead.custom.nope', op: 'exists' },
      'definition',
      'custom_condition_invalid',
    ],
    [
      'a calendar for what is no date',
      { fact: 'lead.custom.wants', op: 'in_period', value: 'today' },
      'definition',
      'custom_condition_invalid',
    ],
    ['something else than a condition', { where: 'true' }, 'definition/fact', 'required'],
  ])('are refused with %s, at its place', async (_name, definition, field, code) => {
    const { status, body } = await create(definition);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'segment_invalid' });
    expect(body.errors).toContainEqual(expect.objectContaining({ field, code }));
  });

  it('say that they are too slow instead of holding everybody up', async () => {
    const { id } = (await create({ fact: 'lead.company', op: 'missing' })).body;
    Object.assign(lab.app.get(SegmentPeopleRepository, { strict: false }), { secondsAllowed: 1 });
    const blocker = await lab.database.admin.connect();
    await blocker.query('BEGIN; LOCK TABLE lead IN ACCESS EXCLUSIVE MODE');
    const { status, body } = await lab.call(team, 'GET', `/segments/${id}/count`);
    await blocker.query('ROLLBACK');
    blocker.release();
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'segment_too_slow' });
  });

  it('publish what they may say', async () => {
    expect((await lab.call(team, 'GET', '/segments/schema')).body.title).toBe('Brickwork segment');
    expect((await lab.call(team, 'GET', '/segments/facts')).body).toContainEqual(
      expect.objectContaining({ name: 'messages.openedOfLast.<n>', type: 'number' }),
    );
  });
});
