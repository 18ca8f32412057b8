import { randomUUID } from 'node:crypto';
import { compare } from './foreign-ids';
import type { World } from './world';

/** Conditions of a segment that name something, by whose id they take. */
const conditions: [string, (id: string) => object][] = [
  ['tags', (id) => ({ fact: 'lead.tagIds', op: 'has', value: id })],
  ['users', (id) => ({ fact: 'lead.assignedToId', op: 'eq', value: id })],
];

/** Steps and triggers of a workflow that name something. */
const steps: [string, (id: string) => object][] = [
  ['tags', (tagId) => ({ kind: 'ADD_TAG', tagId })],
  ['workflows', (workflowId) => ({ kind: 'ENROL_IN_WORKFLOW', workflowId })],
  ['email-templates', (templateId) => ({ kind: 'SEND_EMAIL', templateId })],
  ['sms-templates', (templateId) => ({ kind: 'SEND_SMS', templateId })],
  ['users', (userId) => ({ kind: 'ASSIGN', to: { userId } })],
];
const triggers: [string, (id: string) => object][] = [
  ['tags', (id) => ({ type: 'TAG_ADDED', tagIds: [id] })],
  ['campaigns', (id) => ({ type: 'CAMPAIGN_COMPLETED', campaignIds: [id] })],
];

/** Ids where a description cannot say that there is one: in conditions, definitions and the texts of people. */
export async function writtenIds(world: World): Promise<void> {
  const { walker, a, b } = world;
  const both = async (name: string, noun: string, send: (id: string) => ReturnType<typeof walker.call>) => {
    const foreign = await send(a.ids[noun]!);
    compare(world, name, foreign, await send(randomUUID()));
    return foreign;
  };
  for (const [noun, condition] of conditions)
    for (const path of ['/api/segments', '/api/segments/preview', '/api/campaigns/audience/count'])
      await both(`${path} with another's ${noun}`, noun, (id) => {
        const definition = condition(id);
        const body = path.endsWith('count')
          ? { type: 'EMAIL', audience: { filter: { conditions: definition } } }
          : { ...(path.endsWith('preview') ? {} : { name: randomUUID() }), definition };
        return walker.call('POST', path, { as: b, body });
      });
  const workflow = `/api/workflows/${b.ids.workflows}`;
  const validated = async (trigger: object, step: object) => {
    // Past the walker: what the caller wrote into their own draft is theirs to read.
    const { body: now } = await world.api.get(workflow, b);
    const definition = {
      ...{ trigger, reentry: { mode: 'never' }, exit: [], start: 'step' },
      nodes: { step: { next: 'end', ...step }, end: { kind: 'END' } },
    };
    const written = await walker.call('PUT', `${workflow}/draft`, {
      as: b,
      body: { definition, revision: now.draftRevision },
    });
    if (written.status !== 200) walker.problems.push(`a draft was refused: ${written.text}`);
    return walker.call('POST', `${workflow}/validate`, { as: b, body: {} });
  };
  const wait = { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' } };
  for (const [noun, step] of steps) {
    const found = await both(`a step with another's ${noun}`, noun, (id) =>
      validated({ type: 'MANUAL' }, step(id)),
    );
    if (!/not_found|unknown/.test(found.text))
      walker.problems.push(`a step takes another's ${noun}: ${found.text}`);
  }
  for (const [noun, trigger] of triggers) {
    const found = await both(`a trigger with another's ${noun}`, noun, (id) => validated(trigger(id), wait));
    if (!/not_found|unknown/.test(found.text))
      walker.problems.push(`a trigger takes another's ${noun}: ${found.text}`);
  }
  for (const path of [`/api/leads/${b.ids.leads}/notes`, `/api/threads/${b.ids.threads}/comments`])
    await both(`a mention in ${path}`, 'users', (id) =>
      walker.call('POST', path, { as: b, body: { content: `@[Sam](${id}) hello` } }),
    );
}
