import { Injectable } from '@nestjs/common';
import { Accounts, InvitedAccounts, Memberships, personOf, type Tokens } from '@domain/identity';
import type { Actor } from '@platform/auth';
import { sha256Hex } from '@platform/crypto';
import { CrossTeamScope, Database, type TeamRole, type Tx } from '@platform/database';
import { MemberLog } from '../member-log';
import { accountExists, alreadyMember, invitationForOther, invitationInvalid } from '../members.errors';
import type { InvitationPreview } from './invitation';
import { InvitationsRepository } from './invitations.repository';

export interface InvitedRegistration {
  token: string;
  name: string;
  password: string;
  /** IANA zone. */
  timezone?: string;
}

/**
 * What the holder of a link may do with it, once. Any link that does not work: unprocessable/invitation_invalid. Having the link
 * proves the address; it never changes an account that exists.
 */
@Injectable()
export class Acceptance {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly invited: InvitedAccounts,
    private readonly memberships: Memberships,
    private readonly log: MemberLog,
    private readonly invitations: InvitationsRepository,
  ) {}

  /** What the link is about. */
  async preview(token: string): Promise<InvitationPreview> {
    return this.database.sql(CrossTeamScope.identity, async (tx) => {
      const found = await this.invitations.findByToken(tx, sha256Hex(token));
      if (!found) throw invitationInvalid();
      const { teamName, invitedBy, email, expiresAt } = found;
      const hasAccount = await this.invited.exists(tx, email);
      return { teamName, invitedBy, email, role: found.role as TeamRole, expiresAt, hasAccount };
    });
  }

  /**
   * The caller joins; answers tokens for the team.
   * @throws DomainError forbidden/invitation_for_other_address, person_needed · conflict/already_member
   */
  async accept(actor: Actor, token: string, userAgent: string | null): Promise<Tokens> {
    const userId = personOf(actor);
    return this.database.transaction(CrossTeamScope.identity, async (tx) => {
      const invitation = await this.require(tx, token);
      const person = await this.invited.find(tx, userId);
      if (person?.email !== invitation.email) throw invitationForOther();
      await this.join(tx, invitation, { userId, name: person.name });
      return this.accounts.enter(tx, {
        ...{ userId, teamId: invitation.teamId, userAgent },
        within: actor.sessionId ?? undefined,
      });
    });
  }

  /**
   * Makes an account for the invited address, joins and signs in.
   * @throws DomainError invalid/validation_failed on password · conflict/account_exists
   */
  async register(wanted: InvitedRegistration, userAgent: string | null): Promise<Tokens> {
    const { email } = await this.preview(wanted.token);
    const passwordHash = await this.invited.hash(wanted, email);
    return this.database.transaction(CrossTeamScope.identity, async (tx) => {
      const invitation = await this.require(tx, wanted.token);
      const userId = await this.invited.make(tx, invitation.email, wanted, passwordHash);
      if (!userId) throw accountExists();
      await this.join(tx, invitation, { userId, name: wanted.name.trim() });
      return this.accounts.enter(tx, { userId, teamId: invitation.teamId, userAgent });
    });
  }

  private async require(tx: Tx, token: string) {
    const invitation = await this.invitations.findByToken(tx, sha256Hex(token));
    if (!invitation) throw invitationInvalid();
    return invitation;
  }

  private async join(
    tx: Tx,
    { id, teamId, role }: { id: string; teamId: string; role: string },
    member: { userId: string; name: string },
  ): Promise<void> {
    await this.memberships.hold(tx, teamId);
    if (!(await this.invitations.accept(tx, id, member.userId))) throw invitationInvalid();
    if (!(await this.memberships.add(tx, teamId, member.userId, role as TeamRole))) throw alreadyMember();
    await this.log.joined(tx, { teamId, by: member.userId, member }, role as TeamRole);
  }
}
