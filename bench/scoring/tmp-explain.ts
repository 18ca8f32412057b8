import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { createDatabase, ask, withConnection } from '../stage/postgres-server.ts';
import { buildProgram, startProgram } from '../stage/programs.ts';
import { cleanUp } from '../stage/scratch.ts';
import { fill, rulesWith, copyTables, handWritten } from './scored-leads.ts';
const portion = Number(process.argv[2] ?? 5000),
  size = Number(process.argv[3] ?? 50000);
const p = await startProgram(await buildProgram('scoring/tmp-sql.ts'));
const url = await createDatabase();
const team = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
await withConnection(url, async (c) => {
  await c.query(`INSERT INTO team (id, name) VALUES ($1,'x')`, [team]).catch(async (e) => {
    console.log(e.message);
    await c.query('ALTER TABLE lead DISABLE TRIGGER ALL');
  });
  await fill(c, team, size);
  const raw: any = rulesWith(6);
  const rules = {
    ...raw,
    version: 1,
    caps: Object.fromEntries(raw.caps.map((x: any) => [x.group, x])),
    rules: raw.rules.map((r: any) => ({
      halfLifeDays: null,
      withinDays: null,
      minTimes: null,
      once: false,
      capGroup: null,
      signal: null,
      condition: null,
      ...r,
    })),
  };
  const { rows } = await c.query('SELECT id FROM lead WHERE team_id=$1 ORDER BY created_at, id', [team]);
  const ids = rows.map((r) => r.id);
  for (const round of [0, 1]) {
    rules.rules[2].points = 6 + round;
    let total = 0;
    await c.query('BEGIN');
    await c.query(`SET LOCAL ROLE brickwork_app`).catch((e) => console.log(e.message));
    await c.query(
      `SELECT set_config('app.team_id', $1, true), set_config('brickwork.team_id', $1, true), set_config('brickwork.team', $1, true)`,
      [team],
    );
    const n = await c.query('select count(*) from lead');
    console.log('visible', n.rows[0].count);
    await c.query('COMMIT');
    for (let from = 0; from < size; from += portion) {
      const sql: any = await p.ask({
        ids: ids.slice(from, from + portion),
        rules,
        at: new Date().toISOString(),
        cause: 'recalculation',
        onlyChanged: false,
      });
      await c.query('BEGIN');
      await c.query(`SET LOCAL ROLE brickwork_app`);
      await c.query(
        `SELECT set_config('app.team_id', $1, true), set_config('brickwork.team_id', $1, true), set_config('brickwork.team', $1, true)`,
        [team],
      );
      const t = performance.now();
      if (from === portion * 2) {
        const e = await c.query('EXPLAIN (ANALYZE, BUFFERS, SETTINGS) ' + sql.text, sql.values);
        writeFileSync(
          `/tmp/fig/x/plan-${portion}-${round}.txt`,
          e.rows.map((r) => r['QUERY PLAN']).join('\n'),
        );
      } else await c.query(sql.text, sql.values);
      total += performance.now() - t;
      await c.query('COMMIT');
    }
    console.log('round', round, 'leads/s', Math.round((size / total) * 1000));
    await c.query('VACUUM ANALYZE lead_score');
  }
  await copyTables(c, team);
  for (let i = 0; i < 2; i++) {
    const t = performance.now();
    const e = await c.query(
      'EXPLAIN (ANALYZE, BUFFERS) ' +
        handWritten.replaceAll('$1', `'${team}'::uuid`).replaceAll('$2', String(7 + i)),
    );
    writeFileSync(`/tmp/fig/x/hand.txt`, e.rows.map((r) => r['QUERY PLAN']).join('\n'));
    console.log('hand', Math.round((size / (performance.now() - t)) * 1000));
  }
});
await p.stop();
await cleanUp();
process.exit(0);
