import type { Type } from '@nestjs/common';
import type { NodeKind } from '../definition/definition.types';
import type { Action } from './action.types';
import { AddTagAction } from './add-tag.action';
import { AdjustScoreAction } from './adjust-score.action';
import { AssignAction } from './assign.action';
import { BranchAction } from './branch.action';
import { CreateAppointmentAction } from './create-appointment.action';
import { CreateTaskAction } from './create-task.action';
import { EndAction } from './end.action';
import { EnrolInWorkflowAction } from './enrol-in-workflow.action';
import { GoalAction } from './goal.action';
import { NotifyUserAction } from './notify-user.action';
import { RandomSplitAction } from './random-split.action';
import { RemoveTagAction } from './remove-tag.action';
import { SendEmailAction } from './send-email.action';
import { SendSmsAction } from './send-sms.action';
import { SetFieldAction } from './set-field.action';
import { StopWorkflowAction } from './stop-workflow.action';
import { WaitForAction } from './wait-for.action';
import { WaitForEventAction } from './wait-for-event.action';
import { WaitUntilAction } from './wait-until.action';
import { WebhookAction } from './webhook.action';

/** One action per kind of step; a kind without one does not compile. */
export const actionRegistry: { readonly [K in NodeKind]: Type<Action<K>> } = {
  SEND_EMAIL: SendEmailAction,
  SEND_SMS: SendSmsAction,
  WAIT_FOR: WaitForAction,
  WAIT_UNTIL: WaitUntilAction,
  WAIT_FOR_EVENT: WaitForEventAction,
  BRANCH: BranchAction,
  RANDOM_SPLIT: RandomSplitAction,
  ADD_TAG: AddTagAction,
  REMOVE_TAG: RemoveTagAction,
  SET_FIELD: SetFieldAction,
  ASSIGN: AssignAction,
  CREATE_TASK: CreateTaskAction,
  CREATE_APPOINTMENT: CreateAppointmentAction,
  NOTIFY_USER: NotifyUserAction,
  ADJUST_SCORE: AdjustScoreAction,
  ENROL_IN_WORKFLOW: EnrolInWorkflowAction,
  STOP_WORKFLOW: StopWorkflowAction,
  WEBHOOK: WebhookAction,
  GOAL: GoalAction,
  END: EndAction,
};
