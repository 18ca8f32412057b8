import { canonicalJson } from './canonical';
import type { Definition, NodeId, NodeKind } from './definition.types';
import { edgesOf } from './graph';

export interface FieldChange {
  field: string;
  from: unknown;
  to: unknown;
}
export interface EdgeOfDiff {
  from: NodeId;
  /** next | yes | no | timeout | the name of an arm */
  edge: string;
  to: NodeId;
}
export interface DefinitionDiff {
  /** trigger, entry, reentry, exit, quietHours, start. */
  settings: FieldChange[];
  nodes: {
    added: { id: NodeId; kind: NodeKind }[];
    removed: { id: NodeId; kind: NodeKind }[];
    /** Without the ways on, which are under `edges`. */
    changed: { id: NodeId; kind: NodeKind; fields: FieldChange[] }[];
  };
  edges: { added: EdgeOfDiff[]; removed: EdgeOfDiff[] };
}

const settings = ['trigger', 'entry', 'reentry', 'exit', 'quietHours', 'start'] as const;
const ways = new Set(['next', 'yes', 'no', 'timeout']);

/** What an author changed from one definition to another. Nodes are the same when their ids are. */
export function diffDefinitions(from: Definition, to: Definition): DefinitionDiff {
  const [before, after] = [new Map(Object.entries(from.nodes)), new Map(Object.entries(to.nodes))];
  const only = (left: typeof before, right: typeof before) =>
    [...left].filter(([id]) => !right.has(id)).map(([id, { kind }]) => ({ id, kind }));
  return {
    settings: changesOf(pick(from, settings), pick(to, settings)),
    nodes: {
      added: only(after, before),
      removed: only(before, after),
      changed: [...after].flatMap(([id, node]) => {
        const old = before.get(id);
        const fields = old ? changesOf(withoutWays(old), withoutWays(node)) : [];
        return fields.length > 0 ? [{ id, kind: node.kind, fields }] : [];
      }),
    },
    edges: edgeChanges(from, to),
  };
}

/** True when nothing differs. */
export const isSameDefinition = (from: Definition, to: Definition): boolean =>
  canonicalJson(from) === canonicalJson(to);

const pick = (definition: Definition, names: readonly (keyof Definition)[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, definition[name]]));

/** The arms of a split are shares and names here; where they lead is an edge. */
function withoutWays(node: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !ways.has(name))
      .map(([name, value]) => [
        name,
        name === 'arms' ? armsWithoutWays(value as object[]) : (value as unknown),
      ]),
  );
}
const armsWithoutWays = (arms: object[]) => arms.map((arm) => withoutWays(arm));

function changesOf(from: Record<string, unknown>, to: Record<string, unknown>): FieldChange[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((field) => canonicalJson(from[field] ?? null) !== canonicalJson(to[field] ?? null))
    .map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null }));
}

function edgeChanges(from: Definition, to: Definition): DefinitionDiff['edges'] {
  const [before, after] = [allEdges(from), allEdges(to)];
  const keys = (edges: EdgeOfDiff[]) => new Set(edges.map((edge) => canonicalJson(edge)));
  const [had, has] = [keys(before), keys(after)];
  return {
    added: after.filter((edge) => !had.has(canonicalJson(edge))),
    removed: before.filter((edge) => !has.has(canonicalJson(edge))),
  };
}

const allEdges = ({ nodes }: Definition): EdgeOfDiff[] =>
  Object.entries(nodes).flatMap(([id, node]) =>
    edgesOf(node).map(({ name, to }) => ({ from: id, edge: name, to })),
  );
