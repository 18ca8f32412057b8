import { CustomFieldsHttpModule } from '@domain/custom-fields/http';
import { CustomFieldsWorkerModule } from '@domain/custom-fields/worker';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';
import { eventually } from '../../../../test/support/eventually';

const path = '/settings/custom-fields';

describe('custom fields', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;

  beforeAll(async () => {
    lab = await LeadsLab.start([CustomFieldsHttpModule]);
    await lab.startWorker([CustomFieldsWorkerModule]);
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    team = await lab.team();
  });

  const define = async (label: string, type: string, options?: string[], of = team) => {
    const { status, body, text } = await lab.call(of, 'POST', path, { label, type, options });
    if (status !== 201) throw new Error(text);
    return body as { id: string; key: string };
  };
  const lead = async (customFields: object, of = team) => {
    const { status, body, text } = await lab.call(of, 'POST', '/leads', { name: 'Ana', customFields });
    if (status !== 201) throw new Error(text);
    return body as { id: string; customFields: Record<string, unknown> };
  };
  const found = async (...conditions: string[]) => {
    const query = conditions.map((condition) => `custom=${encodeURIComponent(condition)}`).join('&');
    const { status, body, text } = await lab.call(team, 'GET', `/leads?limit=100&${query}`);
    if (status !== 200) throw new Error(text);
    return (body.data as { id: string }[]).map(({ id }) => id);
  };

  describe('definitions', () => {
    it('are made, listed by page, changed and deleted, and leave a trace', async () => {
      const budget = await define('Budget', 'number');
      const interest = await define('Property Interest', 'multi_select', ['Pool', 'Garage']);
      expect([budget.key, interest.key]).toEqual(['budget', 'propertyInterest']);
      const first = (await lab.call(team, 'GET', `${path}?limit=1`)).body;
      expect(first.data).toEqual([expect.objectContaining({ key: 'budget', type: 'number', options: [] })]);
      const second = (await lab.call(team, 'GET', `${path}?limit=1&cursor=${first.nextCursor}`)).body;
      expect([second.data[0].key, second.nextCursor]).toEqual(['propertyInterest', null]);
      const renamed = await lab.call(team, 'PUT', `${path}/${budget.id}`, { label: 'Top price' });
      expect(renamed.body).toMatchObject({ key: 'budget', label: 'Top price' });
      expect((await lab.call(team, 'DELETE', `${path}/${budget.id}`)).status).toBe(204);
      expect((await lab.call(team, 'GET', path)).body.data).toHaveLength(1);
      const rows = await lab.sql('SELECT title, user_id FROM activity WHERE team_id = $1 ORDER BY id', [
        team.scope.teamId,
      ]);
      expect(rows.map(({ title }) => title)).toEqual([
        'Custom field created: Budget',
        'Custom field created: Property Interest',
        'Custom field updated: Top price',
        'Custom field deleted: Top price',
      ]);
    });

    it.each([
      [{ label: 'Budget' }],
      [{ label: 'Budget', type: 'money' }],
      [{ label: '价格', type: 'number' }],
      [{ label: 'A', type: 'number', key: 'a b' }],
      [{ label: 'A', type: 'number', key: 'constructor' }],
      [{ label: 'A', type: 'number', options: ['x'] }],
      [{ label: 'A', type: 'select' }],
      [{ label: 'A', type: 'select', options: [' '] }],
      [{ label: 'A', type: 'select', options: ['a', 'A'] }],
      [{ label: 'A', type: 'multi_select', options: ['a;b'] }],
      [{ label: 'A', type: 'number', teamId: '0192f0c1-8b10-7f42-8a1c-6e5d4c3b2a18' }],
    ])('are refused: %j', async (body) => {
      expect((await lab.call(team, 'POST', path, body)).status).toBe(400);
    });

    it('have a key each, of many at once one', async () => {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => lab.call(team, 'POST', path, { label: 'Budget', type: 'number' })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409]);
      expect(answers.find(({ status }) => status === 409)!.body.code).toBe('custom_field_key_taken');
      await define('Budget', 'text', undefined, await lab.team());
    });

    it('cannot take the key of one whose values are still being removed', async () => {
      const { id } = await define('Budget', 'number');
      await lab.sql('UPDATE custom_field SET deleted_at = now() WHERE id = $1', [id]);
      const { status, body } = await lab.call(team, 'POST', path, { label: 'Budget', type: 'text' });
      expect([status, body.code]).toEqual([409, 'custom_field_being_deleted']);
    });

    it('are a hundred at most', async () => {
      await lab.sql(
        `INSERT INTO custom_field (id, team_id, key, label, type) SELECT gen_random_uuid(), $1, 'k' || i, 'K', 'text' FROM generate_series(1, 100) i`,
        [team.scope.teamId],
      );
      const { status, body } = await lab.call(team, 'POST', path, { label: 'One more', type: 'text' });
      expect([status, body.code]).toEqual([422, 'custom_field_limit']);
    });

    it('are the team’s own, and for those who may change settings', async () => {
      const { id } = await define('Budget', 'number');
      const stranger = await lab.team();
      expect((await lab.call(stranger, 'PUT', `${path}/${id}`, { label: 'x' })).status).toBe(404);
      expect((await lab.call(stranger, 'DELETE', `${path}/${id}?values=delete`)).status).toBe(404);
      expect((await lab.call(stranger, 'GET', path)).body.data).toEqual([]);
      expect((await lab.call(team, 'POST', path, { label: 'x', type: 'text' }, 'MANAGER')).status).toBe(403);
      expect((await lab.call(team, 'GET', path, undefined, 'MEMBER')).status).toBe(200);
    });
  });

  describe('values', () => {
    it('are kept as their field keeps them; keys without a field are free', async () => {
      await define('Budget', 'number');
      await define('Closing', 'date');
      await define('Interest', 'select', ['Buyer', 'Seller']);
      const made = await lead({ budget: '$450,000', closing: '3/1/2026', interest: 'buyer', nickname: 'A' });
      expect(made.customFields).toEqual({
        budget: 450_000,
        closing: '2026-03-01',
        interest: 'Buyer',
        nickname: 'A',
      });
    });

    it('that do not fit are refused with their field, on creation and on change', async () => {
      await define('Budget', 'number');
      const refused = { name: 'Ana', customFields: { budget: 'much' } };
      const { status, body } = await lab.call(team, 'POST', '/leads', refused);
      expect([status, body.errors]).toEqual([
        400,
        [
          {
            field: 'customFields.budget',
            code: 'custom_value_invalid',
            message: 'budget must be a number.',
          },
        ],
      ]);
      const { id } = await lead({ budget: 5 });
      expect((await lab.call(team, 'PUT', `/leads/${id}`, refused)).status).toBe(400);
      expect((await lab.call(team, 'GET', `/leads/${id}`)).body.customFields).toEqual({ budget: 5 });
    });

    it('from before the definition do not stand in the way of other changes', async () => {
      const { id } = await lead({ budget: 'much', closing: '2026-03-01' });
      await define('Budget', 'number');
      await define('Closing', 'date');
      const change = { customFields: { budget: 'much', closing: '2026-04-01' } };
      expect((await lab.call(team, 'PUT', `/leads/${id}`, change)).status).toBe(200);
      const worse = { customFields: { budget: 'very much', closing: '2026-04-01' } };
      expect((await lab.call(team, 'PUT', `/leads/${id}`, worse)).status).toBe(400);
    });

    it('of an import are read by their fields, found by their labels, and refused line by line', async () => {
      await define('Top price', 'number');
      await define('Interest', 'select', ['Buyer', 'Seller']);
      const csv = [
        'Name,TOP PRICE,Interest,Other',
        'Ana,"$450,000",buyer,x',
        'Ben,much,Seller,y',
        'Cleo,,Tenant,',
      ].join('\n');
      const { body } = await lab.upload(team, csv, { start: 'true' });
      expect(body.mapping).toMatchObject({ 'TOP PRICE': 'custom.topPrice', Interest: 'custom.interest' });
      await eventually(async () =>
        expect((await lab.call(team, 'GET', `/leads/import/${body.id}`)).body).toMatchObject({
          ...{ state: 'completed', created: 1, failed: 2 },
        }),
      );
      const rows = await lab.sql(
        'SELECT line, code, "column" FROM lead_import_issue WHERE import_id = $1 ORDER BY line',
        [body.id],
      );
      expect(rows).toEqual([
        { line: 3, code: 'custom_value_invalid', column: 'TOP PRICE' },
        { line: 4, code: 'custom_value_invalid', column: 'Interest' },
      ]);
      const [ana] = await found('topPrice:from:450000', 'interest:is:Buyer');
      expect((await lab.call(team, 'GET', `/leads/${ana}`)).body.customFields).toEqual({
        topPrice: 450_000,
        interest: 'Buyer',
        other: 'x',
      });
    });
  });

  describe('filters', () => {
    it('find what is, what lies between, and what is not known', async () => {
      await define('Budget', 'number');
      await define('Closing', 'date');
      await define('Wishes', 'multi_select', ['Pool', 'Garage', 'Sea view']);
      await define('Cash', 'boolean');
      await define('Area', 'text');
      const a = await lead({ budget: 300_000, closing: '2026-03-01', wishes: 'Pool; Garage', cash: true });
      const b = await lead({
        budget: 450_000.5,
        closing: '2026-12-01',
        wishes: 'pool',
        area: 'South Congress',
      });
      const c = await lead({ cash: false });
      const sorted = async (...conditions: string[]) => (await found(...conditions)).toSorted();
      expect(await sorted('budget:from:300000')).toEqual([a.id, b.id]);
      expect(await sorted('budget:from:300000.01')).toEqual([b.id]);
      expect(await sorted('budget:to:300000')).toEqual([a.id]);
      expect(await sorted('budget:is:300000.0')).toEqual([a.id]);
      expect(await sorted('budget:any_of:300000|450000.5')).toEqual([a.id, b.id]);
      expect(await sorted('closing:from:2026-03-02', 'closing:to:2026-12-01')).toEqual([b.id]);
      expect(await sorted('wishes:is:Pool')).toEqual([a.id, b.id]);
      expect(await sorted('wishes:any_of:Garage|Sea view')).toEqual([a.id]);
      expect(await sorted('cash:is:no')).toEqual([]);
      expect(await sorted('cash:is:false')).toEqual([c.id]);
      expect(await sorted('area:is:SOUTH congress')).toEqual([b.id]);
      expect(await sorted('budget:known')).toEqual([a.id, b.id]);
      expect(await sorted('budget:unknown')).toEqual([c.id]);
      expect(await sorted('budget:known', 'cash:is:true')).toEqual([a.id]);
    });

    it('see every way a value changes', async () => {
      await define('Budget', 'number');
      const { id } = await lead({ budget: 5 });
      expect(await found('budget:is:5')).toEqual([id]);
      await lab.call(team, 'PUT', `/leads/${id}`, { customFields: { budget: 6 } });
      expect([await found('budget:is:5'), await found('budget:is:6')]).toEqual([[], [id]]);
      await lab.call(team, 'PUT', `/leads/${id}`, { customFields: { budget: null } });
      expect([await found('budget:is:6'), await found('budget:unknown')]).toEqual([[], [id]]);
      await lab.call(team, 'PUT', `/leads/${id}`, { customFields: { budget: 7 } });
      await lab.call(team, 'DELETE', `/leads/${id}`);
      expect(await lab.sql('SELECT FROM lead_custom_value WHERE lead_id = $1', [id])).toEqual([]);
    });

    it('find what was there before the field, as far as it fits', async () => {
      const fits = await lead({ budget: '450000' });
      await lead({ budget: 'much' });
      await define('Budget', 'number');
      expect(await found('budget:from:1')).toEqual([fits.id]);
    });

    it('miss no lead that is written while the field is defined', async () => {
      const writes = Array.from({ length: 12 }, (_, index) => lead({ budget: index }));
      await Promise.all([...writes.slice(0, 6), define('Budget', 'number'), ...writes.slice(6)]);
      expect(await found('budget:from:0')).toHaveLength(12);
    });

    it.each([
      'budget:from:cheap',
      'budget:like:5',
      'budget:is',
      'budget',
      'nothing:is:5',
      'interest:from:Buyer',
      'interest:is:Tenant',
      'interest:known:Buyer',
      'a b:is:5',
    ])('are refused: %s', async (condition) => {
      await define('Budget', 'number');
      await define('Interest', 'select', ['Buyer', 'Seller']);
      await expect(found(condition)).rejects.toThrow('"status":400');
    });

    it('do not reach another team', async () => {
      const stranger = await lab.team();
      await define('Budget', 'number', undefined, stranger);
      await lead({ budget: 5 }, stranger);
      await define('Budget', 'number');
      expect(await found('budget:known')).toEqual([]);
      expect(await found('budget:unknown')).toEqual([]);
    });
  });

  describe('options and values in use', () => {
    it('an option that a lead has stays; others go', async () => {
      const { id } = await define('Interest', 'select', ['Buyer', 'Seller', 'Tenant']);
      await lead({ interest: 'Buyer' });
      const answer = await lab.call(team, 'PUT', `${path}/${id}`, { options: ['Seller', 'Tenant'] });
      expect([answer.status, answer.body.code]).toEqual([409, 'custom_field_option_in_use']);
      const fewer = await lab.call(team, 'PUT', `${path}/${id}`, { options: ['BUYER', 'Owner'] });
      expect(fewer.body.options).toEqual(['BUYER', 'Owner']);
    });

    it('a field in use is deleted when it is said what becomes of the values: kept', async () => {
      const { id } = await define('Budget', 'number');
      const one = await lead({ budget: 5 });
      const refused = await lab.call(team, 'DELETE', `${path}/${id}`);
      expect([refused.status, refused.body.code]).toEqual([409, 'custom_field_in_use']);
      expect((await lab.call(team, 'DELETE', `${path}/${id}?values=keep`)).status).toBe(204);
      expect((await lab.call(team, 'GET', `/leads/${one.id}`)).body.customFields).toEqual({ budget: 5 });
      await expect(found('budget:is:5')).rejects.toThrow('no such custom field');
      await define('Budget', 'number');
      expect(await found('budget:is:5')).toEqual([one.id]);
    });

    it('or removed, by a job, which gives the key back when it is done', async () => {
      const misfit = await lead({ budget: 'much' });
      const { id } = await define('Budget', 'number');
      const stranger = await lab.team();
      const theirs = await lead({ budget: 5 }, stranger);
      const ours = [];
      for (let index = 0; index < 3; index += 1) ours.push(await lead({ budget: index, other: 'x' }));
      expect((await lab.call(team, 'DELETE', `${path}/${id}?values=delete`)).status).toBe(204);
      expect((await lab.call(team, 'GET', path)).body.data).toEqual([]);
      await eventually(async () =>
        expect(await lab.sql('SELECT id FROM custom_field WHERE id = $1', [id])).toEqual([]),
      );
      for (const one of [misfit, ...ours]) {
        const { customFields } = (await lab.call(team, 'GET', `/leads/${one.id}`)).body;
        expect(customFields).toEqual(one === misfit ? {} : { other: 'x' });
      }
      expect((await lab.call(stranger, 'GET', `/leads/${theirs.id}`)).body.customFields).toEqual({
        budget: 5,
      });
      await define('Budget', 'text');
    });
  });
});
