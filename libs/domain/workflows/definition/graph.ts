import type { Definition, NodeId, WorkflowNode } from './definition.types';

/** One way on from a node. `at`: where it stands in the node, as a JSON pointer. */
export interface Edge {
  /** next | yes | no | timeout | the name of an arm */
  name: string;
  to: NodeId;
  at: string;
}

/** The ways on from a node, in the order in which they are written; none from GOAL and END. */
export function edgesOf(node: WorkflowNode): Edge[] {
  switch (node.kind) {
    case 'GOAL':
    case 'END':
      return [];
    case 'BRANCH':
      return [
        { name: 'yes', to: node.yes, at: '/yes' },
        { name: 'no', to: node.no, at: '/no' },
      ];
    case 'RANDOM_SPLIT':
      return node.arms.map(({ name, next }, index) => ({ name, to: next, at: `/arms/${index}/next` }));
    case 'WAIT_FOR_EVENT': {
      const next = { name: 'next', to: node.next, at: '/next' };
      // A draft may still lack it.
      return (node.timeout as NodeId | undefined) === undefined
        ? [next]
        : [next, { name: 'timeout', to: node.timeout, at: '/timeout' }];
    }
    default:
      return [{ name: 'next', to: node.next, at: '/next' }];
  }
}

/** The node of that id. Ids come from outside: only own properties are nodes. */
export function nodeOf(definition: Definition, id: NodeId): WorkflowNode | undefined {
  return Object.hasOwn(definition.nodes, id) ? definition.nodes[id] : undefined;
}

export const isWait = ({ kind }: WorkflowNode): boolean =>
  kind === 'WAIT_FOR' || kind === 'WAIT_UNTIL' || kind === 'WAIT_FOR_EVENT';

export const isFinal = ({ kind }: WorkflowNode): boolean => kind === 'END' || kind === 'GOAL';

/** Everything that can be reached from `from`, itself included. */
export function reachableFrom(definition: Definition, from: NodeId): Set<NodeId> {
  const reached = new Set<NodeId>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodeOf(definition, id);
    if (!node || reached.has(id)) continue;
    reached.add(id);
    open.push(...edgesOf(node).map(({ to }) => to));
  }
  return reached;
}

/** The nodes from which some end can be reached. */
export function nodesWithAWayOut(definition: Definition): Set<NodeId> {
  const cameFrom = new Map<NodeId, NodeId[]>();
  const open: NodeId[] = [];
  for (const [id, node] of Object.entries(definition.nodes)) {
    if (isFinal(node)) open.push(id);
    for (const { to } of edgesOf(node)) cameFrom.set(to, [...(cameFrom.get(to) ?? []), id]);
  }
  const found = new Set<NodeId>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(cameFrom.get(id) ?? []));
  }
  return found;
}

/** Circles in which a run would never wait, each as the ids along it. */
export function circlesWithoutWait(definition: Definition): NodeId[][] {
  const circles: NodeId[][] = [];
  const done = new Set<NodeId>();
  const trail: NodeId[] = [];
  const visit = (id: NodeId): void => {
    const node = nodeOf(definition, id);
    if (!node || isWait(node) || done.has(id)) return;
    const start = trail.indexOf(id);
    if (start >= 0) {
      circles.push(trail.slice(start));
      return;
    }
    trail.push(id);
    for (const { to } of edgesOf(node)) visit(to);
    trail.pop();
    done.add(id);
  };
  for (const id of Object.keys(definition.nodes)) visit(id);
  return circles;
}
