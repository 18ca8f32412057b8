import fc from 'fast-check';
import { Database, newId, Prisma, TenantScope, type SqlTx } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';
import { LeadFactsRepository } from '../explain/lead-facts.repository';
import { scoreLead } from '../score';
import { leadColumns, reasonsSql, scoringSql } from '../score.sql';
import { SignalsRepository } from '../signals/signals.repository';
import { lead, scheme, type ArbitraryLead, type ArbitraryScheme } from './arbitrary-scores';

const at = new Date('2026-03-01T12:00:00.000Z');
const before = (ms: number) => new Date(at.getTime() - ms);

describe('the statement for sets and the function for one lead', () => {
  let lab: TestDatabase;
  let database: Database;
  let scope: TenantScope;

  beforeAll(async () => {
    lab = await createTestDatabase();
    database = new Database(testEnv(lab));
  });
  beforeEach(() => {
    scope = TenantScope.of(newId());
  });
  afterAll(async () => {
    await database.onApplicationShutdown();
    await lab.drop();
  });

  const insert = async (tx: SqlTx, one: ArbitraryLead, tagId: string): Promise<string> => {
    const id = newId();
    await tx.execute(Prisma.sql`INSERT INTO lead (id, team_id, name, source, stage, company, value, custom_fields, created_at, updated_at)
      VALUES (${id}::uuid, ${scope.teamId}::uuid, 'A lead', ${one.source}, ${one.stage}, ${one.company}, ${one.value}::numeric,
        ${JSON.stringify(one.custom)}::jsonb, ${before(one.ageMs)}::timestamptz, now())`);
    if (one.tagged)
      await tx.execute(
        Prisma.sql`INSERT INTO lead_tag (team_id, lead_id, tag_id) VALUES (${scope.teamId}::uuid, ${id}::uuid, ${tagId}::uuid)`,
      );
    for (const { type, ageMs, weight, expiresInMs } of one.signals) {
      const expiresAt = expiresInMs === null ? null : before(-expiresInMs);
      await tx.execute(Prisma.sql`INSERT INTO score_signal (id, team_id, lead_id, type, source_key, occurred_at, weight, expires_at, created_at)
        VALUES (${newId()}::uuid, ${scope.teamId}::uuid, ${id}::uuid, ${type}, ${newId()}, ${before(ageMs)}::timestamptz, ${weight},
          ${expiresAt}::timestamptz, ${before(ageMs)}::timestamptz)`);
    }
    return id;
  };
  const bySql = (tx: SqlTx, rules: ArbitraryScheme) =>
    tx.rows(
      {
        id: 'uuid',
        raw: 'float',
        overall: 'int',
        engagement: 'int',
        behaviour: 'int',
        profile: 'int',
        reasons: 'json',
        nextDecayAt: 'date?',
      },
      Prisma.sql`WITH target AS (SELECT ${leadColumns}, ${at}::timestamptz AS at FROM lead), ${scoringSql(rules)}, ${reasonsSql}
        SELECT id, raw, overall, engagement, behaviour, profile, coalesce(reasons.reasons, '{}') AS reasons, next_decay_at AS "nextDecayAt"
        FROM scored LEFT JOIN reasons ON reasons.lead_id = scored.id`,
    );

  it('give the same scores, reasons and times, for random leads and random rules', async () => {
    const facts = new LeadFactsRepository();
    const signals = new SignalsRepository();
    const rolledBack = new Error('rolled back');
    await fc.assert(
      fc.asyncProperty(fc.array(lead, { minLength: 1, maxLength: 6 }), scheme, async (leads, rules) => {
        const compare = database.sql(scope, async (tx) => {
          const tagId = newId();
          await tx.execute(
            Prisma.sql`INSERT INTO tag (id, team_id, name) VALUES (${tagId}::uuid, ${scope.teamId}::uuid, 'Hot')`,
          );
          for (const one of leads) await insert(tx, one, tagId);
          const rows = await bySql(tx, rules);
          expect(rows).toHaveLength(leads.length);
          for (const { id, raw, reasons, nextDecayAt, ...numbers } of rows) {
            const expected = scoreLead(
              rules,
              (await facts.find(tx, id))!,
              await signals.ofLead(tx, id, at),
              at,
            );
            const { overall, engagement, behaviour, profile } = expected;
            expect(numbers).toEqual({ overall, engagement, behaviour, profile });
            expect(raw).toBeCloseTo(expected.raw, 6);
            const told = Object.values(reasons as Record<string, number>).reduce(
              (sum, points) => sum + points,
              0,
            );
            expect(Math.abs(told - expected.raw)).toBeLessThan(
              0.005 * (Object.keys(reasons as object).length + 1),
            );
            expect(nextDecayAt === null).toBe(expected.nextDecayAt === null);
            // An instant a century ahead is a quotient of small floats.
            const ahead = (expected.nextDecayAt?.getTime() ?? at.getTime()) - at.getTime();
            const apart = (nextDecayAt?.getTime() ?? 0) - (expected.nextDecayAt?.getTime() ?? 0);
            expect(Math.abs(apart)).toBeLessThanOrEqual(2 + ahead * 1e-6);
          }
          throw rolledBack;
        });
        await expect(compare).rejects.toBe(rolledBack);
      }),
      { numRuns: 200 },
    );
  });
});
