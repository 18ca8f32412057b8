import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Cause } from '@platform/jobs';
import type { RuleSet, Scheme } from '../rules/rule';
import { leadColumns, reasonsSql, scoringSql } from '../score.sql';

export const RESCORE_CAUSES = ['events', 'rules', 'recalculation', 'decay'] as const;
export type RescoreCause = (typeof RESCORE_CAUSES)[number];

export interface Crossing {
  leadId: string;
  from: string;
  to: string;
  score: number;
  /** Something has happened to the lead that waits to be rescored, and counts already: the crossing may be its doing. */
  mark: { chain: Cause | null; quiet: boolean } | null;
}

export interface Rescored {
  /** Leads that were looked at, and those whose scores are others now. */
  scored: number;
  changed: number;
  crossings: Crossing[];
}

/** Looked up lead by lead: a portion of some thousand leads must not read the scores of all. */
const ownScore = Prisma.sql`SELECT overall, engagement, behaviour, profile, band FROM lead_score WHERE lead_score.lead_id = lead.id OFFSET 0`;

@Injectable()
export class RescoreRepository {
  /** One rescoring of a team at a time, until the end of the transaction. */
  async lockTeam(tx: SqlTx): Promise<void> {
    await tx.execute(
      Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended('scoring:' || brickwork_team()::text, 0))`,
    );
  }

  /**
   * The turn to rescore marked leads, until the end of the transaction; false while another job has it. Who has it waits for
   * `lockTeam` behind recalculation and decay alone: jobs of a crowd do not queue up in the workers.
   */
  async tryTurn(tx: SqlTx): Promise<boolean> {
    const { taken } = await tx.one(
      { taken: 'bool' },
      Prisma.sql`SELECT pg_try_advisory_xact_lock(hashtextextended('scoring.due:' || brickwork_team()::text, 0)) AS taken`,
    );
    return taken;
  }

  /** An instant after everything that has been committed. */
  async instant(tx: SqlTx): Promise<Date> {
    const { at } = await tx.one(
      { at: 'date' },
      Prisma.sql`SELECT date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' AS at`,
    );
    return at;
  }

  /** A score that was written on the lead itself, by a person or an import, becomes evidence beside the rest. */
  async adoptStated(tx: SqlTx, leadIds: readonly string[]): Promise<void> {
    await tx.execute(Prisma.sql`
      INSERT INTO score_signal (id, team_id, lead_id, type, source_key, occurred_at, weight, note)
      SELECT n.id, n.team_id, n.lead_id, 'score.stated', 'stated:' || n.id, now(), n.weight, 'Written on the lead: ' || n.score
      FROM (SELECT brickwork_uuid7() AS id, lead.team_id, lead.id AS lead_id, lead.score,
          greatest(-100, least(100, lead.score - coalesce(was.overall, 0))) AS weight
        FROM lead LEFT JOIN LATERAL (${ownScore}) AS was ON true
        WHERE lead.id = ANY(${[...leadIds]}::uuid[]) AND lead.score <> coalesce(was.overall, 0)) AS n`);
  }

  /**
   * Scores the leads as of `at` and writes what is new: the scores, a line of history per change, and the score on the lead.
   * With `onlyChanged`, rows that stay as they are, are not touched.
   */
  async rescore(
    tx: SqlTx,
    leadIds: readonly string[],
    rules: RuleSet,
    { at, cause, onlyChanged }: { at: Date; cause: RescoreCause; onlyChanged: boolean },
  ): Promise<Rescored> {
    const row = await tx.one(
      { scored: 'int', changed: 'int', crossings: 'json' },
      Prisma.sql`
      WITH target AS MATERIALIZED (
        SELECT ${leadColumns}, lead.team_id, lead.score AS shown, ${at}::timestamptz AS at, was.overall AS was_overall,
          was.engagement AS was_engagement, was.behaviour AS was_behaviour, was.profile AS was_profile, was.band AS was_band
        FROM lead LEFT JOIN LATERAL (${ownScore}) AS was ON true WHERE lead.id = ANY(${[...leadIds]}::uuid[])),
      ${scoringSql(rules)},
      ${reasonsSql},
      banded AS MATERIALIZED (
        SELECT target.team_id, target.shown, target.was_band, scored.*, ${bandSql(rules)} AS band,
          (target.was_overall, target.was_engagement, target.was_behaviour, target.was_profile) IS DISTINCT FROM
          (scored.overall, scored.engagement, scored.behaviour, scored.profile) AS moved
        FROM scored JOIN target ON target.id = scored.id),
      written AS (
        INSERT INTO lead_score (lead_id, team_id, overall, engagement, behaviour, profile, band, rule_version, computed_at, next_decay_at)
        SELECT id, team_id, overall, engagement, behaviour, profile, band, ${rules.version}, at, next_decay_at FROM banded
        WHERE NOT ${onlyChanged} OR moved OR band IS DISTINCT FROM was_band
        ON CONFLICT (lead_id) DO UPDATE SET overall = excluded.overall, engagement = excluded.engagement,
          behaviour = excluded.behaviour, profile = excluded.profile, band = excluded.band, rule_version = excluded.rule_version,
          computed_at = excluded.computed_at, next_decay_at = excluded.next_decay_at),
      history AS (
        INSERT INTO score_history (id, team_id, lead_id, at, overall, engagement, behaviour, profile, band, rule_version, cause, reasons)
        SELECT brickwork_uuid7(), team_id, id, at, overall, engagement, behaviour, profile, band, ${rules.version}, ${cause}, coalesce(reasons.reasons, '{}')
        FROM banded LEFT JOIN reasons ON reasons.lead_id = banded.id
        WHERE moved OR band IS DISTINCT FROM was_band RETURNING lead_id),
      outdated AS (
        SELECT lead.id, banded.overall FROM banded JOIN lead ON lead.id = banded.id
        WHERE lead.id = ANY(${[...leadIds]}::uuid[]) AND banded.shown <> banded.overall AND lead.score = banded.shown ORDER BY lead.id FOR NO KEY UPDATE OF lead),
      shown AS (UPDATE lead SET score = outdated.overall FROM outdated
        WHERE lead.id = outdated.id AND lead.id = ANY(${[...leadIds]}::uuid[]))
      SELECT (SELECT count(*) FROM banded)::int AS scored, (SELECT count(*) FROM history)::int AS changed,
        (SELECT coalesce(json_agg(json_build_object('leadId', id, 'from', coalesce(was_band, ${rules.bands.at(-1)!.name}), 'to', band,
            'score', overall, 'mark', (SELECT json_build_object('quiet', quiet, 'chain', chain) FROM score_due WHERE lead_id = banded.id))
            ORDER BY id), '[]')
          FROM banded WHERE band <> coalesce(was_band, ${rules.bands.at(-1)!.name})) AS crossings`,
    );
    return { ...row, crossings: row.crossings as Crossing[] };
  }
}

/** See `bandAfter`. */
function bandSql({ bands, margin }: Pick<Scheme, 'bands' | 'margin'>): Prisma.Sql {
  const ascending = bands.toReversed();
  const names = Prisma.sql`${ascending.map(({ name }) => name)}::text[]`;
  const starts = Prisma.sql`${ascending.slice(1).map(({ from }) => from)}::int[]`;
  return Prisma.sql`(${names})[1 + greatest(width_bucket(scored.overall, ${starts}), least(
    coalesce(array_position(${names}, target.was_band) - 1, 0), width_bucket(scored.overall + ${margin}::int, ${starts})))]`;
}
