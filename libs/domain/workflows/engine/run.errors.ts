import { conflict, DomainError, notFound } from '@platform/errors';

export const runNotFound = (): DomainError => notFound('workflow_run');
/** Only a run that failed can be tried again from its failed step. */
export const runNotFailed = (state: string): DomainError =>
  conflict('run_not_failed', `This run is ${state}; only a failed one can be tried again.`);
/** A run that has ended cannot be cancelled. */
export const runEnded = (state: string): DomainError =>
  conflict('run_ended', `This run is ${state} already.`);
/** The lead is in the workflow again, by another run. */
export const runAlreadyLive = (): DomainError =>
  conflict('run_already_live', 'The lead has another live run in this workflow.');
/** Nobody can enter a workflow that is switched off or was never published. */
export const workflowNotActive = (): DomainError =>
  conflict('workflow_not_active', 'This workflow is not switched on.');

/** A step threw. `done` steps before it are fine and are committed without it. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';

  constructor(
    readonly done: number,
    readonly reason: unknown,
  ) {
    super(reason instanceof Error ? reason.message : String(reason));
  }
}

/** The lead was deleted a moment ago; its runs are ended by that event. */
export const leadGone = (): DomainError => notFound('lead');
