import { eventually } from '../support/eventually';
import type { ChaosRig } from './chaos-rig';
import type { ChaosTenant } from './chaos-tenant';
import { bandAfter, bands, scoreOf, type Evidence } from './score-rules';
import type { Told } from './score-traffic';

interface Scored {
  leadId: string;
  /** On the lead itself. */
  shown: number;
  overall: number | null;
  band: string | null;
  version: number | null;
  computedAt: Date | null;
}

interface Change {
  leadId: string;
  overall: number;
  band: string;
  version: number;
}

interface Crossing {
  id: string;
  leadId: string;
  from: string;
  to: string;
  score: number;
  quiet: boolean;
}

export interface ScoreFigures {
  leads: number;
  signals: number;
  'opens and clicks': number;
  versions: number;
  changes: number;
  crossings: number;
  'of them quiet': number;
  runs: number;
  'jobs taken up again': number;
}

const lowest = bands.at(-1)!.name;

/** Waits until no score is waiting to be worked out, nothing is on its way to evidence, and no run is on its way. */
export async function scoresAtRest(rig: ChaosRig, { teamId }: ChaosTenant, withinMs: number): Promise<void> {
  let calm = 0;
  await eventually(
    async () => {
      const open = await rig.rows<{ what: string; count: number }>(
        `SELECT 'marked leads' AS what, count(*)::int FROM score_due WHERE team_id = $1 HAVING count(*) > 0
         UNION ALL SELECT 'recalculation', count(*)::int FROM score_job WHERE team_id = $1 AND state = 'running' HAVING count(*) > 0
         UNION ALL SELECT 'event ' || name, count(*)::int FROM domain_event WHERE team_id = $1 AND dispatched_at IS NULL GROUP BY name
         UNION ALL SELECT concat_ws(' ', name, state, max(last_error)), count(*)::int FROM job WHERE team_id = $1
           AND state IN ('scheduled', 'active', 'retrying') AND due_at < now() + interval '1 minute' GROUP BY name, state
         UNION ALL SELECT 'receipts', count(*)::int FROM provider_receipt WHERE applied_at IS NULL HAVING count(*) > 0`,
        [teamId],
      );
      calm = open.length === 0 ? calm + 1 : 0;
      expect(open).toEqual([]);
      // What a job does in its last commit may be the next one's work.
      if (calm < 3) throw new Error('at rest, to be looked at again');
    },
    withinMs,
    150,
  );
}

/** The promise, once all is at rest: each score is what its evidence makes it, each crossing was told once and acted upon once. */
export async function expectScoresTrue(
  rig: ChaosRig,
  tenant: ChaosTenant,
  told: Told,
  workflowId: string,
): Promise<ScoreFigures> {
  const { teamId } = tenant;
  const signals = await rig.rows<Evidence & { id: string; leadId: string; key: string }>(
    `SELECT id, lead_id AS "leadId", type, source_key AS key, weight, occurred_at AS "occurredAt", expires_at AS "expiresAt"
     FROM score_signal WHERE team_id = $1`,
    [teamId],
  );
  await expectEvidence(rig, tenant, told, signals);

  const scores = await rig.rows<Scored>(
    `SELECT lead.id AS "leadId", lead.score AS shown, s.overall, s.band, s.rule_version AS version, s.computed_at AS "computedAt"
     FROM lead LEFT JOIN lead_score s ON s.lead_id = lead.id WHERE lead.team_id = $1`,
    [teamId],
  );
  const inForce = Math.max(...told.schemes.keys());
  const scheme = told.schemes.get(inForce)!;
  const byLead = Map.groupBy(signals, ({ leadId }) => leadId);
  const wrong = scores.filter((one) => {
    const evidence = byLead.get(one.leadId) ?? [];
    const expected = one.computedAt ? scoreOf(scheme, evidence, one.computedAt) : -1;
    const newer = evidence.some(({ occurredAt }) => !one.computedAt || occurredAt > one.computedAt);
    return newer || one.version !== inForce || one.overall !== expected || one.shown !== expected;
  });
  expect(wrong.slice(0, 3)).toEqual([]);

  const changes = await rig.rows<Change>(
    `SELECT lead_id AS "leadId", overall, band, rule_version AS version FROM score_history WHERE team_id = $1 ORDER BY at, id`,
    [teamId],
  );
  // By Postgres' time, as their history: an id bears the clock of the process that made it.
  const crossings = await rig.rows<Crossing>(
    `SELECT id, payload->>'leadId' AS "leadId", payload->>'from' AS "from", payload->>'to' AS "to", (payload->>'score')::int AS score,
       coalesce((payload->>'quiet')::bool, false) AS quiet
     FROM domain_event WHERE team_id = $1 AND name = 'lead.score_band_changed' ORDER BY created_at, id`,
    [teamId],
  );
  expectCrossings(scores, changes, crossings);
  const runs = await expectRuns(rig, workflowId, crossings);
  const [{ again }] = (await rig.rows<{ again: number }>(
    `SELECT count(*) FILTER (WHERE fence > 1)::int AS again FROM job WHERE team_id = $1 AND name LIKE 'scoring.%'`,
    [teamId],
  )) as [{ again: number }];
  return {
    leads: scores.length,
    signals: signals.length,
    'opens and clicks': signals.filter(({ type }) => type.startsWith('message.')).length,
    versions: told.schemes.size,
    changes: changes.length,
    crossings: crossings.length,
    'of them quiet': crossings.filter(({ quiet }) => quiet).length,
    runs,
    'jobs taken up again': again,
  };
}

