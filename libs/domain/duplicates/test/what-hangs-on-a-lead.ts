import { newId } from '@platform/database';
import type { MergeLab } from './merge-lab';

/** One row of whatever hangs on a lead, and on some of it what the survivor has too. */
export async function everything(rows: MergeLab, from: string, to: string): Promise<void> {
  const plant = (table: string, given: object) => rows.plant(table, given as Record<string, unknown>);
  for (const leadId of [from, to]) {
    for (const table of ['activity', 'note', 'task', 'consent_record', 'notification', 'score_history'])
      await plant(table, { lead_id: leadId, ...(table === 'notification' ? { dedupe_key: newId() } : {}) });
    await plant('score_signal', { lead_id: leadId, source_key: newId() });
    await plant('lead_score', { lead_id: leadId });
    await plant('inbound_message', { lead_id: leadId, provider_id: newId() });
    await plant('opt_out_review', { lead_id: leadId, channel: 'SMS', address: newId() });
    const thread = await plant('inbox_thread', {
      ...{ lead_id: leadId, channel: 'EMAIL', last_direction: 'in', address: leadId, excerpt: leadId },
      ...{ last_message_at: new Date(leadId === from ? '2026-06-02' : '2026-06-01'), unread: 1 },
    });
    await plant('inbox_entry', { thread_id: thread.id, direction: 'in' });
    await plant('inbox_comment', { thread_id: thread.id });
  }
  await plant('inbox_thread', { lead_id: from, channel: 'SMS', last_direction: 'in' });
  const [shared, own] = [await plant('tag', { name: 'Hot' }), await plant('tag', { name: 'Cold' })];
  for (const [leadId, tag] of [
    [from, shared],
    [to, shared],
    [from, own],
  ] as const)
    await plant('lead_tag', { lead_id: leadId, tag_id: tag.id });

  const hour = { status: 'SCHEDULED', end_at: new Date('2026-06-01T11:00:00Z') };
  const appointment = await plant('appointment', { lead_id: from, ...hour });
  for (const leadId of [from, to]) {
    const key = `lead:${leadId}`;
    await plant('appointment_attendee', { appointment_id: appointment.id, key, lead_id: leadId });
    await plant('appointment_reminder', {
      appointment_id: appointment.id,
      recipient: key,
      channel: 'EMAIL',
    });
  }
  const alone = await plant('appointment', hour);
  await plant('appointment_attendee', { appointment_id: alone.id, key: `lead:${from}`, lead_id: from });

  const both = await plant('workflow', { name: newId() });
  const single = await plant('workflow', { name: newId() });
  const enrolment = newId();
  for (const [leadId, workflow] of [
    [from, both],
    [to, both],
    [from, single],
  ] as const) {
    const given = {
      workflow_id: workflow.id,
      lead_id: leadId,
      state: 'waiting',
      exit_on: [],
      entered_by: enrolment,
    };
    const run = await plant('workflow_run', given);
    await plant('workflow_entry', { workflow_id: workflow.id, lead_id: leadId });
    await message(rows, leadId, `run:${run.id}:a:0`, { kind: 'workflow' });
  }
  await plant('workflow_enrolment', {
    workflow_id: both.id,
    audience: JSON.stringify({ leadIds: [from] }),
    via: 'MANUAL',
  });
  await plant('campaign', { type: 'EMAIL', name: 'x', audience: JSON.stringify({ leadIds: [from] }) });

  const source = newId();
  await plant('message_source', { id: source, kind: 'campaign' });
  for (const leadId of [from, to]) await message(rows, leadId, `campaign:${source}:${leadId}`, { source });
  await message(rows, from, newId(), { state: 'delivered' });
  await plant('audience_part', { source_id: newId(), part: 0, size: 2, lead_ids: [newId(), from] });
  await plant('audience_part', { source_id: newId(), part: 0, size: 2, lead_ids: [to, from] });
}

/** A message to the lead, where its sender stands. Answers its id. */
export async function message(
  rows: MergeLab,
  leadId: string,
  key: string,
  { source = newId(), kind = 'campaign', state = 'queued', chunk = 'queued' } = {},
): Promise<string> {
  const id = newId();
  const due = new Date('2030-01-01');
  const place = { source_id: source, due_at: due, channel: 'EMAIL' };
  const held = await rows.plant('message_chunk', { ...place, state: chunk, size: 1 });
  const given = { id, lead_id: leadId, dedupe_key: key, chunk_id: held.id, state, source_kind: kind };
  await rows.plant('message', { ...place, ...given, purpose: 'marketing', to_address: leadId });
  return id;
}
