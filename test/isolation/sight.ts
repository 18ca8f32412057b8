import { randomUUID } from 'node:crypto';
import type { Limited } from './limited';
import { exampleOf } from './openapi-walk';
import { bare, fill, nounsOf } from './walker';
import type { World } from './world';

/** What hangs on the hidden lead, by the noun in a path. The rest belongs to the team, and members may see it. */
const hidden = new Set([
  ...['leads', 'messages', 'activities', 'appointments', 'workflow-runs', 'adjustments', 'import', 'tasks'],
  ...['threads', 'notes', 'attachments', 'comments'],
]);

/** By no route a member finds what hangs on another's lead: the answer is that to a random id. Answers how many routes it asked. */
export async function pathsBeyondSight(world: World, { owner, member }: Limited): Promise<number> {
  const { walker, operations } = world;
  let walked = 0;
  for (const operation of operations) {
    if (operation.access === 'public' || !nounsOf(operation).some((noun) => hidden.has(noun))) continue;
    const body = operation.body && exampleOf(operation.body);
    const random = randomUUID();
    const known = (noun: string) => owner.ids[noun] ?? random;
    const found = await walker.ask(operation, fill(operation, known), member, body);
    const nowhere = await walker.ask(
      operation,
      fill(operation, (noun) => (hidden.has(noun) ? random : known(noun))),
      member,
      body,
    );
    walked += 1;
    if (found.status < 400 || JSON.stringify(bare(found)) !== JSON.stringify(bare(nowhere)))
      walker.problems.push(
        `${operation.method} ${operation.path} to a member: ${found.status} ${found.text.slice(0, 200)} | ${nowhere.status}`,
      );
  }
  return walked;
}

/** No list, figure or feed shows a member what hangs on another's lead. `others`: more that must not be shown. */
export async function viewsBeyondSight(
  world: World,
  { owner, member }: Limited,
  others: string[] = [],
): Promise<void> {
  const { walker, operations } = world;
  const mail = `${owner.canary.toLowerCase()}@example.com`;
  const traces = [owner.ids.leads!, `${owner.canary} Lead`, mail, ...others];
  for (const operation of operations) {
    if (operation.method !== 'GET' || operation.access === 'public') continue;
    const path = fill(operation, (noun) => owner.ids[noun] ?? randomUUID());
    const { status, text } = await walker.ask(operation, path, member);
    // What was asked for stands in `instance`, whether it is there or not.
    const told = status >= 400 ? text.replaceAll(/"instance":"[^"]*"/g, '') : text;
    for (const trace of traces)
      if (told.includes(trace)) walker.problems.push(`${path} shows a member ${trace}`);
  }
}
