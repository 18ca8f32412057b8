import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { OverdueTasksRepository } from './overdue-tasks.repository';
import { subjectOf, TaskLog } from './task-log';
import { TaskSeries } from './task-series.service';
import { taskOverdue } from './tasks.events';

const batch = 500;

/** Tasks that are due and open. Any number of workers may look at once. */
@Injectable()
export class OverdueTasks {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly log: TaskLog,
    private readonly series: TaskSeries,
    private readonly repository: OverdueTasksRepository,
  ) {}

  /** Publishes `task.overdue` once for each, and opens the next of those whose series goes on whether they are done or not. */
  async watch(): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) => this.repository.teams(tx));
    for (const teamId of teams) while ((await this.tell(TenantScope.of(teamId))) === batch);
  }

  private async tell(scope: TenantScope): Promise<number> {
    return this.database.sql(scope, async (tx) => {
      const tasks = await this.repository.mark(tx, batch);
      if (tasks.length === 0) return 0;
      await this.log.record(tx, 'task.overdue', tasks, { userId: null });
      await this.events.publishMany(
        tx,
        taskOverdue,
        tasks.map((task) => {
          const userId = task.assignedToId ?? task.createdById;
          return userId ? { ...subjectOf(task), userId } : subjectOf(task);
        }),
      );
      const following = tasks.filter(({ recurrence }) => recurrence?.next === 'DUE');
      await this.series.follow(tx, following, tasks[0]!.overdueAt!);
      return tasks.length;
    });
  }
}
