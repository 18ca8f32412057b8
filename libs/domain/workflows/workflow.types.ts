import type { MoveMapping, RunningChoice, TriggerType } from './definition/definition.types';
import type { Definition } from './definition/definition.types';

/** DRAFT: never published. ACTIVE: leads may enter. PAUSED: published, and takes nobody in. */
export const WORKFLOW_STATUSES = ['DRAFT', 'ACTIVE', 'PAUSED'] as const;
export type WorkflowStatus = (typeof WORKFLOW_STATUSES)[number];

export interface WorkflowSummary {
  id: string;
  name: string;
  description: string | null;
  active: boolean;
  status: WorkflowStatus;
  /** Of the published version; before there is one, of the draft. Null while the draft has none. */
  triggerType: string | null;
  /** Null until the first publish. */
  publishedNumber: number | null;
  publishedVersionId: string | null;
  draftRevision: number;
  /** Whether the draft has been changed since the last publish. */
  hasChanges: boolean;
  createdById: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** `draft` may be unfinished: it is a definition only when it has no problems. */
export interface Workflow extends WorkflowSummary {
  draft: object;
}

export interface VersionSummary {
  id: string;
  number: number;
  triggerType: TriggerType;
  checksum: string;
  /** What became of the leads running at the publish. */
  running: RunningChoice;
  mapping: MoveMapping;
  note: string | null;
  publishedById: string | null;
  publishedAt: Date;
}

/** Never changes. */
export interface WorkflowVersion extends VersionSummary {
  workflowId: string;
  definition: Definition;
}

export interface NewWorkflow {
  name: string;
  description?: string | null;
  definition?: object;
}

/** Absent: unchanged. Null: cleared. */
export interface WorkflowChanges {
  name?: string;
  description?: string | null;
}

export interface WorkflowFilter {
  active?: boolean;
  triggerType?: TriggerType;
  /** Part of the name, in any case. */
  search?: string;
}

export interface PublishRequest {
  running: RunningChoice;
  /** With `move` only. */
  mapping?: MoveMapping;
  /** Refuses to publish anything but this revision of the draft. */
  revision?: number;
  note?: string | null;
  /** Lets leads enter from now on. Default: as it was. */
  activate?: boolean;
}

/** What a new workflow begins with: by hand only, and nothing happens. */
export const emptyDefinition: Definition = {
  trigger: { type: 'MANUAL' },
  reentry: { mode: 'after_leaving' },
  exit: ['unsubscribed'],
  start: 'end',
  nodes: { end: { kind: 'END' } },
};
