import { Injectable } from '@nestjs/common';
import { isUniqueViolation, newId, Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { ConsentChannel } from '../consent/consent.repository';
import { mergeAddressTaken } from './merge.errors';

const shape = {
  id: 'uuid',
  survivorId: 'uuid',
  mergedId: 'uuid',
  mergedName: 'text?',
  mergedById: 'uuid?',
  mergedAt: 'date',
  undoneById: 'uuid?',
  undoneAt: 'date?',
  undoableUntil: 'date',
  undoable: 'bool',
} as const;
/** Days for which a merge can be undone. */
const undoDays = 30;
const undoableUntil = Prisma.sql`merged_at + ${undoDays}::int * interval '1 day'`;
const columns = Prisma.sql`id, survivor_id AS "survivorId", merged_id AS "mergedId", merged_row ->> 'name' AS "mergedName",
  merged_by_id AS "mergedById", merged_at AS "mergedAt", undone_by_id AS "undoneById", undone_at AS "undoneAt",
  ${undoableUntil} AS "undoableUntil", undone_at IS NULL AND merged_row IS NOT NULL AND now() < ${undoableUntil} AS undoable`;
export type LeadMerge = RowOf<typeof shape>;

@Injectable()
export class LeadMergesRepository {
  /** Merges of a team wait for each other: two that cross would else lock each other's rows in the middle. */
  async takeTurns(tx: SqlTx): Promise<void> {
    await tx.execute(Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended(brickwork_team()::text, 26))`);
  }

  /** Stores both leads as they are, and removes the one that goes. */
  async begin(tx: SqlTx, { from, to }: { from: string; to: string }, userId: string | null): Promise<string> {
    const id = newId();
    await tx.execute(Prisma.sql`WITH gone AS (DELETE FROM lead WHERE id = ${from}::uuid RETURNING to_jsonb(lead) AS row)
      INSERT INTO lead_merge (id, team_id, survivor_id, merged_id, merged_row, survivor_before, merged_by_id)
      SELECT ${id}::uuid, brickwork_team(), ${to}::uuid, ${from}::uuid, gone.row, to_jsonb(survivor), ${userId}::uuid
      FROM gone, lead survivor WHERE survivor.id = ${to}::uuid`);
    return id;
  }

  /** The later of the two contacts is the survivor's; and notes how it leaves the merge. */
  async finish(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE lead SET updated_at = now(),
        last_contact_at = greatest(last_contact_at, (m.merged_row ->> 'last_contact_at')::timestamptz)
      FROM lead_merge m WHERE m.id = ${id}::uuid AND lead.id = m.survivor_id`);
    await tx.execute(Prisma.sql`UPDATE lead_merge m SET survivor_after = to_jsonb(lead) FROM lead
      WHERE m.id = ${id}::uuid AND lead.id = m.survivor_id`);
  }

  async keepAddress(
    tx: SqlTx,
    merge: { id: string; leadId: string },
    channel: ConsentChannel,
    address: string,
  ): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO lead_address (id, team_id, lead_id, channel, address, merge_id)
      VALUES (${newId()}::uuid, brickwork_team(), ${merge.leadId}::uuid, ${channel}, ${address}, ${merge.id}::uuid)
      ON CONFLICT (team_id, channel, address) DO UPDATE SET lead_id = excluded.lead_id, merge_id = excluded.merge_id`);
  }

  async dropAddresses(tx: SqlTx, mergeId: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM lead_address WHERE merge_id = ${mergeId}::uuid`);
  }

  async find(tx: SqlTx, id: string, options: { lock?: boolean } = {}): Promise<LeadMerge | undefined> {
    return tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_merge WHERE id = ${id}::uuid
        ${options.lock ? Prisma.sql`FOR UPDATE` : Prisma.empty}`,
    );
  }

  /** Into this lead, the latest first. */
  async ofSurvivor(
    tx: SqlTx,
    leadId: string,
    before: string | undefined,
    limit: number,
  ): Promise<LeadMerge[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_merge WHERE team_id = brickwork_team() AND survivor_id = ${leadId}::uuid
        AND (${before ?? null}::uuid IS NULL OR id < ${before ?? null}::uuid) ORDER BY id DESC LIMIT ${limit}`,
    );
  }

  /** Where a lead that is gone went, over any number of merges. */
  async survivorOf(tx: SqlTx, leadId: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`WITH RECURSIVE way AS (
          SELECT survivor_id, 1 AS step FROM lead_merge WHERE team_id = brickwork_team() AND merged_id = ${leadId}::uuid AND undone_at IS NULL
          UNION ALL
          SELECT m.survivor_id, way.step + 1 FROM way JOIN lead_merge m
            ON m.team_id = brickwork_team() AND m.merged_id = way.survivor_id AND m.undone_at IS NULL
          WHERE way.step < 100)
        SELECT lead.id FROM way JOIN lead ON lead.id = way.survivor_id ORDER BY way.step DESC LIMIT 1`,
    );
    return row?.id;
  }

  /**
   * What the merge gave the survivor is taken back where it is still so, and the other lead is there again as it was. Whoever refused
   * to be written to in between meant both. @throws DomainError conflict/merge_address_taken
   */
  async takeApart(tx: SqlTx, id: string, userId: string | null): Promise<void> {
    try {
      await tx.execute(Prisma.sql`
        SELECT brickwork_put_back('lead', jsonb_build_array(to_jsonb(lead) || coalesce((
            SELECT jsonb_object_agg(key, value) FROM jsonb_each(m.survivor_before)
            WHERE m.survivor_after -> key IS DISTINCT FROM value AND to_jsonb(lead) -> key IS NOT DISTINCT FROM m.survivor_after -> key), '{}')), true),
          brickwork_put_back('lead', jsonb_build_array(m.merged_row || coalesce((
            SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(lead))
            WHERE m.survivor_after -> key IS DISTINCT FROM value AND value IN ('true', '"denied"')
              AND key IN ('email_consent', 'sms_consent', 'do_not_email', 'do_not_text', 'do_not_call')), '{}')), true)
        FROM lead_merge m JOIN lead ON lead.id = m.survivor_id WHERE m.id = ${id}::uuid`);
    } catch (error) {
      if (isUniqueViolation(error, 'lead_team_id_email_key')) throw mergeAddressTaken('email');
      if (isUniqueViolation(error, 'lead_team_id_phone_key')) throw mergeAddressTaken('phone');
      throw error;
    }
    await tx.execute(
      Prisma.sql`UPDATE lead_merge SET undone_at = now(), undone_by_id = ${userId}::uuid WHERE id = ${id}::uuid`,
    );
  }

  /** Forgets how merges that can't be undone any more were made; where the lead went stays known. Across teams. */
  async forget(tx: SqlTx, limit: number): Promise<number> {
    return tx.execute(Prisma.sql`WITH old AS (
        SELECT id FROM lead_merge WHERE merged_row IS NOT NULL AND merged_at < now() - ${undoDays}::int * interval '1 day'
        ORDER BY merged_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      ), parts AS (DELETE FROM lead_merge_part WHERE merge_id IN (SELECT id FROM old))
      UPDATE lead_merge SET merged_row = NULL, survivor_before = NULL, survivor_after = NULL WHERE id IN (SELECT id FROM old)`);
  }
}
