import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Env } from '@platform/config';
import { CrossTeamScope, Database } from '@platform/database';
import { JobClaimsRepository, type Settlement } from './job-claims.repository';

interface HeldJob extends Settlement {
  abort: AbortController;
  progress?: object;
}

/** What this process is working on. Keeps the leases alive, saves progress, and tells a handler when its job is gone. */
@Injectable()
export class HeldJobs implements OnModuleDestroy {
  private readonly logger = new Logger(HeldJobs.name);
  private readonly held = new Map<string, HeldJob>();
  private readonly timers: NodeJS.Timeout[];

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly claims: JobClaimsRepository,
  ) {
    this.timers = [
      setInterval(() => void this.heartbeat(), env.JOB_LEASE_MS / 4),
      setInterval(() => void this.saveProgress(), 500),
    ];
  }

  hold(job: Settlement): AbortSignal {
    const abort = new AbortController();
    this.held.set(job.id, { id: job.id, fence: job.fence, abort });
    return abort.signal;
  }

  release(id: string): void {
    this.held.delete(id);
  }

  setProgress(id: string, value: object): void {
    const job = this.held.get(id);
    if (job) job.progress = value;
  }

  get size(): number {
    return this.held.size;
  }

  /** Tells every handler that the process is about to end. */
  abortAll(): void {
    for (const { abort } of this.held.values()) abort.abort(new Error('the worker is shutting down'));
  }

  onModuleDestroy(): void {
    // The heartbeat goes on while workers drain; the host clears it when they are done.
  }

  stop(): void {
    this.timers.forEach(clearInterval);
  }

  private async heartbeat(): Promise<void> {
    const jobs = [...this.held.values()];
    if (jobs.length === 0) return;
    try {
      const ours = await this.database.sql(CrossTeamScope.system, (tx) =>
        this.claims.heartbeat(tx, jobs, this.env.JOB_LEASE_MS),
      );
      for (const job of jobs) {
        // A job that ended meanwhile has left the map; one that is still there was taken away.
        if (!ours.has(job.id) && this.held.get(job.id) === job)
          job.abort.abort(new Error('the lease was lost'));
      }
    } catch (error) {
      this.logger.warn(`leases could not be extended: ${(error as Error).message}`);
    }
  }

  private async saveProgress(): Promise<void> {
    const entries = [...this.held.values()].flatMap((job) =>
      job.progress ? [{ id: job.id, fence: job.fence, value: job.progress }] : [],
    );
    if (entries.length === 0) return;
    try {
      const saved = await this.database.sql(CrossTeamScope.system, (tx) =>
        this.claims.saveProgress(tx, entries),
      );
      for (const { id, value } of entries) {
        const job = this.held.get(id);
        if (saved.has(id) && job?.progress === value) delete job.progress;
      }
    } catch (error) {
      this.logger.warn(`progress could not be saved: ${(error as Error).message}`);
    }
  }
}
