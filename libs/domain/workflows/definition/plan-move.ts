import type { Definition, MoveMapping, NodeId } from './definition.types';
import { nodeOf } from './graph';
import type { Problem } from './problem';

/** Where a lead that waits at a step of the old version goes on publish with `move`. */
export type PlannedMove =
  | { outcome: 'moves'; to: NodeId }
  /** It finishes on its version: the author has not said where else. */
  | { outcome: 'stays'; because: 'step_gone' | 'kind_changed' }
  | { outcome: 'stops' };

/**
 * A step of the same id and kind is the same step, wherever it stands now: a lead never skips what was inserted before it
 * unawares, and never repeats what it has done. Everything else is the author's choice by `mapping`, and without one it stays.
 */
export function planMove(
  from: Definition,
  to: Definition,
  nodeId: NodeId,
  mapping: MoveMapping = {},
): PlannedMove {
  if (Object.hasOwn(mapping, nodeId)) {
    const target = mapping[nodeId];
    return target == null ? { outcome: 'stops' } : { outcome: 'moves', to: target };
  }
  const node = nodeOf(to, nodeId);
  if (!node) return { outcome: 'stays', because: 'step_gone' };
  return node.kind === nodeOf(from, nodeId)?.kind
    ? { outcome: 'moves', to: nodeId }
    : { outcome: 'stays', because: 'kind_changed' };
}

/** The plan for every step of the old version. */
export function planMoves(
  from: Definition,
  to: Definition,
  mapping: MoveMapping = {},
): Record<NodeId, PlannedMove> {
  return Object.fromEntries(
    Object.keys(from.nodes).map((nodeId) => [nodeId, planMove(from, to, nodeId, mapping)]),
  );
}

/** A mapping goes from steps that exist to steps that exist. */
export function mappingProblems(from: Definition, to: Definition, mapping: MoveMapping): Problem[] {
  return Object.entries(mapping).flatMap(([source, target]) => {
    if (!nodeOf(from, source)) {
      const message = `The published version has no step "${source}".`;
      return [{ path: `/mapping/${source}`, code: 'source_missing', message }];
    }
    if (target === null || nodeOf(to, target)) return [];
    const message = `The new version has no step "${target}".`;
    return [{ path: `/mapping/${source}`, code: 'target_missing', message }];
  });
}
