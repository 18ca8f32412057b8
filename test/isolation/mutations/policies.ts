import type pg from 'pg';

export interface Policy {
  table: string;
  name: string;
  /** False: it narrows what a member sees. */
  permissive: boolean;
  qual: string | null;
  check: string | null;
}

/**
 * The policies that keep teams apart and members to their sight. Those of roles that cross teams (`true` for relay, sign-in, sweeps)
 * keep nothing apart: what those roles reach is said by grants.
 */
export async function policiesOf(admin: pg.Pool): Promise<Policy[]> {
  const { rows } = await admin.query<Policy>(
    `SELECT tablename AS table, policyname AS name, permissive = 'PERMISSIVE' AS permissive, qual, with_check AS check
     FROM pg_policies WHERE schemaname = 'public' AND roles && '{brickwork_app,brickwork_member}' ORDER BY 1, 2`,
  );
  return rows;
}

/** Lets everything through while `work` runs. */
export async function opened<T>(admin: pg.Pool, policy: Policy, work: () => Promise<T>): Promise<T> {
  const alter = (qual: string | null, check: string | null) =>
    admin.query(
      `ALTER POLICY ${policy.name} ON "${policy.table}"
       ${qual === null ? '' : `USING (${qual})`} ${check === null ? '' : `WITH CHECK (${check})`}`,
    );
  await alter(policy.qual && 'true', policy.check && 'true');
  try {
    return await work();
  } finally {
    await alter(policy.qual, policy.check);
  }
}
