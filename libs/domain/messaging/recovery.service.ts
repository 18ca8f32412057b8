import { Injectable, Logger } from '@nestjs/common';
import { Env } from '@platform/config';
import { CrossTeamScope, Database, TenantScope } from '@platform/database';
import { Lanes } from './lanes.service';
import { RecoveryRepository, type StaleAges } from './recovery.repository';
import { Settlement } from './settlement.service';
import { SingleChunks } from './single-chunks.service';
import { SourcesRepository } from './sources.repository';

/** Puts back what died with its worker. Safe on any number of workers at once, idle when all is well. */
@Injectable()
export class Recovery {
  private readonly logger = new Logger(Recovery.name);

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly repository: RecoveryRepository,
    private readonly lanes: Lanes,
    private readonly singles: SingleChunks,
    private readonly settlement: Settlement,
    private readonly sources: SourcesRepository,
  ) {}

  async recover(): Promise<void> {
    const { ages } = this;
    const teams = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.teamsWithStaleChunks(tx, ages),
    );
    for (const teamId of teams) await this.recoverTeam(teamId, ages);
    await this.cancelReturned();
    await this.restart();
  }

  /** A call may begin until the timeout is up and takes at most as long again; then comes its settlement. */
  private get ages(): StaleAges {
    const { JOB_LEASE_MS: lease, PROVIDER_TIMEOUT_MS: timeout } = this.env;
    return { claimedMs: lease, handedOffMs: Math.max(lease, timeout * 2 + 2_000) };
  }

  private async recoverTeam(teamId: string, ages: StaleAges): Promise<void> {
    const [released, ended] = await this.database.sql(TenantScope.of(teamId), async (tx) => {
      const released = await this.repository.releaseClaims(tx, ages);
      const ended = await this.repository.endHandOffs(tx, ages);
      for (const chunk of released) if (chunk.lanes === 0) await this.singles.enqueue(tx, chunk);
      for (const chunk of ended) await this.settlement.lookUpLater(tx, chunk, chunk.now);
      return [released.length, ended.length];
    });
    if (released || ended) {
      this.logger.warn({ teamId, released, ended }, 'chunks of a worker that died were released or ended');
    }
  }

  /** A chunk in flight is put back when the provider refuses it for the moment, whatever became of its source meanwhile. */
  private async cancelReturned(): Promise<void> {
    const cancelled = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.cancelledWithChunks(tx),
    );
    for (const { teamId, sourceId } of cancelled) {
      await this.database.sql(TenantScope.of(teamId), async (tx) => {
        await this.sources.cancelChunks(tx, sourceId);
        await this.lanes.writeCancelledLater(tx, sourceId);
      });
    }
  }

  private async restart(): Promise<void> {
    const [sources, singles] = await this.database.sql(
      CrossTeamScope.system,
      async (tx) =>
        [await this.repository.stalledSources(tx), await this.repository.stalledSingles(tx)] as const,
    );
    for (const { teamId, sourceId } of sources) {
      await this.database.sql(TenantScope.of(teamId), (tx) => this.lanes.start(tx, sourceId));
    }
    for (const { teamId, chunkId } of singles) {
      await this.database.sql(TenantScope.of(teamId), (tx) =>
        this.singles.enqueue(tx, { id: chunkId, fence: 0 }),
      );
    }
  }
}
