import { exampleOf } from './openapi-walk';
import { sameBut } from './foreign-ids';
import { furnish } from './two-teams';
import { fill, inParallel, type Told } from './walker';
import { own, type World } from './world';

/** What shows no word that a person wrote: figures, switches, vocabularies, keys. Every other route shows the team's mark. */
const wordless = [
  '/api/ai/predictions/{leadId}',
  '/api/appointments/agenda',
  '/api/appointments/feed',
  '/api/appointments/free-busy',
  '/api/appointments/reminder-defaults',
  '/api/campaigns/{id}/stats',
  '/api/digest',
  '/api/email-templates/{id}/versions/{number}',
  '/api/events',
  '/api/jobs/dead/preview',
  '/api/leads/{leadId}/tasks',
  '/api/messages/{id}/attachments/{attachmentId}',
  '/api/notifications/settings',
  '/api/notifications/unread-count',
  '/api/routing/figures',
  '/api/routing/people',
  '/api/routing/settings',
  '/api/segments/facts',
  '/api/segments/schema',
  '/api/segments/{id}/count',
  '/api/settings/2fa',
  '/api/settings/sms',
  '/api/sms-templates/{id}/versions/{number}',
  '/api/teams/{id}/members',
  '/api/threads/counts',
  '/api/workflow-webhooks/secret',
  '/api/workflows/facts',
  '/api/workflows/library',
  '/api/workflows/schema',
  '/api/workflows/{id}/diff',
  '/api/workflows/{id}/hook',
  '/api/workflows/{id}/versions/{number}',
];

/** All that a team's owner can look at and download, with ids of their own, by route. The walker reads each for marks of others. */
async function viewsOf({ operations, walker, b }: World): Promise<Map<string, Told>> {
  const views = new Map<string, Told>();
  await inParallel(
    operations.filter(({ method, access }) => method === 'GET' && access !== 'public'),
    async (operation) => {
      const query = operation.query
        .filter(({ required }) => required)
        .map(({ name, schema }) => `${name}=${encodeURIComponent([exampleOf(schema)].flat().join(','))}`);
      const path = fill(operation, own(b));
      views.set(operation.path, await walker.ask(operation, `${path}?${query.join('&')}`, b));
    },
  );
  return views;
}

/** A team is shown its own marks, wherever words are shown at all, and nobody else's. */
export async function everyView(world: World): Promise<void> {
  const mark = world.b.canary.toLowerCase();
  for (const [route, { text }] of await viewsOf(world)) {
    const isShown = text.toLowerCase().includes(mark);
    if (isShown === wordless.includes(route))
      world.walker.problems.push(`GET ${route} shows ${isShown ? 'its' : 'no'} team's mark`);
  }
}

/** Another team comes to be, with one of everything: no figure and no list of the others is another than before. */
export async function newcomers(world: World): Promise<void> {
  const before = await viewsOf(world);
  await furnish(world.api, 'CANARY-N');
  for (const [route, told] of await viewsOf(world))
    if (sameBut(told) !== sameBut(before.get(route)!))
      world.walker.problems.push(
        `GET ${route} is another since there is another team: ${told.text.slice(0, 300)}`,
      );
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
