import { IsBoolean, IsIn, IsInt, IsOptional, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';
import { RUNNING_CHOICES, type RunningChoice } from './definition/definition.types';

export class WorkflowFact {
  @IsUUID() workflowId: string;
}

export class WorkflowPublished extends WorkflowFact {
  /** The version published before; absent at the first publish. */
  @IsOptional() @IsUUID() from?: string;
  /** The version published now; its row holds the mapping of a move. */
  @IsUUID() to: string;
  @IsInt() number: number;
  @IsIn(RUNNING_CHOICES) running: RunningChoice;
}

export class WorkflowToggled extends WorkflowFact {
  @IsBoolean() active: boolean;
}

export const workflowPublished = defineEvent({ name: 'workflow.published', payload: WorkflowPublished });
/** Switched off, a workflow takes nobody in; who is in it goes on to the end. */
export const workflowToggled = defineEvent({ name: 'workflow.toggled', payload: WorkflowToggled });
/** Its live runs are to be ended. */
export const workflowDeleted = defineEvent({ name: 'workflow.deleted', payload: WorkflowFact });
