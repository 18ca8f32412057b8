import { Injectable } from '@nestjs/common';
import { isUniqueViolation, newId, Prisma, TenantScope, type SqlTx } from '@platform/database';
import type { Lead, LeadChange, LeadValues } from './lead';
import {
  assignments,
  columnValue,
  storedColumns,
  storedShape,
  taggedShape,
  tagsColumn,
  tagsOfLead,
  writableColumns,
  writableFields,
} from './lead-columns.sql';
import { leadTaken } from './leads.errors';

/** A lead as its own row says, without tags. */
export type StoredLead = Omit<Lead, 'tags'>;

@Injectable()
export class LeadsRepository {
  /** @throws DomainError conflict/lead_email_taken, lead_phone_taken */
  async insert(tx: SqlTx, values: LeadValues): Promise<string> {
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('a lead needs a team');
    const id = newId();
    const columns = writableFields.map((field) => Prisma.raw(writableColumns[field].column));
    const parameters = writableFields.map((field) => columnValue(field, values[field]));
    await untaken(() =>
      tx.execute(Prisma.sql`INSERT INTO lead (id, team_id, updated_at, ${Prisma.join(columns)})
        VALUES (${id}::uuid, ${(tx.scope as TenantScope).teamId}::uuid, now(), ${Prisma.join(parameters)})`),
    );
    return id;
  }

  async find(tx: SqlTx, id: string): Promise<Lead | undefined> {
    const row = await tx.maybeOne(
      taggedShape,
      Prisma.sql`SELECT ${storedColumns}, ${tagsColumn} FROM lead ${tagsOfLead} WHERE lead.id = ${id}::uuid`,
    );
    return row as Lead | undefined;
  }

  /** Locks the leads against other changes, in a fixed order so that two of these never wait for each other. */
  async lock(tx: SqlTx, ids: string[]): Promise<StoredLead[]> {
    const rows = await tx.rows(
      storedShape,
      Prisma.sql`SELECT ${storedColumns} FROM lead WHERE lead.id = ANY(${ids}::uuid[]) ORDER BY lead.id FOR UPDATE`,
    );
    return rows as StoredLead[];
  }

  /** The same for some of those that are one member's. */
  async lockAssigned(tx: SqlTx, userId: string, limit: number): Promise<StoredLead[]> {
    const rows = await tx.rows(
      storedShape,
      Prisma.sql`SELECT ${storedColumns} FROM lead WHERE lead.id IN (
          SELECT id FROM lead WHERE team_id = brickwork_team() AND assigned_to_id = ${userId}::uuid ORDER BY id LIMIT ${limit})
        ORDER BY lead.id FOR UPDATE`,
    );
    return rows as StoredLead[];
  }

  /** Writes the same values to all the leads. @throws DomainError conflict/lead_email_taken, lead_phone_taken */
  async update(tx: SqlTx, ids: string[], change: LeadChange): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await untaken(() =>
      tx.execute(
        Prisma.sql`UPDATE lead SET ${assignments(change)}, updated_at = now() WHERE id = ANY(${ids}::uuid[])`,
      ),
    );
  }

  async delete(tx: SqlTx, ids: string[]): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM lead WHERE id = ANY(${ids}::uuid[])`);
  }

  async exists(tx: SqlTx, id: string): Promise<boolean> {
    const { found } = await tx.one(
      { found: 'bool' },
      Prisma.sql`SELECT EXISTS (SELECT FROM lead WHERE id = ${id}::uuid) AS found`,
    );
    return found;
  }

  /** The lead that has the address, else the one that had it before it was merged. */
  async idByAddress(tx: SqlTx, by: 'email' | 'phone', address: string): Promise<string | undefined> {
    const column = Prisma.raw(by);
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM lead WHERE team_id = brickwork_team() AND ${column} = ${address}
        UNION ALL
        SELECT lead_id FROM lead_address WHERE team_id = brickwork_team() AND address = ${address}
          AND channel = ${by === 'email' ? 'EMAIL' : 'SMS'}
        LIMIT 1`,
    );
    return row?.id;
  }

  async isMember(tx: SqlTx, userId: string): Promise<boolean> {
    const { found } = await tx.one(
      { found: 'bool' },
      Prisma.sql`SELECT EXISTS (SELECT FROM membership WHERE user_id = ${userId}::uuid) AS found`,
    );
    return found;
  }
}

async function untaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, 'lead_team_id_email_key')) throw leadTaken('email');
    if (isUniqueViolation(error, 'lead_team_id_phone_key')) throw leadTaken('phone');
    throw error;
  }
}
