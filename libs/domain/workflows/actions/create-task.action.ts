import { Injectable } from '@nestjs/common';
import { Tasks } from '@domain/tasks';
import type { CreateTaskNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';
import { after } from './duration';
import { personOf } from './person';
import { stepText } from './step-text';

@Injectable()
export class CreateTaskAction implements Action<'CREATE_TASK'> {
  constructor(private readonly tasks: Tasks) {}

  async run(node: CreateTaskNode, step: StepContext): Promise<StepResult> {
    const { id } = await this.tasks.open(step.tx, {
      title: await stepText(step, node.title),
      description: node.description ? await stepText(step, node.description) : null,
      dueAt: after(step.now, node.dueIn),
      priority: node.priority,
      leadId: step.run.leadId,
      assignedToId: await personOf(step, node.assignTo ?? 'owner'),
      dedupeKey: step.key,
    });
    return { go: node.next, detail: { taskId: id } };
  }
}
