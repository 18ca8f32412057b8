import type pg from 'pg';
import { type CrossTeamScope, type Prisma, type Shape, SqlTx, TenantScope } from '@platform/database';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

/** Notes the plan of every statement before it runs it. */
class ExplainingTx extends SqlTx {
  readonly scanned: string[] = [];

  override async rows<S extends Shape>(shape: S, statement: Prisma.Sql) {
    await this.explain(statement);
    return super.rows(shape, statement);
  }

  override async execute(statement: Prisma.Sql): Promise<number> {
    await this.explain(statement);
    return super.execute(statement);
  }

  private async explain({ text, values }: Prisma.Sql): Promise<void> {
    const { rows } = await this.client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
    const nodes: PlanNode[] = [rows[0]!['QUERY PLAN'][0].Plan];
    for (let node = nodes.pop(); node; node = nodes.pop()) {
      if (node['Node Type'] === 'Seq Scan') this.scanned.push(node['Relation Name'] ?? '');
      nodes.push(...(node.Plans ?? []));
    }
  }
}

/** The tables that the statements of `work` read from end to end. Whatever it writes is rolled back. */
export async function tablesScanned(
  client: pg.ClientBase,
  scope: TenantScope | CrossTeamScope,
  work: (tx: SqlTx) => Promise<unknown>,
): Promise<string[]> {
  const [team, viewer] = scope instanceof TenantScope ? [scope.teamId, scope.viewerId ?? ''] : ['', ''];
  await client.query(
    `BEGIN; SET LOCAL ROLE ${scope.role}; SELECT set_config('brickwork.team_id', '${team}', true), set_config('brickwork.viewer', '${viewer}', true)`,
  );
  const tx = new ExplainingTx(scope, client);
  try {
    await work(tx);
  } finally {
    await client.query('ROLLBACK');
  }
  return tx.scanned;
}
