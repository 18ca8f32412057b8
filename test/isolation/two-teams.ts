import { ApiUnderTest, type Person } from '../../apps/api/test/api-client';
import { furniture } from './furniture';
import { markTheRest } from './marks';

export interface Side extends Person {
  canary: string;
  teamId: string;
  /** Ids of this team's things by the noun in a path: leads → id, campaigns → id, … */
  ids: Record<string, string>;
  /** What opens something of the team to whoever has it. */
  secrets: string[];
}

/** Two teams with one of everything each; every text of theirs carries a mark that must never reach the other. */
export async function twoTeams(api: ApiUnderTest): Promise<[Side, Side]> {
  return Promise.all([furnish(api, 'CANARY-A'), furnish(api, 'CANARY-B')]);
}

/** A team with one of everything. */
export async function furnish(api: ApiUnderTest, canary: string): Promise<Side> {
  const owner = await api.owner();
  const create = async (path: string, body: object) => {
    const answer = await api.post(path, body, owner);
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status} ${answer.text}`);
    return answer.body.id as string;
  };
  await api.send(
    'PUT',
    '/api/settings/business',
    { name: canary, postalAddress: `${canary} Street` },
    { authorization: `Bearer ${owner.accessToken}` },
  );
  const tag = await create('/api/tags', { name: canary });
  const lead = await create('/api/leads', {
    name: `${canary} Lead ${canary}`,
    source: canary,
    email: `${canary.toLowerCase()}@example.com`,
    company: canary,
  });
  await api.post(`/api/leads/${lead}/tags`, { tagIds: [tag] }, owner);
  const campaign = await create('/api/campaigns', {
    name: canary,
    type: 'EMAIL',
    subject: canary,
    body: `<p>${canary}</p>`,
    audience: { leadIds: [lead] },
  });
  const emailTemplate = await create('/api/email-templates', {
    name: canary,
    subject: canary,
    body: `<p>${canary}</p>`,
  });
  const smsTemplate = await create('/api/sms-templates', { name: canary, body: canary });
  const segment = await create('/api/segments', {
    name: canary,
    definition: { fact: 'lead.company', op: 'eq', value: canary },
  });
  const group = await create('/api/routing/groups', { name: canary, userIds: [] });
  const rule = await create('/api/routing/rules', {
    name: canary,
    condition: { fact: 'lead.company', op: 'eq', value: canary },
    strategy: 'first_to_claim',
    groupIds: [group],
  });
  const workflow = await create('/api/workflows', { name: canary, description: canary });
  const appointment = await create('/api/appointments', {
    title: canary,
    type: 'SHOWING',
    startAt: '2030-03-06T15:00:00Z',
    location: canary,
    leadId: lead,
  });
  const customField = await create('/api/settings/custom-fields', {
    label: canary,
    type: 'text',
    key: 'note',
  });
  await api.send(
    'PUT',
    '/api/settings/email',
    { apiKey: `SG.${canary}.api-key`, fromName: canary },
    { authorization: `Bearer ${owner.accessToken}` },
  );
  const apiKey = await create('/api/api-keys', { name: canary, scopes: ['leads:read'] });
  const me = await api.get('/api/auth/me', owner);
  const teamId = (await api.get('/api/settings/business', owner)).body.id as string;
  const userId = me.body.id as string;
  const note = await create(`/api/leads/${lead}/notes`, { content: canary });
  const invitation = await create(`/api/teams/${teamId}/invite`, {
    email: `${canary.toLowerCase()}-guest@example.com`,
    role: 'MEMBER',
  });
  const hook = await api.post(`/api/workflows/${workflow}/hook`, {}, owner);
  const signing = await api.get('/api/workflow-webhooks/secret', owner);
  const feed = await api.get('/api/appointments/feed', owner);
  await api.post('/api/tags', { name: `${canary} kept` }, owner, { 'idempotency-key': canary });
  const ids = {
    leads: lead,
    tags: tag,
    campaigns: campaign,
    'email-templates': emailTemplate,
    'sms-templates': smsTemplate,
    segments: segment,
    groups: group,
    rules: rule,
    workflows: workflow,
    appointments: appointment,
    'api-keys': apiKey,
    'custom-fields': customField,
    users: userId,
    people: userId,
    members: userId,
    teams: teamId,
    notes: note,
    invitations: invitation,
    ...(await furniture(api.database.admin, {
      ...{ teamId, canary, leadId: lead, userId, workflowId: workflow, campaignId: campaign },
      ...{ appointmentId: appointment, segmentId: segment, templateId: emailTemplate },
    })),
  };
  await markTheRest(api.database.admin, { teamId, canary });
  const lastOf = (url: string) => url.split('/').at(-1)!;
  const secrets = [lastOf(hook.body.url), signing.body.secret as string, lastOf(feed.body.url)];
  return { ...owner, canary, teamId, ids, secrets };
}
