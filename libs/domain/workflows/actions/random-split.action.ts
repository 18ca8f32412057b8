import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RandomSplitNode, SplitArm } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';

@Injectable()
export class RandomSplitAction implements Action<'RANDOM_SPLIT'> {
  async run({ arms }: RandomSplitNode, { run, nodeId }: StepContext): Promise<StepResult> {
    const arm = armOf(arms, `${run.id}:${nodeId}:${run.visit}`);
    return { go: arm.next, detail: { arm: arm.name } };
  }
}

/** The arm of a seed: the same one for the same seed, and over many seeds as often as its weight says. */
export function armOf(arms: readonly SplitArm[], seed: string): SplitArm {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  const point = (createHash('sha256').update(seed).digest().readUInt32BE() / 2 ** 32) * total;
  let passed = 0;
  return arms.find(({ weight }) => (passed += weight) > point) ?? arms.at(-1)!;
}
