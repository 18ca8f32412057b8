import type { CampaignOutlook } from '@domain/campaigns';
import type { ReminderOutlook } from '@domain/appointments';
import type { PendingMessages, PlannedSend } from '@domain/messaging';
import type { ForeseenEntry, ForeseenRun } from '@domain/workflows';
import type { UpcomingSource } from './upcoming-item';

/** A message of any source, before the gate was asked. */
export interface PlannedMessage {
  key: string;
  messageId: string | null;
  title: string | null;
  source: UpcomingSource;
  unless: string[];
  send: PlannedSend;
  provisional: boolean;
}

/** A run that is under way, or one that is going to be begun. */
export type Foretold = Pick<ForeseenRun, 'workflowId' | 'workflowName' | 'exits' | 'waitsFor' | 'future'> & {
  key: string;
  provisional: boolean;
};

export const foretoldRun = (run: ForeseenRun): Foretold => ({
  ...run,
  key: `run:${run.id}`,
  provisional: false,
});

export const foretoldEntry = (entry: ForeseenEntry): Foretold => ({
  ...entry,
  key: `entry:${entry.workflowId}:${entry.at.getTime()}`,
  waitsFor: null,
  provisional: true,
});

type Found<Door extends { ofLead: (...args: never[]) => Promise<unknown[]> }> = Awaited<
  ReturnType<Door['ofLead']>
>[number];

export function ofLedger(message: Found<PendingMessages>): PlannedMessage {
  const { id, title, sourceKind: kind, sourceId, ...send } = message;
  const source = { kind, id: sourceId, name: null };
  return { key: `message:${id}`, messageId: id, title, source, unless: [], send, provisional: false };
}

export function ofCampaign({
  campaignId: id,
  name,
  title,
  provisional,
  ...send
}: Found<CampaignOutlook>): PlannedMessage {
  const source = { kind: 'campaign', id, name };
  return { key: `campaign:${id}`, messageId: null, title, source, unless: [], send, provisional };
}

export function ofReminder({ id, appointmentId, title, ...send }: Found<ReminderOutlook>): PlannedMessage {
  const source = { kind: 'appointment', id: appointmentId, name: title };
  return { key: `reminder:${id}`, messageId: null, title, source, unless: [], send, provisional: false };
}

export function ofRun(run: Foretold, leadId: string): PlannedMessage[] {
  return run.future.messages.map(({ nodeId, at, subject, body, channel, purpose, dueAt, missingFields }) => ({
    key: keyOfStep(run, nodeId, at),
    messageId: null,
    title: (subject ?? body).slice(0, 160) || null,
    source: sourceOf(run),
    unless: unlessBy(run, at),
    send: { leadId, channel, purpose, dueAt, missingFields },
    provisional: run.provisional,
  }));
}

export const keyOfStep = ({ key }: Foretold, nodeId: string, at: Date): string =>
  `${key}:${nodeId}:${at.getTime()}`;

export const sourceOf = ({ workflowId: id, workflowName: name }: Foretold): UpcomingSource => ({
  kind: 'workflow',
  id,
  name,
});

/** What the run waits for before `at`, and what may end it at any time. */
export function unlessBy({ future, exits, waitsFor }: Foretold, at: Date): string[] {
  const missed = future.steps.flatMap((step, index) => {
    if (step.kind !== 'WAIT_FOR_EVENT' || step.at >= at) return [];
    const { event } = step.detail as { event?: string };
    return event ?? (index === 0 && waitsFor ? [waitsFor] : []);
  });
  return [...new Set([...missed, ...exits])];
}
