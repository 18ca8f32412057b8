import type { Task } from '@domain/tasks';
import type { ForeseenEntry, ForeseenRun } from '@domain/workflows';
import type { ForeseenMessage } from './collisions';
import { foretoldEntry, foretoldRun, keyOfStep, sourceOf, unlessBy, type Foretold } from './planned-message';
import type { Collision, UpcomingItem } from './upcoming-item';

export function messageItem(message: ForeseenMessage, collisions: Collision[]): UpcomingItem {
  const { key, title, source, unless, messageId: id, send, forecast, provisional } = message;
  const { dueAt, channel, purpose } = send;
  const { outcome, reason } = forecast;
  const shown = { id, channel, purpose, outcome, reason };
  const at = forecast.at ?? dueAt;
  return { key, kind: 'message', at, dueAt, title, source, message: shown, unless, collisions, provisional };
}

const nothingElse = {
  message: null,
  unless: [] as string[],
  collisions: [] as Collision[],
  provisional: false,
};

export function taskItem({ id, dueAt, title }: Task): UpcomingItem {
  const source = { kind: 'task', id, name: title };
  return { key: `task:${id}`, kind: 'task', at: dueAt, dueAt, title, source, ...nothingElse };
}

/** When the run goes on, and the tasks it will have made by then. */
export function runItems(run: ForeseenRun, until: Date): UpcomingItem[] {
  const { dueAt, exits, waitsFor } = run;
  const foretold = foretoldRun(run);
  const unless = [...new Set([...(waitsFor ? [waitsFor] : []), ...exits])];
  const when = { at: dueAt, dueAt, title: run.nodeId };
  return [
    { ...nothingElse, key: foretold.key, kind: 'run', ...when, source: sourceOf(foretold), unless },
    ...taskItems(foretold, until),
  ];
}

/** When the lead enters, and the tasks that follow. */
export function entryItems(entry: ForeseenEntry, until: Date): UpcomingItem[] {
  const foretold = foretoldEntry(entry);
  const { key, provisional, workflowName: title } = foretold;
  const when = { at: entry.at, dueAt: entry.at, title };
  return [
    { ...nothingElse, key, kind: 'entry', ...when, source: sourceOf(foretold), provisional },
    ...taskItems(foretold, until),
  ];
}

function taskItems(run: Foretold, until: Date): UpcomingItem[] {
  return run.future.steps.flatMap(({ kind, nodeId, at, detail }): UpcomingItem[] => {
    if (kind !== 'CREATE_TASK' || at >= until) return [];
    const { title, dueAt } = detail as { title: string; dueAt: Date };
    const own = { key: keyOfStep(run, nodeId, at), kind: 'task', at: dueAt, dueAt, title } as const;
    const unless = unlessBy(run, at);
    return [{ ...nothingElse, ...own, source: sourceOf(run), unless, provisional: run.provisional }];
  });
}
