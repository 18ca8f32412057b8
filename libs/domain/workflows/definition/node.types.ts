import type { AppointmentType } from '@domain/appointments';
import type { Condition } from '@domain/conditions';
import type { EventTrigger } from './trigger.types';

export const NODE_KINDS = [
  'SEND_EMAIL',
  'SEND_SMS',
  'WAIT_FOR',
  'WAIT_UNTIL',
  'WAIT_FOR_EVENT',
  'BRANCH',
  'RANDOM_SPLIT',
  'ADD_TAG',
  'REMOVE_TAG',
  'SET_FIELD',
  'ASSIGN',
  'CREATE_TASK',
  'CREATE_APPOINTMENT',
  'NOTIFY_USER',
  'ADJUST_SCORE',
  'ENROL_IN_WORKFLOW',
  'STOP_WORKFLOW',
  'WEBHOOK',
  'GOAL',
  'END',
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/** Key in `nodes`: letters, digits, `-` and `_`, up to 64. Stable over versions: it is how running leads are moved. */
export type NodeId = string;

export interface Duration {
  amount: number;
  /** A day is 24 hours; WAIT_UNTIL keeps to the clock of a zone. */
  unit: 'minutes' | 'hours' | 'days' | 'weeks';
}

/** `lead`: the lead's zone, else the team's. `team`, or an IANA name. */
export type ZoneChoice = string;

/** `owner`: whom the lead is assigned to; nobody, if unassigned. */
export type PersonChoice = 'owner' | { userId: string };

interface Named {
  /** For people; the kind's own name when missing. */
  name?: string;
}
interface Step extends Named {
  next: NodeId;
}

/** A template instead of a text of its own. Whoever runs the step finds the text filled in, for good since the publish. */
interface TemplateStep {
  templateId?: string;
  /** In a draft, missing: the newest at the publish. */
  templateVersion?: number;
}

export interface SendEmailNode extends Step, TemplateStep {
  kind: 'SEND_EMAIL';
  subject: string;
  previewText?: string;
  /** HTML with merge fields. */
  body: string;
  /** Default: marketing. */
  purpose?: 'marketing' | 'transactional';
}
export interface SendSmsNode extends Step, TemplateStep {
  kind: 'SEND_SMS';
  body: string;
  purpose?: 'marketing' | 'transactional';
}
export interface WaitForNode extends Step {
  kind: 'WAIT_FOR';
  duration: Duration;
}
/** The next time the clock in `zone` shows `time` on one of `weekdays` (ISO, 1 Monday … 7 Sunday; all when missing). */
export interface WaitUntilNode extends Step {
  kind: 'WAIT_UNTIL';
  /** `HH:mm` */
  time: string;
  weekdays?: number[];
  zone: ZoneChoice;
}
/** `next` when it happens, `timeout` when `within` has passed without it. */
export interface WaitForEventNode extends Step {
  kind: 'WAIT_FOR_EVENT';
  event: EventTrigger;
  within: Duration;
  timeout: NodeId;
}
export interface BranchNode extends Named {
  kind: 'BRANCH';
  if: Condition;
  yes: NodeId;
  no: NodeId;
}
export interface SplitArm {
  name: string;
  /** Whole percent; the arms sum to 100. */
  weight: number;
  next: NodeId;
}
/** The arm follows from run and node (a hash), so that a step that runs twice takes the same one. */
export interface RandomSplitNode extends Named {
  kind: 'RANDOM_SPLIT';
  arms: SplitArm[];
}
export interface TagNode extends Step {
  kind: 'ADD_TAG' | 'REMOVE_TAG';
  tagId: string;
}
/** `status`, `stage`, `source`, `value` or `custom.<key>`; null clears. */
export interface SetFieldNode extends Step {
  kind: 'SET_FIELD';
  field: string;
  value: string | number | boolean | null;
}
export interface AssignNode extends Step {
  kind: 'ASSIGN';
  /** `roundRobin`: in turn among these members, those away left out; among all members when the list is empty. */
  to: { userId: string } | { roundRobin: string[] };
  /** True: a lead that belongs to somebody stays there. */
  keepOwner?: boolean;
}
export interface CreateTaskNode extends Step {
  kind: 'CREATE_TASK';
  /** With merge fields. */
  title: string;
  description?: string;
  dueIn: Duration;
  priority?: 'LOW' | 'MEDIUM' | 'HIGH' | 'URGENT';
  assignTo?: PersonChoice;
}
export interface CreateAppointmentNode extends Step {
  kind: 'CREATE_APPOINTMENT';
  title: string;
  type: AppointmentType;
  host: PersonChoice;
  /** On the day so many days ahead, at `at` (`HH:mm`) in `zone`. */
  inDays: number;
  at: string;
  zone: ZoneChoice;
  minutes: number;
}
export interface NotifyUserNode extends Step {
  kind: 'NOTIFY_USER';
  to: PersonChoice;
  title: string;
  body: string;
}
export interface AdjustScoreNode extends Step {
  kind: 'ADJUST_SCORE';
  points: number;
  reason: string;
  expiresInDays?: number;
}
export interface EnrolNode extends Step {
  kind: 'ENROL_IN_WORKFLOW';
  workflowId: string;
}
/** Ends the lead's run in another workflow. */
export interface StopWorkflowNode extends Step {
  kind: 'STOP_WORKFLOW';
  workflowId: string;
}
/** Signed POST (Standard Webhooks) of the lead and the run; delivered and retried beside the run, which goes on. */
export interface WebhookNode extends Step {
  kind: 'WEBHOOK';
  /** https, a public host. */
  url: string;
  /** Added to the body. */
  data?: Record<string, string | number | boolean>;
}
/** The run ends as a success. */
export interface GoalNode {
  kind: 'GOAL';
  name: string;
}
export interface EndNode {
  kind: 'END';
  name?: string;
}

export type WorkflowNode =
  | SendEmailNode
  | SendSmsNode
  | WaitForNode
  | WaitUntilNode
  | WaitForEventNode
  | BranchNode
  | RandomSplitNode
  | TagNode
  | SetFieldNode
  | AssignNode
  | CreateTaskNode
  | CreateAppointmentNode
  | NotifyUserNode
  | AdjustScoreNode
  | EnrolNode
  | StopWorkflowNode
  | WebhookNode
  | GoalNode
  | EndNode;

/** The node type of a kind. */
export type NodeOf<K extends NodeKind> = Extract<WorkflowNode, { kind: K }>;
