import { Database, Prisma, type TenantScope } from '@platform/database';
import { acceptedBetween } from '../accepted-messages.sql';
import { ReceiptsLab, type SentMessage } from './receipts-lab';

describe('a chunk that was accepted as a whole', () => {
  let lab: ReceiptsLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await ReceiptsLab.start();
    scope = await lab.team();
  });
  afterAll(() => lab.stop());

  const delivered = (message: SentMessage) => ({
    ...{ email: message.address, event: 'delivered', timestamp: 1_780_000_000 },
    ...{ sg_event_id: `event-${message.id}`, sg_message_id: 'abc.recvd-1-2.0' },
    ...{ crm_message_id: message.id, crm_team_id: scope.teamId },
  });

  it('speaks for the messages that nothing was heard of, and leaves its acceptance to the others', async () => {
    for (let round = 0; round < 3; round += 1) {
      const messages = await lab.messages(scope, { state: 'queued', chunk: 'handed_off', count: 300 });
      const heard = messages.slice(0, 100);
      await lab.postEvents(heard.map((message) => delivered(message)));
      const accept = () =>
        lab.rows(
          `UPDATE message_chunk k SET state = 'accepted', provider = 'sendgrid', provider_id = 'call', settled_at = now(),
             handed_off_at = now() - interval '1 second' FROM message m WHERE m.id = $1 AND k.id = m.chunk_id`,
          [messages[0]!.id],
        );
      // Once before, once beside and once behind the receipts.
      const acceptSoon = new Promise((resolve) => setTimeout(resolve, 10 * round)).then(accept);
      if (round === 0) await acceptSoon;
      await Promise.all([lab.drain(), acceptSoon]);
      const ledger = await lab.rows(
        `SELECT state, own_state, count(*)::int AS n, count(provider_id)::int AS calls, count(accepted_at)::int AS dated,
           count(handed_off_at)::int AS handed_off, count(verdict->>'reason')::int AS verdicts
         FROM message_ledger WHERE id = ANY($1) GROUP BY 1, 2 ORDER BY 1`,
        [messages.map(({ id }) => id)],
      );
      const all = (n: number) => ({ n, calls: n, dated: n, handed_off: n, verdicts: n });
      expect(ledger).toEqual([
        { state: 'accepted', own_state: 'queued', ...all(200) },
        { state: 'delivered', own_state: 'delivered', ...all(100) },
      ]);
      // What is heard after the acceptance does not move its moment.
      const [moments] = await lab.rows<{ n: number }>(
        `SELECT count(DISTINCT accepted_at)::int AS n FROM message_ledger WHERE id = ANY($1)`,
        [messages.map(({ id }) => id)],
      );
      if (round === 0) expect(moments!.n).toBe(1);
      const { n } = await lab.get(Database).sql(scope, (tx) => {
        const lately = acceptedBetween(
          Prisma.sql`now() - interval '30 years'`,
          Prisma.sql`now() + interval '1 hour'`,
        );
        const ids = messages.map(({ id }) => id);
        return tx.one(
          { n: 'int' },
          Prisma.sql`SELECT count(*)::int AS n FROM ${lately} AS m WHERE m.id = ANY(${ids}::uuid[])`,
        );
      });
      expect(n).toBe(300);
    }
  });
});
