import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { NodeKind, NodeOf, WorkflowNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';
import { actionRegistry } from './registry';

/** Does whatever a step is for. */
@Injectable()
export class Actions {
  constructor(private readonly modules: ModuleRef) {}

  async run(node: WorkflowNode, step: StepContext): Promise<StepResult> {
    return this.of(node.kind).run(node as NodeOf<typeof node.kind> & never, step);
  }

  private of<K extends NodeKind>(kind: K): Action<K> {
    const actions: Record<string, Type<unknown>> = actionRegistry;
    return this.modules.get<Action<K>>(actions[kind] as Type<Action<K>>, { strict: false });
  }
}
