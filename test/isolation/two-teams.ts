import { randomUUID } from 'node:crypto';
import { ApiUnderTest, type Person } from '../../apps/api/test/api-client';

export interface Side extends Person {
  canary: string;
  teamId: string;
  /** Ids of this team's things by the noun in a path: leads → id, campaigns → id, … */
  ids: Record<string, string>;
}

/** Two teams with one of everything each; every text of theirs carries a mark that must never reach the other. */
export async function twoTeams(api: ApiUnderTest): Promise<[Side, Side]> {
  return [await furnish(api, 'CANARY-A'), await furnish(api, 'CANARY-B')];
}

async function furnish(api: ApiUnderTest, canary: string): Promise<Side> {
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
    name: `${canary} Lead`,
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
  const ids = {
    leads: lead,
    tags: tag,
    campaigns: campaign,
    'email-templates': emailTemplate,
    'sms-templates': smsTemplate,
    segments: segment,
    workflows: workflow,
    appointments: appointment,
    'api-keys': apiKey,
    'custom-fields': customField,
    users: me.body.id as string,
    ...(await rows(
      api,
      teamId,
      { leadId: lead, userId: me.body.id as string, workflowId: workflow },
      canary,
    )),
  };
  return { ...owner, canary, teamId, ids };
}

/** What only workers and webhooks write, written as they write it. */
async function rows(
  api: ApiUnderTest,
  teamId: string,
  { leadId, userId, workflowId }: { leadId: string; userId: string; workflowId: string },
  canary: string,
): Promise<Record<string, string>> {
  const id = {
    message: randomUUID(),
    source: randomUUID(),
    content: randomUUID(),
    task: randomUUID(),
    job: randomUUID(),
    review: randomUUID(),
    import: randomUUID(),
    file: randomUUID(),
    suppression: randomUUID(),
    run: randomUUID(),
    enrolment: randomUUID(),
    version: randomUUID(),
    notification: randomUUID(),
    ruleSet: randomUUID(),
    recalculation: randomUUID(),
    adjustment: randomUUID(),
    thread: randomUUID(),
    inbound: randomUUID(),
    attachment: randomUUID(),
    comment: randomUUID(),
  };
  const run = (sql: string, values: unknown[]) => api.database.admin.query(sql, values);
  await run(`INSERT INTO message_source (id, team_id, kind, state) VALUES ($1, $2, 'campaign', 'finished')`, [
    id.source,
    teamId,
  ]);
  await run(
    `INSERT INTO message_content (id, team_id, channel, subject, text) VALUES ($1, $2, 'EMAIL', $3, $3)`,
    [id.content, teamId, canary],
  );
  await run(
    `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, lead_id, to_address, dedupe_key, due_at, state)
     VALUES ($1, $2, 'EMAIL', 'marketing', $3, 'campaign', $4, $5, $6, $7, now(), 'delivered')`,
    [id.message, teamId, id.source, id.content, leadId, `${canary}@example.com`, `canary:${id.message}`],
  );
  await run(`INSERT INTO task (id, team_id, title, due_at, updated_at) VALUES ($1, $2, $3, now(), now())`, [
    id.task,
    teamId,
    canary,
  ]);
  await run(
    `INSERT INTO job (id, team_id, name, queue, payload, due_at, max_attempts, state, last_error) VALUES ($1, $2, 'lab.canary', 'messages', '{}', now(), 1, 'failed', $3)`,
    [id.job, teamId, canary],
  );
  await run(
    `INSERT INTO opt_out_review (id, team_id, channel, address, text) VALUES ($1, $2, 'SMS', '+15550100', $3)`,
    [id.review, teamId, canary],
  );
  await run(`INSERT INTO stored_file (id, team_id, name, content_type) VALUES ($1, $2, $3, 'text/csv')`, [
    id.file,
    teamId,
    canary,
  ]);
  await run(`INSERT INTO lead_import (id, team_id, file_id, error) VALUES ($1, $2, $3, $4)`, [
    id.import,
    teamId,
    id.file,
    canary,
  ]);
  await run(
    `INSERT INTO suppression (id, team_id, channel, address, reason, scope) VALUES ($1, $2, 'EMAIL', $3, 'manual', 'all')`,
    [id.suppression, teamId, `${canary.toLowerCase()}-s@example.com`],
  );
  await run(
    `INSERT INTO workflow_version (id, team_id, workflow_id, number, definition, checksum, trigger_type) VALUES ($1, $2, $3, 1, $4, 'canary', 'MANUAL')`,
    [
      id.version,
      teamId,
      workflowId,
      {
        trigger: { type: 'MANUAL' },
        reentry: { mode: 'never' },
        exit: [],
        start: 'end',
        nodes: { end: { kind: 'END', name: canary } },
      },
    ],
  );
  await run(
    `INSERT INTO workflow_run (id, team_id, workflow_id, version_id, lead_id, node_id, due_at, entered_by, entered_via, cause_id, state, error)
     VALUES ($1, $2, $3, $4, $5, 'end', now(), $1, 'MANUAL', $1, 'cancelled', $6)`,
    [id.run, teamId, workflowId, id.version, leadId, canary],
  );
  await run(
    `INSERT INTO workflow_enrolment (id, team_id, workflow_id, via, audience, state, error) VALUES ($1, $2, $3, 'MANUAL', '{}', 'failed', $4)`,
    [id.enrolment, teamId, workflowId, canary],
  );
  await run(
    `INSERT INTO notification (id, team_id, user_id, type, title, body, dedupe_key) VALUES ($1, $2, $3, 'APPOINTMENT_REMINDER', $4, $4, $4)`,
    [id.notification, teamId, userId, canary],
  );
  await run(
    `INSERT INTO score_rule_set (id, team_id, version, bands) VALUES ($1, $2, 1, '[{"name": "Hot", "from": 50}, {"name": "Cold", "from": 0}]')`,
    [id.ruleSet, teamId],
  );
  await run(
    `INSERT INTO score_rule (id, team_id, rule_set_id, key, name, kind, signal, points, position)
     VALUES (gen_random_uuid(), $1, $2, 'canary', $3, 'behaviour', 'page.viewed', 5, 0)`,
    [teamId, id.ruleSet, canary],
  );
  await run(`UPDATE score_rule_set SET published_at = now() WHERE id = $1`, [id.ruleSet]);
  await run(
    `INSERT INTO score_job (id, team_id, kind, state, error) VALUES ($1, $2, 'recalculate', 'failed', $3)`,
    [id.recalculation, teamId, canary],
  );
  await run(
    `INSERT INTO score_signal (id, team_id, lead_id, type, source_key, occurred_at, weight, note)
     VALUES ($1, $2, $3, 'adjustment', 'adjustment:' || $4, now(), 10, $4)`,
    [id.adjustment, teamId, leadId, canary],
  );
  await run(
    `INSERT INTO inbound_message (id, team_id, channel, from_address, to_address, lead_id, subject, body, provider_id)
     VALUES ($1, $2, 'EMAIL', $4, 'us@example.com', $3, $5, $5, $6)`,
    [id.inbound, teamId, leadId, `${canary.toLowerCase()}@example.com`, canary, id.inbound],
  );
  await run(
    `INSERT INTO inbound_attachment (id, team_id, inbound_id, position, name, content_type, state, file_id)
     VALUES ($1, $2, $3, 0, $4, 'text/plain', 'stored', $5)`,
    [id.attachment, teamId, id.inbound, canary, id.file],
  );
  await run(
    `INSERT INTO inbox_thread (id, team_id, channel, lead_id, address, subject, excerpt, last_direction, last_message_at, sort_at, unread)
     VALUES ($1, $2, 'EMAIL', $3, $4, $5, $5, 'in', now(), now(), 1)`,
    [id.thread, teamId, leadId, `${canary.toLowerCase()}@example.com`, canary],
  );
  await run(
    `INSERT INTO inbox_entry (id, team_id, thread_id, direction, at, words) VALUES ($1, $2, $3, 'in', now(), lower($4))`,
    [id.inbound, teamId, id.thread, ` ${canary}`],
  );
  await run(`INSERT INTO inbox_comment (id, team_id, thread_id, content) VALUES ($1, $2, $3, $4)`, [
    ...[id.comment, teamId, id.thread, canary],
  ]);
  const { rows: activities } = await api.database.admin.query<{ id: string }>(
    `SELECT id FROM activity WHERE team_id = $1 LIMIT 1`,
    [teamId],
  );
  return {
    messages: id.message,
    threads: id.thread,
    comments: id.comment,
    attachments: id.attachment,
    tasks: id.task,
    jobs: id.job,
    'opt-out-reviews': id.review,
    import: id.import,
    suppressions: id.suppression,
    'workflow-runs': id.run,
    'workflow-enrolments': id.enrolment,
    notifications: id.notification,
    versions: id.ruleSet,
    recalculations: id.recalculation,
    adjustments: id.adjustment,
    activities: activities[0]!.id,
  };
}
