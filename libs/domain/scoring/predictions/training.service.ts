import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { scoringJobs } from '../scoring.jobs';
import { ExamplesRepository } from './examples.repository';
import { ModelsRepository, type StoredModel } from './models.repository';
import { MODEL_KINDS, type ModelKind } from './prediction';
import { trainModel } from './train-model';

export type NewModel = Omit<StoredModel, 'trainedAt'>;

/** Learns from a team's own leads, and from no other's. */
@Injectable()
export class Training {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly examples: ExamplesRepository,
    private readonly models: ModelsRepository,
  ) {}

  /** Asks for a training; while one is waiting or running, that one is meant. */
  async start(scope: TenantScope): Promise<{ jobId: string }> {
    return this.database.sql(scope, async (tx) => {
      const { id } = await this.jobs.enqueue(
        tx,
        scoringJobs.train,
        { teamId: scope.teamId },
        { dedupeKey: 'train' },
      );
      return { jobId: id };
    });
  }

  async startAll(): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) => this.models.teams(tx));
    for (const teamId of teams) await this.start(TenantScope.of(teamId));
  }

  /** Reads, then learns outside of any transaction. */
  async learn(scope: TenantScope): Promise<NewModel[]> {
    const models: NewModel[] = [];
    for (const kind of MODEL_KINDS) {
      const examples = await this.database.sql(scope, (tx) => this.read(tx, kind));
      const trained = await trainModel(examples);
      models.push({
        kind,
        outcomes: examples.length,
        model: trained?.model ?? null,
        report: trained?.report ?? null,
      });
    }
    return models;
  }

  async save(tx: SqlTx, models: readonly NewModel[]): Promise<void> {
    for (const model of models) await this.models.save(tx, model);
  }

  private read(tx: SqlTx, kind: ModelKind) {
    return kind === 'conversion' ? this.examples.conversions(tx) : this.examples.silences(tx);
  }
}
