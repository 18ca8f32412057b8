import { exampleOf } from './openapi-walk';
import { fill, inParallel } from './walker';
import { own, type World } from './world';

/**
 * All that a team's owner can look at and download, with ids of their own. The walker reads each answer for marks of others. Answers
 * which routes showed the team its own mark: where it does not, nobody's could be missed.
 */
export async function everyView(world: World): Promise<Set<string>> {
  const { operations, walker, b } = world;
  const shown = new Set<string>();
  await inParallel(
    operations.filter(({ method, access }) => method === 'GET' && access !== 'public'),
    async (operation) => {
      const query = operation.query
        .filter(({ required }) => required)
        .map(({ name, schema }) => `${name}=${encodeURIComponent([exampleOf(schema)].flat().join(','))}`);
      const { text } = await walker.ask(operation, `${fill(operation, own(b))}?${query.join('&')}`, b);
      if (text.toLowerCase().includes(b.canary.toLowerCase())) shown.add(operation.path);
    },
  );
  return shown;
}

/** A digest of every row that a team has: what others did to it would show. */
export async function digestOf({ api, a, tables }: World): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const table of tables) {
    const { rows } = await api.database.admin.query<{ digest: string }>(
      `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS digest FROM "${table}" t WHERE team_id = $1`,
      [a.teamId],
    );
    digests[table] = rows[0]!.digest;
  }
  return digests;
}
