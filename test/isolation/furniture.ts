import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { mergedLeads } from './merged-leads';

export interface Furnished {
  teamId: string;
  canary: string;
  leadId: string;
  userId: string;
  workflowId: string;
  campaignId: string;
  appointmentId: string;
  segmentId: string;
  templateId: string;
}

/** What only workers and webhooks write, written as they write it. Answers ids by the noun in a path. */
export async function furniture(admin: pg.Pool, team: Furnished): Promise<Record<string, string>> {
  const { teamId, canary, leadId, userId, workflowId } = team;
  const email = `${canary.toLowerCase()}@example.com`;
  const put = async (table: string, row: Record<string, unknown>): Promise<string> => {
    const all: Record<string, unknown> = { team_id: teamId, ...row };
    const names = Object.keys(all);
    await admin.query(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_name, at) => `$${at + 1}`).join(', ')})
       ON CONFLICT DO NOTHING`,
      Object.values(all),
    );
    return String(row.id);
  };
  const id = () => randomUUID();
  const now = new Date();

  const source = await put('message_source', { id: id(), kind: 'campaign', state: 'finished' });
  await put('message_layout', { source_id: source, frozen: { subject: canary } });
  await put('audience_part', { source_id: source, part: 0, size: 1, lead_ids: [leadId] });
  const content = await put('message_content', { id: id(), channel: 'EMAIL', subject: canary, text: canary });
  const chunk = await put('message_chunk', {
    ...{ id: id(), source_id: source, content_id: content, channel: 'EMAIL', due_at: now, state: 'settled' },
  });
  const message = await put('message', {
    ...{ id: id(), channel: 'EMAIL', purpose: 'marketing', source_id: source, source_kind: 'campaign' },
    ...{ content_id: content, chunk_id: chunk, lead_id: leadId, to_address: email, due_at: now },
    ...{ dedupe_key: `canary:${content}`, state: 'delivered', merge_values: { name: canary } },
  });
  await put('provider_hold', { channel: 'EMAIL', until: now });
  await put('provider_receipt', {
    ...{ id: id(), provider: 'sendgrid', event_id: id(), message_id: message, kind: 'delivered', at: now },
    ...{ address: email, detail: { reason: canary }, batch_id: id(), applied_at: now, outcome: 'applied' },
  });
  await put('consent_record', {
    ...{ id: id(), lead_id: leadId, channel: 'EMAIL', address: email, action: 'granted', source: 'manual' },
    evidence: { text: canary },
  });
  const task = await put('task', { id: id(), title: canary, due_at: now, updated_at: now });
  const job = await put('job', {
    ...{ id: id(), name: 'lab.canary', queue: 'messages', payload: {}, due_at: now, max_attempts: 1 },
    ...{ state: 'failed', last_error: canary },
  });
  const review = await put('opt_out_review', {
    ...{ id: id(), channel: 'SMS', address: '+15550100', text: canary, lead_id: leadId },
  });
  const file = await put('stored_file', {
    id: id(),
    name: canary,
    content_type: 'text/csv',
    completed_at: now,
  });
  await put('stored_file_chunk', { file_id: file, seq: 0, bytes: Buffer.from(canary) });
  const leadImport = await put('lead_import', {
    ...{ id: id(), file_id: file, error: canary, state: 'failed', file_name: canary },
  });
  await put('lead_import_issue', { import_id: leadImport, line: 1, code: 'x', message: canary });
  await put('lead_custom_value', { lead_id: leadId, key: 'note', text: canary.toLowerCase() });
  const suppression = await put('suppression', {
    ...{
      id: id(),
      channel: 'EMAIL',
      address: `${canary.toLowerCase()}-s@example.com`,
      reason: 'manual',
      scope: 'all',
    },
  });
  const version = await put('workflow_version', {
    ...{
      id: id(),
      workflow_id: workflowId,
      number: 1,
      checksum: 'canary',
      trigger_type: 'MANUAL',
      note: canary,
    },
    definition: {
      ...{ trigger: { type: 'MANUAL' }, reentry: { mode: 'never' }, exit: [], start: 'end' },
      nodes: { end: { kind: 'END', name: canary } },
    },
  });
  const run = await put('workflow_run', {
    ...{
      id: id(),
      workflow_id: workflowId,
      version_id: version,
      lead_id: leadId,
      node_id: 'end',
      due_at: now,
    },
    ...{ entered_by: id(), entered_via: 'MANUAL', cause_id: id(), state: 'cancelled', error: canary },
  });
  await put('workflow_run_step', {
    ...{ run_id: run, visit: 0, node_id: 'end', kind: 'END', outcome: 'done', detail: { note: canary } },
  });
  await put('workflow_webhook', {
    id: id(),
    run_id: run,
    visit: 0,
    url: `https://${canary}.example`,
    body: {},
  });
  await put('workflow_entry', { workflow_id: workflowId, lead_id: leadId });
  await put('workflow_rotation', { workflow_id: workflowId, node_id: canary, last_user_id: userId });
  await put('workflow_signing', { generation: 1 });
  await put('workflow_clock', { workflow_id: workflowId });
  const enrolment = await put('workflow_enrolment', {
    ...{ id: id(), workflow_id: workflowId, via: 'MANUAL', audience: {}, state: 'failed', error: canary },
  });
  const notification = await put('notification', {
    ...{ id: id(), user_id: userId, type: 'APPOINTMENT_REMINDER', title: canary, body: canary },
    dedupe_key: `canary:${userId}`,
  });
  await put('notification_setting', {
    user_id: userId,
    type: 'TASK_DUE',
    in_app: true,
    email: false,
    digest: false,
  });
  await put('daily_mail', {
    ...{ user_id: userId, kind: 'digest', enabled: false, local_time: '08:00', zone: 'UTC' },
    ...{ next_date: '2030-01-01', next_at: now },
  });
  await put('appointment_settings', { reminder_rules: JSON.stringify([]), updated_at: now });
  await put('appointment_reminder', {
    ...{ id: id(), appointment_id: team.appointmentId, revision: 0, offset_minutes: 60, channel: 'EMAIL' },
    ...{ recipient: `lead:${leadId}`, start_at: now, due_at: now, useful_minutes: 1, quiet_hours: 'respect' },
  });
  await put('analytics_snapshot', {
    ...{
      date: '2026-01-01',
      total_leads: 1,
      new_leads: 1,
      qualified_leads: 1,
      won_leads: 1,
      total_revenue: 1,
    },
    ...{ new_revenue: 1, active_campaigns: 1, emails_sent: 1, emails_opened: 1, conversion_rate: 1 },
    ...{ avg_lead_score: 1, raw_data: { note: canary } },
  });
  const ruleSet = await put('score_rule_set', {
    ...{
      id: id(),
      version: 1,
      bands: JSON.stringify([
        { name: 'Hot', from: 50 },
        { name: 'Cold', from: 0 },
      ]),
    },
  });
  await put('score_rule', {
    ...{
      id: id(),
      rule_set_id: ruleSet,
      key: 'canary',
      name: canary,
      kind: 'behaviour',
      signal: 'page.viewed',
    },
    ...{ points: 5, position: 0 },
  });
  await admin.query(`UPDATE score_rule_set SET published_at = now() WHERE id = $1`, [ruleSet]);
  const recalculation = await put('score_job', {
    id: id(),
    kind: 'recalculate',
    state: 'failed',
    error: canary,
  });
  const adjustment = await put('score_signal', {
    ...{
      id: id(),
      lead_id: leadId,
      type: 'adjustment',
      source_key: `adjustment:${canary}`,
      occurred_at: now,
    },
    ...{ weight: 10, note: canary },
  });
  const scored = {
    lead_id: leadId,
    overall: 1,
    engagement: 1,
    behaviour: 1,
    profile: 1,
    band: canary,
    rule_version: 1,
  };
  await put('lead_score', { ...scored, computed_at: now });
  await put('score_history', { ...scored, id: id(), at: now, cause: canary, reasons: JSON.stringify([]) });
  await put('score_due', { lead_id: leadId, due_at: new Date('2999-01-01') });
  await put('score_model', { kind: 'conversion', outcomes: 0, trained_at: now, report: { note: canary } });
  const inbound = await put('inbound_message', {
    ...{ id: id(), channel: 'EMAIL', from_address: email, to_address: 'us@example.com', lead_id: leadId },
    ...{ subject: canary, body: canary, provider_id: id() },
  });
  const attachment = await put('inbound_attachment', {
    ...{
      id: id(),
      inbound_id: inbound,
      position: 0,
      name: canary,
      content_type: 'text/plain',
      state: 'stored',
    },
    ...{ file_id: file, size: canary.length },
  });
  const thread = await put('inbox_thread', {
    ...{ id: id(), channel: 'EMAIL', lead_id: leadId, address: email, subject: canary, excerpt: canary },
    ...{ last_direction: 'in', last_message_at: now, sort_at: now, unread: 1 },
  });
  await put('inbox_entry', {
    id: inbound,
    thread_id: thread,
    direction: 'in',
    at: now,
    words: ` ${canary.toLowerCase()}`,
  });
  const comment = await put('inbox_comment', { id: id(), thread_id: thread, content: canary });
  await put('routing_settings', { sla_minutes: 15 });
  await put('routing_person', { user_id: userId });
  await put('lead_route', { lead_id: leadId, state: 'by_hand', revision: 1, step: 0 });
  await put('lead_offer', { id: id(), lead_id: leadId, user_id: userId, revision: 1, expires_at: now });
  await put('routing_decision', {
    ...{ id: id(), lead_id: leadId, kind: 'by_hand', reason: canary, detail: { looks: [] } },
  });
  await put('lead_response', { lead_id: leadId, started_at: now, revision: 1 });
  await put('segment_use', {
    ...{ segment_id: team.segmentId, kind: 'campaign', used_by_id: team.campaignId, name: canary },
  });
  await put('template_holder', {
    ...{ template_id: team.templateId, kind: 'campaign', holder_id: team.campaignId, name: canary },
  });
  await put('template_use', {
    ...{ id: id(), template_id: team.templateId, version: 1, kind: 'campaign', subject_id: team.campaignId },
  });
  await put('avatar', { name: `${id()}.webp`, user_id: userId, file_id: file });
  await put('live_feed', { last: 1, floor: 0 });
  await put('live_event', {
    seq: 1,
    type: 'lead.changed',
    data: { id: leadId, note: canary },
    lead_id: leadId,
  });
  const { rows } = await admin.query<{ id: string }>(
    `SELECT id FROM activity WHERE team_id = $1 AND lead_id = $2 ORDER BY id LIMIT 1`,
    [teamId, leadId],
  );
  return {
    ...{ messages: message, threads: thread, comments: comment, attachments: attachment, tasks: task },
    ...{ jobs: job, 'opt-out-reviews': review, import: leadImport, suppressions: suppression },
    ...{ 'workflow-runs': run, 'workflow-enrolments': enrolment, notifications: notification },
    ...{ versions: ruleSet, recalculations: recalculation, adjustments: adjustment, sources: source },
    activities: rows[0]!.id,
    ...(await mergedLeads(admin, team)),
  };
}
