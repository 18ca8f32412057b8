import { Body, Controller, Module, Post } from '@nestjs/common';
import { IsInt } from 'class-validator';
import { conflict, DomainError } from '@platform/errors';
import { Endpoint } from '@platform/http';
import { Idempotency } from '@platform/idempotency';
import { eventually } from '../../../test/support/eventually';
import { ApiUnderTest, someEmail, type Answer, type Person } from './api-client';

const ran: number[] = [];
let fail: (() => never) | null = null;
let hold: Promise<void> | null = null;

class Order {
  @IsInt() n: number;
}

@Controller('orders')
class OrdersController {
  @Post()
  @Endpoint({ summary: 'x', access: 'authenticated', status: 201, produces: 'application/json' })
  async order(@Body() { n }: Order): Promise<object> {
    const run = ran.push(n);
    await hold;
    fail?.();
    return { n, run, at: new Date(0) };
  }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

describe('Idempotency-Key', () => {
  let api: ApiUnderTest;
  let owner: Person;

  beforeAll(async () => {
    api = await ApiUnderTest.start({}, [OrdersModule]);
    owner = await api.owner();
  });
  afterAll(() => api.stop());
  beforeEach(() => {
    ran.length = 0;
    fail = null;
    hold = null;
  });

  const order = (n: unknown, key?: string, as = owner) =>
    api.post('/api/orders', { n }, as, key === undefined ? {} : { 'idempotency-key': key });
  const replayed = ({ headers }: Answer) => headers.get('idempotency-replayed');

  it('the first answer is given again: status, body, and a header that says so', async () => {
    const first = await order(1, 'a');
    const second = await order(1, 'a');
    expect([first.status, first.body]).toEqual([201, { n: 1, run: 1, at: '1970-01-01T00:00:00.000Z' }]);
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect([replayed(first), replayed(second)]).toEqual([null, 'true']);
    expect(ran).toEqual([1]);
  });

  it('without a key every request runs', async () => {
    await order(1);
    await order(1);
    expect(ran).toHaveLength(2);
  });

  it('fifty at once run once; the others wait or get the same answer', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => order(2, 'race')));
    expect(ran).toEqual([2]);
    const codes = answers.map(({ status, body }) => (status === 201 ? body.run : body.code));
    expect(codes.filter((code) => code !== 1 && code !== 'idempotency_in_progress')).toEqual([]);
    const waiting = answers.find(({ status }) => status === 409);
    expect(waiting?.headers.get('retry-after') ?? '1').toBe('1');
    expect((await order(2, 'race')).body.run).toBe(1);
  });

  it('another body, or another route, under the same key is refused', async () => {
    await order(3, 'b');
    expect((await order(4, 'b')).body.code).toBe('idempotency_key_reused');
    const elsewhere = await api.post('/api/auth/verify-email/resend', {}, owner, { 'idempotency-key': 'b' });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(ran).toEqual([3]);
  });

  it('a refusal is an answer like any other', async () => {
    fail = () => {
      throw conflict('order_closed', 'Too late.');
    };
    const first = await order(5, 'c');
    fail = null;
    const second = await order(5, 'c');
    expect([first.status, second.status, second.body.code, replayed(second)]).toEqual([
      409,
      409,
      'order_closed',
      'true',
    ]);
    const invalid = [await order('x', 'd'), await order('x', 'd')];
    expect(invalid.map(({ status, body }) => [status, body.errors])).toEqual(
      Array(2).fill([400, [expect.objectContaining({ field: 'n' })]]),
    );
    expect(ran).toEqual([5]);
  });

  it.each([
    ['an unforeseen failure', () => new Error('boom'), 500],
    ['an outage', () => new DomainError('unavailable', 'x_away', 'Away.'), 503],
  ])('%s is not kept: the same key may try again', async (name, error, status) => {
    fail = () => {
      throw error();
    };
    expect((await order(6, name.replaceAll(' ', '-'))).status).toBe(status);
    fail = null;
    const again = await order(6, name.replaceAll(' ', '-'));
    expect([again.status, replayed(again)]).toEqual([201, null]);
  });

  it('a request that died while running blocks its key for a minute, not for ever', async () => {
    let release!: () => void;
    hold = new Promise((resolve) => (release = resolve));
    const dying = order(7, 'e');
    await eventually(() => expect(ran).toEqual([7]));
    hold = null;
    expect((await order(7, 'e')).body.code).toBe('idempotency_in_progress');
    await api.database.admin.query(
      `UPDATE idempotency_record SET created_at = created_at - interval '61 seconds' WHERE key LIKE '%:e'`,
    );
    const takeover = await order(7, 'e');
    expect([takeover.status, takeover.body.run]).toEqual([201, 2]);
    // The one thought dead comes back: its late answer must not replace the other's.
    release();
    await dying;
    expect((await order(7, 'e')).body.run).toBe(2);
  });

  it('keys belong to one user of one team', async () => {
    const other = await api.owner();
    const answers = [await order(8, 'f'), await order(8, 'f', other)];
    expect(answers.map(replayed)).toEqual([null, null]);
    expect(ran).toEqual([8, 8]);
  });

  it('without a user a key belongs to the address', async () => {
    const body = { email: someEmail(), password: 'seven lamps on a green barn', name: 'Sam' };
    const register = () => api.post('/api/auth/register', body, undefined, { 'idempotency-key': 'sign-up' });
    expect([replayed(await register()), replayed(await register())]).toEqual([null, 'true']);
  });

  it('an answer that holds a secret is not stored', async () => {
    const create = () =>
      api.post('/api/api-keys', { name: 'k', scopes: ['leads:read'] }, owner, { 'idempotency-key': 'key-1' });
    const first = await create();
    const second = await create();
    expect([first.status, second.status, second.body.code]).toEqual([201, 409, 'idempotency_answer_secret']);
    const { rows } = await api.database.admin.query(
      'SELECT string_agg(body::text, $1) AS all FROM idempotency_record',
      [' '],
    );
    expect(rows[0].all).not.toContain(first.body.key.slice(-20));
  });

  it.each(['', ' ', 'two words', 'ü', 'x'.repeat(256)])('the key %j is refused', async (key) => {
    const answer = await api
      .post('/api/orders', { n: 1 }, owner, { 'idempotency-key': Buffer.from(key).toString('latin1') })
      .catch((error: Error) => error);
    if (answer instanceof Error) throw answer;
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, 'Idempotency-Key']);
  });

  it('answers older than a day are removed, and newer ones kept', async () => {
    await order(9, 'old');
    await order(9, 'new');
    await api.database.admin.query(
      `UPDATE idempotency_record SET created_at = now() - interval '25 hours' WHERE key LIKE '%:old'`,
    );
    expect(await api.api.app.get(Idempotency).prune()).toBe(1);
    expect([replayed(await order(9, 'old')), replayed(await order(9, 'new'))]).toEqual([null, 'true']);
  });
});
