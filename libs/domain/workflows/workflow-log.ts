import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import type { SqlTx } from '@platform/database';

const titles = {
  'workflow.created': 'Workflow created',
  'workflow.updated': 'Workflow changed',
  'workflow.published': 'Workflow published',
  'workflow.activated': 'Workflow switched on',
  'workflow.paused': 'Workflow switched off',
  'workflow.deleted': 'Workflow deleted',
  'workflow.hook_exchanged': 'Secret URL of a workflow exchanged',
  'workflow.hook_removed': 'Secret URL of a workflow removed',
} as const;

/** The trail of a workflow, written in the transaction of the change it tells of. */
@Injectable()
export class WorkflowLog {
  constructor(private readonly activities: Activities) {}

  async record(
    tx: SqlTx,
    type: keyof typeof titles,
    { id, name }: { id: string; name: string },
    { userId, description, changes = {} }: { userId: string | null; description?: string; changes?: object },
  ): Promise<void> {
    const title = `${titles[type]}: ${name}`;
    const entry = {
      type,
      title,
      subjectId: id,
      userId,
      description,
      changes: { workflowId: id, ...changes },
    };
    await this.activities.record(tx, [entry]);
  }
}
