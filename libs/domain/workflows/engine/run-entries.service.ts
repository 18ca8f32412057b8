import { Injectable } from '@nestjs/common';
import { Clock } from '@platform/clock';
import type { SqlTx } from '@platform/database';
import type { Facts } from '@domain/conditions';
import { RunEntriesRepository, type EnteredRun } from './run-entries.repository';
import { RunWakeUps } from './run-wake-ups.service';
import { longestChain, type BlockedEntry, type ChainLink, type EnteredVia } from './run.types';
import { RunsRepository } from './runs.repository';
import type { Version } from './versions.repository';

/** A lead that wants into a workflow. Its conditions have been looked at. */
export interface Entrant {
  version: Version;
  leadId: string;
  /** The event, message, task, enrolment or run that brings it: one run for each, however often it is told. */
  enteredBy: string;
  via: EnteredVia;
  /** The chain of automations it belongs to (see Cause). */
  causeId: string;
  depth: number;
  /** The runs whose acts led here, oldest first. */
  chain: ChainLink[];
  /** `event.*` facts. */
  context: Facts;
}

/** Lets leads into workflows: loop guard, re-entry rule, one live run; then the first wake-up. */
@Injectable()
export class RunEntries {
  constructor(
    private readonly repository: RunEntriesRepository,
    private readonly runs: RunsRepository,
    private readonly wakeUps: RunWakeUps,
    private readonly clock: Clock,
  ) {}

  /** Answers the runs that were made; who is not among them was refused by a rule, or is in already. */
  async admit(tx: SqlTx, entrants: readonly Entrant[]): Promise<EnteredRun[]> {
    const free = await this.withoutLoops(tx, entrants);
    const entered: EnteredRun[] = [];
    for (const round of roundsOf(free)) {
      const made = await this.repository.insert(tx, round);
      await this.wakeUps.enqueueTogether(
        tx,
        made.map(({ id }) => ({ id, fence: 0 })),
      );
      entered.push(...made);
    }
    return entered;
  }

  /** The chains of what these runs cause: their own past and themselves. */
  async chainsOf(tx: SqlTx, runIds: readonly (string | null)[]): Promise<Map<string, ChainLink[]>> {
    const ids = [...new Set(runIds.filter((id) => id !== null))];
    if (ids.length === 0) return new Map();
    const rows = await this.repository.origins(tx, ids);
    return new Map(
      rows.map(({ id, workflowId, leadId, chain }) => [
        id,
        [...(chain as ChainLink[]), { runId: id, workflowId, leadId }],
      ]),
    );
  }

  private async withoutLoops(tx: SqlTx, entrants: readonly Entrant[]): Promise<Entrant[]> {
    const blocked = entrants.flatMap((entrant) => {
      const reason = loopIn(entrant);
      if (!reason) return [];
      const { version, enteredBy: eventId, chain } = entrant;
      const entry = { workflowId: version.workflowId, eventId, reason, at: this.clock.now().toISOString() };
      return [{ runId: chain.at(-1)!.runId, entry }];
    });
    await this.runs.noteBlocked(tx, blocked);
    return blocked.length === 0 ? [...entrants] : entrants.filter((entrant) => !loopIn(entrant));
  }
}

/** A run refuses what it caused itself; and nobody means a chain of that many automations. */
function loopIn({ version, leadId, chain }: Entrant): BlockedEntry['reason'] | undefined {
  const own = chain.some((link) => link.workflowId === version.workflowId && link.leadId === leadId);
  if (own) return 'own_loop';
  return chain.length >= longestChain ? 'chain_too_long' : undefined;
}

const keyOf = (workflowId: string, leadId: string) => `${workflowId} ${leadId}`;

/** One statement may not admit the same lead to the same workflow twice: repetitions follow in further rounds. */
function roundsOf(entrants: readonly Entrant[]): Entrant[][] {
  const rounds: Entrant[][] = [];
  const seen = new Map<string, number>();
  for (const entrant of entrants) {
    const key = keyOf(entrant.version.workflowId, entrant.leadId);
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    (rounds[round] ??= []).push(entrant);
  }
  return rounds;
}
