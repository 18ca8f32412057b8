import { Database, TenantScope } from '@platform/database';
import type { Limited } from './limited';
import type { World } from './world';

interface Found {
  /** How many rows the statement touched, or the code of Postgres' refusal. */
  touched: number | string;
}

/** Runs one statement in a unit of work of the product, which is never committed. */
async function attempt(world: World, scope: TenantScope, sql: string, values: unknown[]): Promise<Found> {
  const database = world.api.api.app.get(Database, { strict: false });
  const undone = new Error('never to be committed');
  let touched: number | string = 0;
  await database
    .sql(scope, async (tx) => {
      touched = (await tx.connection.query(sql, values)).rowCount ?? 0;
      throw undone;
    })
    .catch((error: Error & { code?: string }) => {
      if (error !== undone) touched = error.code ?? error.message;
    });
  return { touched };
}

const refused = '42501'; // insufficient_privilege: by a policy or for want of a grant

/**
 * Whatever statement a unit of work of one team sends: no row of another is read, changed, removed or made. This is what holds when
 * somebody forgets a condition.
 */
export async function rowsOfOthers(world: World): Promise<void> {
  const { a, b, walker, api, tables } = world;
  const { admin } = api.database;
  const mine = TenantScope.of(b.teamId);
  for (const { name, whose } of [
    ...tables.map((table) => ({ name: table, whose: 'team_id' })),
    { name: 'team', whose: 'id' },
  ]) {
    const {
      rows: [row],
    } = await admin.query<{ row: object }>(`SELECT to_jsonb(t) AS row FROM "${name}" t WHERE ${whose} = $1`, [
      a.teamId,
    ]);
    const columns = await writable(world, name);
    const attempts: [string, string, unknown[]][] = [
      ['reads', `SELECT FROM "${name}" WHERE ${whose} = $1`, [a.teamId]],
      ['changes', `UPDATE "${name}" SET ${whose} = ${whose} WHERE ${whose} = $1`, [a.teamId]],
      ['removes', `DELETE FROM "${name}" WHERE ${whose} = $1`, [a.teamId]],
      [
        'makes',
        `INSERT INTO "${name}" (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::"${name}", $1)`,
        [row?.row],
      ],
    ];
    for (const [verb, sql, values] of attempts) {
      const { touched } = await attempt(world, mine, sql, values);
      if (touched !== refused && (touched !== 0 || verb === 'makes'))
        walker.problems.push(`a unit of work ${verb} another team's rows of ${name}: ${touched}`);
    }
  }
  const strangers = `SELECT FROM app_user WHERE id = $1`;
  const { touched } = await attempt(world, mine, strangers, [a.ids.users]);
  if (touched !== 0) walker.problems.push(`a unit of work reads a person of another team: ${touched}`);
}

/** The columns of a table that a row can be given. */
async function writable({ api }: World, table: string): Promise<string> {
  const { rows } = await api.database.admin.query<{ names: string }>(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS names FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  return rows[0]!.names;
}

/** What hangs on a lead that a member does not see is in none of their statements' reach. `only`: a table. */
export async function rowsBeyondSight(
  world: World,
  { owner, member }: Limited,
  only?: string,
): Promise<string[]> {
  const { walker, api } = world;
  const { rows: tables } = await api.database.admin.query<{ name: string; hangs: boolean }>(
    `SELECT tablename AS name, EXISTS (SELECT FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = tablename AND column_name = 'lead_id') AS hangs
     FROM pg_policies WHERE 'brickwork_member' = ANY (roles) ORDER BY 1`,
  );
  const team = TenantScope.of(owner.teamId);
  const lead = owner.ids.leads!;
  for (const { name, hangs } of tables.filter((table) => only === undefined || table.name === only)) {
    const sql = hangs
      ? `SELECT FROM "${name}" WHERE lead_id = $1`
      : `SELECT FROM "${name}" t WHERE strpos(lower(t::text), $1) > 0`;
    for (const trace of hangs || name === 'lead' ? [lead] : [lead, owner.canary.toLowerCase()]) {
      const { touched } = await attempt(world, team.seenBy(member.userId), sql, [trace]);
      if (touched !== 0)
        walker.problems.push(`a member's unit of work reads ${name} beyond their sight: ${touched}`);
    }
    const all = await Promise.all(
      [lead, owner.canary.toLowerCase()].map((trace) =>
        attempt(world, team, hangs ? sql.replace('$1', `coalesce($1, '')::uuid`) : sql, [
          hangs ? lead : trace,
        ]),
      ),
    );
    if (all.every(({ touched }) => touched === 0))
      walker.problems.push(`there is nothing in ${name} to be hidden`);
  }
  return tables.map(({ name }) => name);
}
