import { newId } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import { LeadsLab, type TeamOfTest } from './leads-lab';

interface Row {
  id: string;
  name: string;
  score: number;
  createdAt: string;
  updatedAt: string;
}

describe('lead lists', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let tagId: string;
  const names = ['ana Lopez', 'Ana Lopez', 'Ben Ng', 'Zoë Chen', 'carl_100%', 'Dee Smith', 'Eli Smith'];

  beforeAll(async () => {
    lab = await LeadsLab.start();
    team = await lab.team();
    tagId = (await lab.call(team, 'POST', '/tags', { name: 'Hot' })).body.id;
    for (const [index, name] of names.entries()) {
      const { body } = await lab.call(team, 'POST', '/leads', {
        name,
        email: `person${index}@example.${index % 2 ? 'com' : 'org'}`,
        phone: `+1512555010${index}`,
        score: [10, 50, 50, 50, 0, 90, 10][index],
        status: index < 3 ? 'NEW' : 'WON',
        source: index === 5 ? 'zillow' : 'website',
        ...(index === 5
          ? { stage: 'viewing', company: 'Acme Homes', state: 'CA', assignedToId: team.userId }
          : {}),
      });
      if (index >= 5) await lab.call(team, 'POST', `/leads/${body.id}/tags`, { tagIds: [tagId] });
      await lab.sql('UPDATE lead SET created_at = $2, updated_at = $3 WHERE id = $1', [
        body.id,
        new Date(Date.UTC(2026, 0, 1 + Math.floor(index / 2))),
        new Date(Date.UTC(2026, 1, 20 - index)),
      ]);
    }
    const other = await lab.team();
    await lab.call(other, 'POST', '/leads', {
      name: 'Ana Lopez',
      email: 'other@example.com',
      phone: '+15125550100',
    });
  });
  afterAll(() => lab.stop());

  const list = async (query: string): Promise<string[]> => {
    const { status, body } = await lab.call(team, 'GET', `/leads?${query}`);
    expect([query, status, body.code]).toEqual([query, 200, undefined]);
    return body.data.map(({ name }: Row) => name).sort();
  };
  const of = (...indexes: number[]) => indexes.map((index) => names[index]).sort();

  it.each([
    ['', [0, 1, 2, 3, 4, 5, 6]],
    ['status=NEW', [0, 1, 2]],
    ['status=NEW,WON', [0, 1, 2, 3, 4, 5, 6]],
    ['status=NEW&status=WON&source=zillow', [5]],
    ['stage=viewing', [5]],
    ['minScore=50', [1, 2, 3, 5]],
    ['minScore=10&maxScore=50', [0, 1, 2, 3, 6]],
    ['assignee=unassigned', [0, 1, 2, 3, 4, 6]],
    ['createdFrom=2026-01-02&createdTo=2026-01-03T00:00:00Z', [2, 3]],
    ['state=California', [5]],
    ['timezone=America/Los_Angeles', [5]],
    ['search=LOPEZ', [0, 1]],
    ['search=ana%20example.com', [1]],
    ['search=ng', [2]],
    ['search=(512)%20555-0103', [3]],
    ['search=acme', [5]],
    ['search=100%25', [4]],
    ['search=l_1', [4]],
    ['search=nobodyatall', []],
    ['search=smith&maxScore=10', [6]],
  ])('filter %s', async (query, expected) => expect(await list(query)).toEqual(of(...expected)));

  it('filters by tag and assignee', async () => {
    expect(await list(`tagIds=${tagId}`)).toEqual(of(5, 6));
    expect(await list(`tagIds=${tagId}&assignee=${team.userId}`)).toEqual(of(5));
    const { body } = await lab.call(team, 'GET', `/leads?tagIds=${tagId}&limit=1`);
    expect(body.data[0].tags).toEqual([{ id: tagId, name: 'Hot', color: null }]);
  });

  describe.each(['createdAt', 'updatedAt', 'name', 'score'] as const)('sorted by %s', (sort) => {
    it.each(['asc', 'desc'])('%s: pages of two hold every lead once, in order', async (direction) => {
      const seen: Row[] = [];
      let cursor: string | null = null;
      do {
        const at: string = cursor ? `&cursor=${cursor}` : '';
        const { body } = await lab.call(
          team,
          'GET',
          `/leads?sort=${sort}&direction=${direction}&limit=2${at}`,
        );
        seen.push(...body.data);
        cursor = body.nextCursor;
      } while (cursor);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(names.length);
      const key = (row: Row) => (sort === 'name' ? row.name.toLowerCase() : row[sort]);
      const sign = direction === 'asc' ? 1 : -1;
      const sorted = [...seen].sort((a, b) => {
        const order = key(a) === key(b) ? (a.id < b.id ? -1 : 1) : key(a) < key(b) ? -1 : 1;
        return sign * order;
      });
      expect(seen.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
    });
  });

  const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['nope=1', 'nope'],
    ['status=HOT', 'status'],
    ['status=', 'status'],
    ['minScore=a', 'minScore'],
    ['minScore=1e9', 'minScore'],
    ['assignee=me', 'assignee'],
    ['tagIds=x', 'tagIds'],
    ['createdFrom=yesterday', 'createdFrom'],
    ['createdFrom=2026-02-30T10:00', 'createdFrom'],
    ['search=%20', 'search'],
    ['search=---', 'search'],
    ['search=a%00b', 'search'],
    ['sort=email', 'sort'],
    ['direction=up', 'direction'],
    ['cursor=abc', 'cursor'],
    [`cursor=${cursor('name:asc', 'x', newId())}`, 'cursor'],
    [`cursor=${cursor('createdAt:desc', 'x', newId())}`, 'cursor'],
    [`cursor=${cursor('createdAt:asc', 1_700_000_000_000, newId())}`, 'cursor'],
    [`sort=score&cursor=${cursor('score:desc', 1, 'x')}`, 'cursor'],
  ])('refuses ?%s', async (query, field) => {
    const { status, body } = await lab.call(team, 'GET', `/leads?${query}`);
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'validation_failed', field]);
  });

  it.each([
    `sort=score&cursor=${cursor('score:desc', 2 ** 40, newId())}`,
    `cursor=${cursor('createdAt:desc', -62_000_000_000_000, newId())}`,
    'search=%E4%B8%AD%E6%96%87',
    "search=';DROP TABLE lead;--a",
    'search=%5C%25a',
  ])('survives ?%s', async (query) => {
    expect((await lab.call(team, 'GET', `/leads?${query}`)).status).toBe(200);
  });

  describe('export', () => {
    it('is a file that our own import reads back unchanged', async () => {
      const source = await lab.team();
      await lab.call(source, 'POST', '/tags', { name: 'Hot' });
      const one = await lab.call(source, 'POST', '/leads', {
        name: '=HYPERLINK("http://x")',
        firstName: '@Ana',
        lastName: ' "+quoted", and more',
        email: 'round@example.com',
        phone: '+15125550142',
        company: "'=already",
        state: 'TX',
        status: 'QUALIFIED',
        score: 7,
        value: 1250.5,
        source: 'web, "site"',
        timezone: 'America/Denver',
        customFields: { budget: '-1', note: '＝full' },
        emailConsent: 'granted',
        doNotCall: true,
      });
      await lab.call(source, 'POST', `/leads/${one.body.id}/tags`, { names: ['Hot', 'Buyer'] });
      const file = await lab.call(source, 'GET', '/leads/export?status=QUALIFIED');
      expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(file.headers['content-disposition']).toBe('attachment; filename="leads.csv"');
      for (const cell of file.text.split(/\r\n|","/)) expect(cell).not.toMatch(/^"?[=+\-@\t\r＝＋－＠]/);

      await lab.startWorker();
      const target = await lab.team();
      const { body } = await lab.upload(target, file.text, { start: 'true' });
      expect(body).toMatchObject({ state: 'running', ambiguous: [] });
      const copy = await eventually(async () => {
        const { body: found } = await lab.call(target, 'GET', '/leads');
        expect(found.data).toHaveLength(1);
        return found.data[0];
      });
      const { id: _id, createdAt: _c, updatedAt: _u, tags, ...same } = one.body;
      expect(copy).toMatchObject({ ...same, lastName: same.lastName.trim() });
      expect(tags).toEqual([]);
      expect(copy.tags.map(({ name }: { name: string }) => name)).toEqual(['Buyer', 'Hot']);
    });

    it('streams every page, newest first', async () => {
      const many = await lab.team();
      await lab.sql(
        `INSERT INTO lead (id, team_id, name, updated_at, created_at)
         SELECT gen_random_uuid(), $1, 'Lead ' || i, now(), now() - i * interval '1 second' FROM generate_series(1, 4500) AS i`,
        [many.scope.teamId],
      );
      const lines = (await lab.call(many, 'GET', '/leads/export')).text.trim().split('\r\n').slice(1);
      expect(lines.map((line) => line.split('","')[1])).toEqual(
        Array.from({ length: 4_500 }, (_, i) => `Lead ${i + 1}`),
      );
      expect((await lab.call(many, 'GET', '/leads/export', undefined, 'MEMBER')).status).toBe(403);
      expect((await lab.call(many, 'GET', `/leads/export?tagIds=${newId()}`)).body.code).toBe(
        'tag_not_found',
      );
    });
  });
});
