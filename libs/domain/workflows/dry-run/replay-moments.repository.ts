import { Injectable } from '@nestjs/common';
import { campaignEvents } from '@domain/campaigns';
import { compileAudience, type LeadFilter } from '@domain/leads';
import { acceptedBetween } from '@domain/messaging';
import { firstIdAt, Prisma, type SqlTx } from '@platform/database';
import type { Facts } from '@domain/conditions';
import { dateOf } from '../triggers/enrolment-audience.sql';

/** What would have brought a lead in, and when. */
export interface ReplayMoment {
  id: string;
  at: Date;
  leadId: string;
  /** `event.*` */
  facts: Facts;
}

export interface Period {
  from: Date;
  to: Date;
}

const shape = { id: 'uuid', at: 'date', leadId: 'uuid', facts: 'json' } as const;

/** Moments that no event tells of, read from what is stored. All oldest first. */
@Injectable()
export class ReplayMomentsRepository {
  /** Those the filter means today. */
  async meant(tx: SqlTx, filter: LeadFilter, limit: number): Promise<{ leadId: string; createdAt: Date }[]> {
    return tx.rows(
      { leadId: 'uuid', createdAt: 'date' },
      Prisma.sql`SELECT lead.id AS "leadId", lead.created_at AS "createdAt"
        FROM (${compileAudience({ filter })}) AS meant JOIN lead ON lead.id = meant.id ORDER BY lead.id LIMIT ${limit}`,
    );
  }

  /** Leads whose date is one of `days`, or with `monthDays` (MM-DD) falls on one of those. */
  async dates(
    tx: SqlTx,
    field: string,
    { days, monthDays }: { days: readonly string[]; monthDays: readonly string[] | null },
    limit: number,
  ): Promise<{ leadId: string; createdAt: Date; zone: string; date: string }[]> {
    const zone = Prisma.sql`coalesce(lead.timezone, team.timezone)`;
    const meant = monthDays
      ? Prisma.sql`substr(dated.date, 6) = ANY(${[...monthDays]}::text[])`
      : Prisma.sql`dated.date = ANY(${[...days]}::text[])`;
    return tx.rows(
      { leadId: 'uuid', createdAt: 'date', zone: 'text', date: 'text' },
      Prisma.sql`SELECT * FROM (
          SELECT lead.id AS "leadId", lead.created_at AS "createdAt", ${zone} AS zone, ${dateOf(field, zone)} AS date
          FROM lead JOIN team ON team.id = lead.team_id WHERE lead.team_id = brickwork_team()) AS dated
        WHERE ${meant} ORDER BY "leadId" LIMIT ${limit}`,
    );
  }

  /** Messages after which for so long neither we wrote nor the lead did. */
  async silences(
    tx: SqlTx,
    { days, channels }: { days: number; channels?: readonly string[] },
    { from, to }: Period,
    limit: number,
  ): Promise<ReplayMoment[]> {
    const length = Prisma.sql`${days}::int * interval '1 day'`;
    return this.moments(
      tx,
      Prisma.sql`SELECT m.id, m.accepted_at + ${length} AS at, m.lead_id AS "leadId",
          jsonb_build_object('event.silentDays', ${days}::int) AS facts
        FROM ${acceptedBetween(Prisma.sql`${from}::timestamptz - ${length}`, Prisma.sql`${to}::timestamptz - ${length}`)} AS m
        WHERE m.lead_id IS NOT NULL
          ${channels?.length ? Prisma.sql`AND m.channel = ANY(${[...channels]}::text[])` : Prisma.empty}
          AND NOT EXISTS (SELECT FROM message_ledger later WHERE later.lead_id = m.lead_id AND later.team_id = brickwork_team()
            AND (later.accepted_at, later.id) > (m.accepted_at, m.id) AND later.accepted_at <= m.accepted_at + ${length})
          AND NOT EXISTS (SELECT FROM inbound_message i WHERE i.lead_id = m.lead_id
            AND i.received_at > m.accepted_at AND i.received_at <= m.accepted_at + ${length})`,
      limit,
    );
  }

  /** Tasks that were open when they fell due. */
  async overdueTasks(
    tx: SqlTx,
    priorities: readonly string[] | undefined,
    { from, to }: Period,
    limit: number,
  ): Promise<ReplayMoment[]> {
    return this.moments(
      tx,
      Prisma.sql`SELECT t.id, t.due_at AS at, t.lead_id AS "leadId",
          jsonb_build_object('event.taskId', t.id, 'event.priority', t.priority) AS facts
        FROM task t WHERE t.team_id = brickwork_team() AND t.lead_id IS NOT NULL AND t.due_at > ${from} AND t.due_at <= ${to}
          AND t.created_at <= t.due_at AND (t.status IN ('PENDING', 'IN_PROGRESS')
            OR (t.status = 'COMPLETED' AND t.completed_at > t.due_at) OR (t.status = 'CANCELLED' AND t.updated_at > t.due_at))
          ${priorities?.length ? Prisma.sql`AND t.priority = ANY(${[...priorities]}::text[])` : Prisma.empty}`,
      limit,
    );
  }

  /** Everyone whom a campaign that was completed in the period was sent to. */
  async completedCampaigns(
    tx: SqlTx,
    campaignIds: readonly string[] | undefined,
    { from, to }: Period,
    limit: number,
  ): Promise<ReplayMoment[]> {
    return this.moments(
      tx,
      Prisma.sql`SELECT m.id, e.created_at AS at, m.lead_id AS "leadId",
          jsonb_build_object('event.campaignId', e.payload->>'campaignId') AS facts
        FROM domain_event e JOIN message_ledger m ON m.source_id = (e.payload->>'campaignId')::uuid
        WHERE e.team_id = brickwork_team() AND e.name = ${campaignEvents.completed.name} AND e.id >= ${firstIdAt(from)}::uuid
          AND e.created_at >= ${from} AND e.created_at < ${to}
          AND m.team_id = brickwork_team() AND m.lead_id IS NOT NULL AND m.accepted_at IS NOT NULL
          ${campaignIds?.length ? Prisma.sql`AND e.payload->>'campaignId' = ANY(${[...campaignIds]}::text[])` : Prisma.empty}`,
      limit,
    );
  }

  /** Whom people or other systems really brought into the workflow. */
  async entries(
    tx: SqlTx,
    workflowId: string,
    via: string,
    { from, to }: Period,
    limit: number,
  ): Promise<ReplayMoment[]> {
    return this.moments(
      tx,
      Prisma.sql`SELECT r.id, r.created_at AS at, r.lead_id AS "leadId", r.context AS facts FROM workflow_run r
        WHERE r.team_id = brickwork_team() AND r.workflow_id = ${workflowId}::uuid AND r.entered_via = ${via}
          AND r.id >= ${firstIdAt(from)}::uuid AND r.created_at >= ${from} AND r.created_at < ${to}`,
      limit,
    );
  }

  private async moments(tx: SqlTx, query: Prisma.Sql, limit: number): Promise<ReplayMoment[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT * FROM (${query}) AS found ORDER BY at, id LIMIT ${limit}`,
    );
    return rows as ReplayMoment[];
  }
}
