import { Injectable } from '@nestjs/common';
import type { LeadVisibility } from '@platform/auth';
import { teamOf, newId, type Prisma, type Tx } from '@platform/database';
import type { MessagingPolicy } from './messaging-policy';
import type { Team, TeamChanges, UnknownSenders } from './team';

const select = {
  id: true,
  name: true,
  slug: true,
  timezone: true,
  postalAddress: true,
  emailFromName: true,
  emailFromAddress: true,
  smsFromNumber: true,
  messagingPolicy: true,
  unknownSenders: true,
  memberLeadVisibility: true,
} as const;

@Injectable()
export class TeamsRepository {
  /** The team of the unit of work. */
  async find(tx: Tx): Promise<Team | null> {
    const row = await tx.prisma.team.findUnique({ where: { id: teamOf(tx) }, select });
    return row && fromRow(row);
  }

  async update(tx: Tx, { messagingPolicy, ...changes }: TeamChanges): Promise<Team> {
    const policy = messagingPolicy && { messagingPolicy: messagingPolicy as Prisma.InputJsonObject };
    return fromRow(
      await tx.prisma.team.update({ where: { id: teamOf(tx) }, data: { ...changes, ...policy }, select }),
    );
  }

  async insert(tx: Tx, team: { name: string; slug: string; timezone: string }): Promise<string> {
    const id = newId();
    await tx.prisma.team.create({ data: { id, ...team }, select: { id: true } });
    return id;
  }
}

type Row = Omit<Team, 'messagingPolicy' | 'memberLeadVisibility' | 'unknownSenders'> & {
  messagingPolicy: unknown;
  unknownSenders: string;
  memberLeadVisibility: string;
};

function fromRow(row: Row): Team {
  return {
    ...row,
    messagingPolicy: row.messagingPolicy as MessagingPolicy,
    memberLeadVisibility: row.memberLeadVisibility as LeadVisibility,
    unknownSenders: row.unknownSenders as UnknownSenders,
  };
}
