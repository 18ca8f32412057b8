import type { Task } from '@domain/tasks';
import type { ForeseenRun } from '@domain/workflows';
import type { ForeseenMessage } from './collisions';
import { keyOfStep, sourceOf, unlessBy } from './planned-message';
import type { Collision, UpcomingItem } from './upcoming-item';

export function messageItem(message: ForeseenMessage, collisions: Collision[]): UpcomingItem {
  const { key, title, source, unless, messageId: id, send, forecast } = message;
  const { dueAt, channel, purpose } = send;
  const { outcome, reason } = forecast;
  const shown = { id, channel, purpose, outcome, reason };
  const at = forecast.at ?? dueAt;
  return { key, kind: 'message', at, dueAt, title, source, message: shown, unless, collisions };
}

const nothingElse = { message: null, unless: [] as string[], collisions: [] as Collision[] };

export function taskItem({ id, dueAt, title }: Task): UpcomingItem {
  const source = { kind: 'task', id, name: title };
  return { key: `task:${id}`, kind: 'task', at: dueAt, dueAt, title, source, ...nothingElse };
}

/** When the run goes on, and the tasks it will have made by then. */
export function runItems(run: ForeseenRun, until: Date): UpcomingItem[] {
  const { id, dueAt, future, exits, waitsFor } = run;
  const source = sourceOf(run);
  const goesOn: UpcomingItem = {
    ...{ key: `run:${id}`, kind: 'run', at: dueAt, dueAt, title: run.nodeId, source },
    ...{ message: null, unless: [...new Set([...(waitsFor ? [waitsFor] : []), ...exits])], collisions: [] },
  };
  const tasks = future.steps.flatMap(({ kind, nodeId, at, detail }): UpcomingItem[] => {
    if (kind !== 'CREATE_TASK' || at >= until) return [];
    const { title, dueAt: taskDue } = detail as { title: string; dueAt: Date };
    const when = { at: taskDue, dueAt: taskDue };
    const unless = unlessBy(run, at);
    return [
      { ...nothingElse, key: keyOfStep(run, nodeId, at), kind: 'task', ...when, title, source, unless },
    ];
  });
  return [goesOn, ...tasks];
}
