import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MessageOrigins, type OriginLink, type OriginOf } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import { RunOriginsRepository, type RunOriginRow } from './run-origins.repository';
import type { ChainLink } from './run.types';

/** `run:<id>:<node>:<visit>`, as steps write it. */
const keyOfStep = /^run:([0-9a-f-]{36}):([A-Za-z][\w-]*):(\d+)$/;

/** Tells of a message which step of which run it was, and what had led to the run. */
@Injectable()
export class RunOrigins implements OnModuleInit {
  constructor(
    private readonly origins: MessageOrigins,
    private readonly repository: RunOriginsRepository,
  ) {}

  onModuleInit(): void {
    this.origins.tellFor('workflow', (tx, message) => this.of(tx, message));
  }

  private async of(tx: SqlTx, { dedupeKey }: OriginOf): Promise<OriginLink[]> {
    const [, runId, nodeId, visit] = keyOfStep.exec(dedupeKey) ?? [];
    if (!runId || !nodeId) return [];
    const run = await this.repository.ofStep(tx, runId, Number(visit));
    if (!run) return [];
    const chain = run.chain as ChainLink[];
    const names = await this.repository.namesOf(
      tx,
      chain.map(({ workflowId }) => workflowId),
    );
    return [
      ...firstCause(run),
      ...chain.map(({ runId: id, ...link }) => ({
        ...{ kind: 'run', id, label: names.get(link.workflowId) ?? 'a workflow', at: null },
        detail: { ...link },
      })),
      entryOf(run),
      {
        ...{ kind: 'workflow', id: run.workflowId, label: run.workflowName, at: null },
        detail: { version: run.versionNumber, versionId: run.versionId },
      },
      {
        ...{ kind: 'run', id: run.id, label: run.workflowName, at: run.createdAt },
        detail: { state: run.state, enteredVia: run.enteredVia },
      },
      {
        ...{ kind: 'step', id: nodeId, label: run.stepKind ?? nodeId, at: run.stepAt },
        detail: { visit: Number(visit) },
      },
    ];
  }
}

/** What began the chain, when that is not what brought the run in. */
function firstCause({ causeId, causeName, causeAt, enteredBy }: RunOriginRow): OriginLink[] {
  if (causeId === enteredBy || causeName === null) return [];
  return [{ kind: 'event', id: causeId, label: causeName, at: causeAt, detail: { first: true } }];
}

/** By whom, when it was by hand. Of somebody who has left the team only the id is known. */
function labelOf({ enteredVia, userId, userName, apiKeyId, apiKeyName }: RunOriginRow): string {
  if (userId !== null) return `${enteredVia}, by ${userName ?? 'somebody who has left the team'}`;
  if (apiKeyId !== null) return `${enteredVia}, by the API key ${apiKeyName ?? apiKeyId}`;
  return enteredVia;
}

/** An event, an enrolment by hand or by the clock, or what else stood for the entry: a message, a task, a step. */
function entryOf(run: RunOriginRow): OriginLink {
  const { enteredBy: id, enteredVia, eventName, eventAt, eventOrigin, enrolledAt } = run;
  if (eventName !== null) {
    const cause = { causeId: run.causeId, causedByRun: eventOrigin };
    return { kind: 'event', id, label: eventName, at: eventAt, detail: cause };
  }
  if (enrolledAt !== null) {
    const { userId, userName, apiKeyId, apiKeyName, audience } = run;
    const by = { userId, userName, apiKeyId, apiKeyName };
    const detail = { ...by, audience, tick: run.enrolmentKey };
    return { kind: 'enrolment', id, label: labelOf(run), at: enrolledAt, detail };
  }
  return { kind: 'entry', id, label: enteredVia, at: null, detail: {} };
}
