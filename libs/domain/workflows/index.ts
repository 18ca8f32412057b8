export type { Condition, FactType, Operator } from '@domain/conditions';
export { FACT_LIST, type ListedFact } from './conditions/fact-list';
export {
  EVENT_TRIGGERS,
  RUNNING_CHOICES,
  TRIGGER_TYPES,
  type Definition,
  type MoveMapping,
  type RunningChoice,
  type TriggerType,
} from './definition/definition.types';
export type { DefinitionDiff } from './definition/diff';
export type { Problem } from './definition/problem';
export { definitionSchema } from './definition/schema/definition-schema';
export { DryRunModule } from './dry-run/dry-run.module';
export { DryRuns } from './dry-run/dry-run.service';
export type { Assumption, DryRun } from './dry-run/dry-run.types';
export {
  REPLAY_CAVEATS,
  REPLAY_SOURCES,
  type CaveatCode,
  type ReplayBasis,
  type ReplaySource,
} from './dry-run/replay-basis';
export { Replays } from './dry-run/replay.service';
export type { Replay, ReplayRequest } from './dry-run/replay.types';
export type { SimulatedMessage, SimulatedRun, SimulatedStep } from './dry-run/simulation.types';
export { EntryOutlook, type ForeseenEntry } from './dry-run/entry-outlook.service';
export { LIBRARY } from './library/library';
export { WorkflowLibrary } from './library/workflow-library.service';
export { WorkflowPublishService } from './workflow-publish.service';
export { WorkflowVersionsService, type VersionChoice } from './workflow-versions.service';
export { WORKFLOW_STATUSES } from './workflow.types';
export type {
  NewWorkflow,
  PublishRequest,
  VersionSummary,
  Workflow,
  WorkflowChanges,
  WorkflowFilter,
  WorkflowStatus,
  WorkflowSummary,
  WorkflowVersion,
} from './workflow.types';
export { WorkflowsModule } from './workflows.module';
export { WorkflowsService } from './workflows.service';
export { RunOutlook, type ForeseenRun } from './dry-run/run-outlook.service';
export { OutgoingSecret, type SigningSecret } from './engine/outgoing-secret.service';
export { RunControl } from './engine/run-control.service';
export type { PlacePreview } from './engine/run-publish.service';
export { RunReader, type RunStory } from './engine/run-reader.service';
export type { RunFilter, RunView, StepView, WebhookView } from './engine/run-views.repository';
export { userNotified, type UserNotified } from './engine/run.events';
export {
  RUN_STATES,
  STEP_OUTCOMES,
  type BlockedEntry,
  type ChainLink,
  type RunState,
} from './engine/run.types';
export { PublishPreview } from './publish-preview.service';
export type { Enrolment } from './triggers/enrolment.types';
export { Enrolments } from './triggers/enrolments.service';
export { HookLinks, type HookLink } from './triggers/hook-links.service';
export { Hooks, type HookAnswer } from './triggers/hooks.service';
