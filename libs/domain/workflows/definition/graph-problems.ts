import type { Definition } from './definition.types';
import { circlesWithoutWait, edgesOf, nodeOf, nodesWithAWayOut, reachableFrom } from './graph';
import type { Problem } from './problem';

/** What is wrong with the graph as a whole. */
export function graphProblems(definition: Definition): Problem[] {
  const missing = missingTargets(definition);
  // With holes in the graph everything behind them would be reported as well.
  if (missing.length > 0) return missing;
  return [...unreachable(definition), ...endless(definition)];
}

function missingTargets(definition: Definition): Problem[] {
  const problems: Problem[] = [];
  if (!nodeOf(definition, definition.start)) {
    const message = `There is no step "${definition.start}" to start with.`;
    problems.push({ path: '/start', code: 'start_missing', message });
  }
  for (const [id, node] of Object.entries(definition.nodes)) {
    for (const { to, at } of edgesOf(node)) {
      if (nodeOf(definition, to)) continue;
      const message = `There is no step "${to}".`;
      problems.push({ path: `/nodes/${id}${at}`, code: 'target_missing', message });
    }
  }
  return problems;
}

function unreachable(definition: Definition): Problem[] {
  const reached = reachableFrom(definition, definition.start);
  return Object.keys(definition.nodes)
    .filter((id) => !reached.has(id))
    .map((id) => ({
      path: `/nodes/${id}`,
      code: 'unreachable_node',
      message: 'No way leads to this step from the start.',
    }));
}

function endless(definition: Definition): Problem[] {
  const circles = circlesWithoutWait(definition).map((circle) => ({
    path: `/nodes/${circle[0]}`,
    code: 'cycle_without_wait',
    message: `These steps go round without a wait: ${circle.join(' → ')}.`,
  }));
  if (circles.length > 0) return circles;
  const out = nodesWithAWayOut(definition);
  const stuck = [...reachableFrom(definition, definition.start)].find((id) => !out.has(id));
  if (stuck === undefined) return [];
  const message = 'A run that comes here never ends: no END or GOAL can be reached.';
  return [{ path: `/nodes/${stuck}`, code: 'never_ends', message }];
}