/** All that was taken is on record, once, and nothing else is. */
async function expectEvidence(
  rig: ChaosRig,
  { teamId }: ChaosTenant,
  told: Told,
  signals: readonly (Evidence & { id: string; leadId: string; key: string })[],
): Promise<void> {
  const stored = (kind: string) => signals.filter(({ key }) => key.startsWith(`${kind}:`));
  expect(
    stored('client')
      .map(({ key, leadId, type }) => [key.slice('client:'.length), { leadId, type }])
      .sort(),
  ).toEqual([...told.events].sort());
  expect(
    stored('adjustment')
      .map(({ id, leadId, weight: points, expiresAt }) => [
        id,
        { leadId, points, withdrawn: expiresAt !== null },
      ])
      .sort(),
  ).toEqual([...told.adjustments].sort());
  // Nobody wrote a score on a lead by hand: such a signal would be a crash that was mistaken for one.
  expect(stored('stated')).toEqual([]);
  const seen = await rig.rows<{ leadId: string; type: string }>(
    `SELECT lead_id AS "leadId", 'message.opened' AS type FROM message WHERE team_id = $1 AND lead_id IS NOT NULL AND opened_at IS NOT NULL
     UNION ALL SELECT lead_id, 'message.clicked' FROM message WHERE team_id = $1 AND lead_id IS NOT NULL AND clicked_at IS NOT NULL`,
    [teamId],
  );
  const named = (all: readonly { leadId: string; type: string }[]) =>
    all.map((one) => `${one.leadId} ${one.type}`).sort();
  expect(named(stored('event'))).toEqual(named(seen));
}

/** History tells each lead's way through the bands as the rules of hysteresis have it; each step was told once, as it was. */
function expectCrossings(
  scores: readonly Scored[],
  changes: readonly Change[],
  crossings: readonly Crossing[],
): void {
  const told = Map.groupBy(crossings, ({ leadId }) => leadId);
  const past = Map.groupBy(changes, ({ leadId }) => leadId);
  const wrong = scores.flatMap(({ leadId, overall, band }) => {
    const history = past.get(leadId) ?? [];
    const steps: Omit<Crossing, 'id'>[] = [];
    let before: string = lowest;
    let version: number | undefined;
    const bandsHold = history.every((change) => {
      const to = bandAfter(before, change.overall);
      // By the same rules as before it can only have been something the lead did: then it is nothing to be quiet about.
      const deed = change.version === version;
      const said = told.get(leadId)?.[steps.length];
      if (to !== before)
        steps.push({
          leadId,
          from: before,
          to,
          score: change.overall,
          quiet: deed ? false : (said?.quiet ?? false),
        });
      [before, version] = [to, change.version];
      return change.band === to;
    });
    const last = history.at(-1);
    const asTold = (told.get(leadId) ?? []).map(({ id: _id, ...step }) => step);
    const same = JSON.stringify(asTold) === JSON.stringify(steps);
    const ends = last?.overall === overall && before === band;
    return bandsHold && same && ends ? [] : [{ leadId, history, asTold, steps }];
  });
  expect(wrong.slice(0, 2)).toEqual([]);
}

/** The workflow that waits for band A: a run, and the one task of it, for each crossing that was the lead's own doing. */
async function expectRuns(
  rig: ChaosRig,
  workflowId: string,
  crossings: readonly Crossing[],
): Promise<number> {
  const wanted = crossings.filter(({ to, quiet }) => to === 'A' && !quiet);
  const runs = await rig.rows<{ event: string; state: string; tasks: number }>(
    `SELECT r.entered_by AS event, r.state, (SELECT count(*)::int FROM task t WHERE t.lead_id = r.lead_id) AS tasks
     FROM workflow_run r WHERE r.workflow_id = $1`,
    [workflowId],
  );
  expect(runs.filter(({ state }) => state !== 'completed')).toEqual([]);
  expect(runs.map(({ event }) => event).sort()).toEqual(wanted.map(({ id }) => id).sort());
  const [{ tasks }] = (await rig.rows<{ tasks: number }>(
    `SELECT count(*)::int AS tasks FROM task WHERE team_id = (SELECT team_id FROM workflow WHERE id = $1)`,
    [workflowId],
  )) as [{ tasks: number }];
  expect(tasks).toBe(runs.length);
  return runs.length;
}
