import fc from 'fast-check';
import { evaluate } from '@domain/conditions';
import { newId, Prisma, TenantScope } from '@platform/database';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';
import { compileCondition } from '../compile/compile-condition.sql';
import { segmentProblems } from '../definition/segment-problems';
import { conditionsOver } from './conditions';
import { makeCrowd, type Crowd } from './crowd';

/** 9 March, 21:30, in Chicago; 10 March in UTC. */
const now = new Date('2027-03-10T03:30:00Z');
const zone = 'America/Chicago';

describe('segments over leads that were made up', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let colleague: string;
  let crowd: Crowd;

  beforeAll(async () => {
    lab = await LeadsLab.start();
    team = await lab.team();
    colleague = await lab.member(team.scope.teamId);
    const other = await lab.team();
    const fields = { budget: 'number', closing: 'date', area: 'text', pool: 'boolean' };
    for (const [key, type] of Object.entries(fields))
      await lab.sql(`INSERT INTO custom_field (id, team_id, key, label, type) VALUES ($1, $2, $3, $3, $4)`, [
        newId(),
        team.scope.teamId,
        key,
        type,
      ]);
    crowd = await fill(team.scope.teamId, [team.userId, colleague], 80);
    await fill(other.scope.teamId, [other.userId], 20);
  });
  afterAll(() => lab.stop());

  async function fill(teamId: string, userIds: string[], size: number): Promise<Crowd> {
    const made = makeCrowd(size, now, teamId, userIds);
    for (const [index, id] of made.tagIds.entries())
      await lab.sql(`INSERT INTO tag (id, team_id, name) VALUES ($1, $2, $3)`, [id, teamId, `Tag ${index}`]);
    for (const [table, rows] of Object.entries(made.rows)) {
      if (rows.length === 0) continue;
      const columns = Object.keys(rows[0]!).join(', ');
      await lab.sql(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
        [JSON.stringify(rows)],
      );
    }
    return made;
  }

  const found = async (scope: TenantScope, condition: Prisma.Sql) =>
    lab.db.sql(scope, async (tx) =>
      (await tx.rows({ id: 'uuid' }, Prisma.sql`SELECT lead.id FROM lead WHERE ${condition}`)).map(
        ({ id }) => id,
      ),
    );

  it('mean, by one statement, whom the same condition means when it is evaluated in memory', async () => {
    let meant = 0;
    await fc.assert(
      fc.asyncProperty(conditionsOver(crowd.tagIds, crowd.userIds), async (condition) => {
        expect(segmentProblems(condition).problems).toEqual([]);
        const expected = crowd.facts
          .filter(({ facts }) => evaluate(condition, facts, now, zone))
          .map(({ id }) => id);
        if (expected.length > 0 && expected.length < crowd.facts.length) meant += 1;
        expect((await found(team.scope, compileCondition(condition, { now, zone }))).sort()).toEqual(
          expected.sort(),
        );
      }),
      { numRuns: 400 },
    );
    // Conditions that mean everybody or nobody would prove little.
    expect(meant).toBeGreaterThan(100);
  });

  it('mean for a member those of them that are seen', async () => {
    const seen = new Set(
      crowd.facts
        .filter(({ facts }) => [null, colleague].includes(facts['lead.assignedToId'] as string | null))
        .map(({ id }) => id),
    );
    const scope = team.scope.seenBy(colleague);
    expect(seen.size).toBeLessThan(crowd.facts.length);
    await fc.assert(
      fc.asyncProperty(conditionsOver(crowd.tagIds, crowd.userIds), async (condition) => {
        const expected = crowd.facts
          .filter(({ id, facts }) => seen.has(id) && evaluate(condition, facts, now, zone))
          .map(({ id }) => id);
        expect((await found(scope, compileCondition(condition, { now, zone }))).sort()).toEqual(
          expected.sort(),
        );
      }),
      { numRuns: 60 },
    );
  });
});
