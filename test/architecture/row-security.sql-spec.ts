import { createTestDatabase, type TestDatabase } from '../support/database';

/** Tables with team_id whose rows are open to all roles, or to their owner. A role without a policy sees nothing. */
const unprotected = `
  SELECT c.relname AS name FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'team_id' AND NOT a.attisdropped
  WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
  ORDER BY 1`;

/** Policies that let a team's unit of work see or write rows without naming the team. */
const wideOpen = `
  SELECT tablename || '.' || policyname AS name FROM pg_policies
  WHERE schemaname = 'public' AND 'brickwork_app' = ANY (roles)
    AND coalesce(qual, '') || coalesce(with_check, '') NOT LIKE '%brickwork_team()%'
    AND coalesce(qual, '') NOT LIKE '%membership%'
  ORDER BY 1`;

/** Tables with lead_id that a member reads past the policy of `lead`. */
const unseen = `
  SELECT c.relname AS name FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'lead_id' AND NOT a.attisdropped
  WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polcmd = '*'
      AND 'brickwork_member'::regrole = ANY (p.polroles)
      AND (pg_get_expr(p.polqual, p.polrelid) LIKE '%brickwork_sees_lead(lead_id)%'
        OR (c.relname = 'appointment_attendee' AND pg_get_expr(p.polqual, p.polrelid) LIKE '%FROM appointment%')))
  ORDER BY 1`;

/** Policies that a role which sees all would pay for. */
const limitedForAll = `
  SELECT tablename || '.' || policyname AS name FROM pg_policies
  WHERE permissive = 'RESTRICTIVE' AND roles <> '{brickwork_member}' ORDER BY 1`;

describe('row-level security', () => {
  let database: TestDatabase;
  const names = async (query: string) =>
    (await database.admin.query<{ name: string }>(query)).rows.map(({ name }) => name);

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it('is forced on every table with team_id', async () => expect(await names(unprotected)).toEqual([]));

  it('lets a team see its own rows only', async () => expect(await names(wideOpen)).toEqual([]));

  it('shows what hangs on a lead to those who see the lead', async () =>
    expect(await names(unseen)).toEqual([]));

  it('costs those who see all nothing', async () => expect(await names(limitedForAll)).toEqual([]));

  it('cannot be skipped by the roles that units of work take', async () => {
    const { rows } = await database.admin.query<{ name: string }>(
      `SELECT rolname AS name, rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole
         OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
         OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid
           AND (r.rolname, m.roleid::regrole::text) NOT IN (('brickwork_member', 'brickwork_app'), ('brickwork_gate', 'brickwork_member')))
           AS powerful
       FROM pg_roles r WHERE rolname LIKE 'brickwork%' ORDER BY 1`,
    );
    const narrow = ['brickwork_app', 'brickwork_identity', 'brickwork_member', 'brickwork_system'];
    expect(rows).toEqual(expect.arrayContaining(narrow.map((name) => ({ name, powerful: false }))));
    expect(rows).not.toContainEqual(expect.objectContaining({ powerful: true }));
  });

  it('is missed where it is missing', async () => {
    await database.admin.query(`CREATE TABLE planted_bare (team_id uuid)`);
    await database.admin.query(`CREATE TABLE planted_unforced (team_id uuid)`);
    await database.admin.query(`SELECT brickwork_protect('planted_unforced')`);
    await database.admin.query(`ALTER TABLE planted_unforced NO FORCE ROW LEVEL SECURITY`);
    await database.admin.query(`CREATE TABLE planted_open (team_id uuid)`);
    await database.admin.query(`SELECT brickwork_protect('planted_open')`);
    await database.admin.query(`CREATE POLICY everyone ON planted_open TO brickwork_app USING (true)`);
    await database.admin.query(`CREATE TABLE planted_note (team_id uuid, lead_id uuid)`);
    await database.admin.query(`SELECT brickwork_protect('planted_note')`);
    expect(await names(unseen)).toEqual([]);
    await database.admin.query(`DROP POLICY viewer ON planted_note`);
    expect(await names(unseen)).toEqual(['planted_note']);
    await database.admin.query(
      `CREATE POLICY slow ON planted_note AS RESTRICTIVE TO brickwork_app USING (true)`,
    );
    expect(await names(limitedForAll)).toEqual(['planted_note.slow']);
    expect(await names(unprotected)).toEqual(expect.arrayContaining(['planted_bare', 'planted_unforced']));
    expect(await names(unprotected)).not.toContain('planted_open');
    expect(await names(wideOpen)).toContain('planted_open.everyone');
  });
});
