import { randomUUID } from 'node:crypto';
import type { ChaosRig } from './chaos-rig';

/** An active workflow with one published version, written past the routes, which know no wait below a minute. Answers its id. */
export async function publishPastRoutes(
  rig: ChaosRig,
  teamId: string,
  graph: { trigger: { type: string; [filter: string]: unknown }; [part: string]: unknown },
): Promise<string> {
  const [workflowId, versionId] = [randomUUID(), randomUUID()];
  await rig.rows(
    `INSERT INTO workflow_version (id, team_id, workflow_id, number, definition, checksum, trigger_type)
     VALUES ($1, $2, $3, 1, $4, 'chaos', $5)`,
    [versionId, teamId, workflowId, graph, graph.trigger.type],
  );
  await rig.rows(
    `INSERT INTO workflow (id, team_id, name, active, draft, published_version_id, published_number, trigger_type, updated_at)
     VALUES ($1, $2, 'Welcome', true, $3, $4, 1, $5, now())`,
    [workflowId, teamId, graph, versionId, graph.trigger.type],
  );
  return workflowId;
}
