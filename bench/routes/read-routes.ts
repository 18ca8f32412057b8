import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Team } from '../stage/product.ts';
import { repository } from '../stage/scratch.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}
interface Described {
  paths: Record<string, { get?: { parameters?: Parameter[]; 'x-access'?: string } }>;
}

/** A list that gives the first thing of its kind. */
const firstOf: Record<string, string> = {
  '/api/leads/{': '/api/leads',
  '/api/ai/': '/api/leads',
  '/api/activities/{': '/api/activities',
  '/api/notes/{': '/api/leads/LEAD/notes',
  '/api/tasks/{': '/api/tasks',
  '/api/appointments/{': '/api/appointments',
  '/api/campaigns/{': '/api/campaigns',
  '/api/messages/{': '/api/messages',
  '/api/threads/{': '/api/threads',
  '/api/segments/{': '/api/segments',
  '/api/email-templates/{': '/api/email-templates',
  '/api/sms-templates/{': '/api/sms-templates',
  '/api/workflows/{': '/api/workflows',
  '/api/teams/{': '/api/teams',
};

/** Files of many megabytes, secrets in the address, and what needs a file, a job or a token of its own. */
const apart =
  /export|attachments|\/ics$|\{token\}|avatars|\/import|\/jobs|recalculations|workflow-runs|enrolments|\/hook$/;

/** Every route of the description that reads, with ids of the team's own things; and those that were left out. */
export async function readRoutes(team: Team): Promise<{ routes: Map<string, string>; leftOut: string[] }> {
  const text = readFileSync(path.join(repository, 'docs/openapi.json'), 'utf8');
  const { paths } = JSON.parse(text) as Described;
  const ids = new Map<string, string>();
  const routes = new Map<string, string>();
  const leftOut: string[] = [];
  for (const [url, { get }] of Object.entries(paths)) {
    if (!get || get['x-access'] === 'public') continue;
    const id = apart.test(url) ? undefined : await idFor(url, team, ids);
    const filled = fill(url, get.parameters ?? [], id);
    if (apart.test(url) || filled.includes('{')) leftOut.push(url);
    else routes.set(url, filled);
  }
  return { routes, leftOut };
}

async function idFor(url: string, team: Team, ids: Map<string, string>): Promise<string | undefined> {
  const begin = Object.keys(firstOf).find((prefix) => url.startsWith(prefix));
  if (!begin) return undefined;
  const known = ids.get(begin);
  if (known) return known;
  const list = firstOf[begin]!.replace('LEAD', ids.get('/api/leads/{') ?? '');
  const answer = await team.api.get<{ data?: { id: string }[] } | { id: string }[]>(list);
  const id = (Array.isArray(answer) ? answer : answer.data)?.[0]?.id;
  if (id) ids.set(begin, id);
  return id;
}

function fill(url: string, parameters: Parameter[], id: string | undefined): string {
  const path = url.replace('{number}', '1').replace(/\{\w+\}/, id ?? '{id}');
  const now = Date.now();
  const values: Record<string, string> = {
    userIds: id ?? '',
    from: new Date(now).toISOString(),
    to: new Date(now + 7 * 86_400_000).toISOString(),
  };
  const needed = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const query = needed.map(({ name }) => `${name}=${encodeURIComponent(values[name] ?? '')}`);
  return query.length > 0 ? `${path}?${query.join('&')}` : path;
}
