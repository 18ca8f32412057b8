import { Injectable } from '@nestjs/common';
import { Memberships, personOf } from '@domain/identity';
import { TeamsService } from '@domain/teams';
import type { Actor } from '@platform/auth';
import { randomToken, sha256Hex } from '@platform/crypto';
import { CrossTeamScope, Database, inScope, type TeamRole, type Tx } from '@platform/database';
import { conflict, notFound } from '@platform/errors';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { MemberLog } from '../member-log';
import { mayGrant } from '../member-rules';
import { aboveYou, alreadyMember, sentTooOften, tooManyInvitations } from '../members.errors';
import { invitationLimits, type Invitation } from './invitation';
import { InvitationLetters } from './invitation-letters';
import { InvitationsRepository } from './invitations.repository';

/** Inviting people to the team that the caller works in. Addresses are compared trimmed and in lower case. */
@Injectable()
export class Invitations {
  constructor(
    private readonly database: Database,
    private readonly memberships: Memberships,
    private readonly teams: TeamsService,
    private readonly letters: InvitationLetters,
    private readonly log: MemberLog,
    private readonly invitations: InvitationsRepository,
  ) {}

  /**
   * Invites an address, by mail.
   * @throws DomainError conflict/already_member, invitation_open, too_many_invitations · forbidden/role_too_high, person_needed
   */
  async invite(actor: Actor, wanted: { email: string; role: TeamRole }): Promise<Invitation> {
    const invitedById = personOf(actor);
    if (!mayGrant(actor.role, wanted.role)) throw aboveYou();
    const email = wanted.email.trim().toLowerCase();
    const token = randomToken(32);
    return this.database.transaction(actor.scope, async (tx) => {
      await inScope(tx, CrossTeamScope.identity, async (identity) => {
        await this.memberships.hold(identity, actor.teamId);
        if (await this.memberships.findByEmail(identity, actor.teamId, email)) throw alreadyMember();
      });
      if ((await this.invitations.countOpen(tx)) >= invitationLimits.open) throw tooManyInvitations();
      const tokenHash = sha256Hex(token);
      const invitation = await this.invitations.insert(tx, {
        email,
        role: wanted.role,
        tokenHash,
        invitedById,
      });
      await this.send(tx, invitation, token, invitedById);
      await this.log.note(tx, actor.teamId, invitedById, 'member.invited', `${email} was invited`);
      return invitation;
    });
  }

  /** Newest first, whatever became of them. @throws DomainError invalid (cursor) */
  async list(actor: Actor, { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<Invitation>> {
    const before = decodeCursor(cursor, ['uuid'])?.[0];
    const rows = await this.database.sql(actor.scope, (tx) => this.invitations.list(tx, before, limit + 1));
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /**
   * Sends it again with a new link, good for another 72 hours; an expired one is open again.
   * @throws DomainError not_found/invitation_not_found, conflict/invitation_closed, rate_limited/invitation_sent_too_often
   */
  async resend(actor: Actor, id: string): Promise<Invitation> {
    const by = personOf(actor);
    const token = randomToken(32);
    return this.database.transaction(actor.scope, async (tx) => {
      const before = await this.requireUnsettled(tx, id);
      if (!mayGrant(actor.role, before.role)) throw aboveYou();
      if (!before.rested || before.sent >= invitationLimits.letters) throw sentTooOften();
      const invitation = await this.invitations.renew(tx, id, sha256Hex(token));
      await this.send(tx, invitation, token, by);
      await this.log.note(tx, actor.teamId, by, 'member.invited', `${before.email} was invited again`);
      return invitation;
    });
  }

  /** Its link is worth nothing any more. @throws DomainError not_found/invitation_not_found, conflict/invitation_closed */
  async revoke(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(actor.scope, async (tx) => {
      const { email } = await this.requireUnsettled(tx, id);
      await this.invitations.revoke(tx, id);
      const title = `The invitation of ${email} was revoked`;
      await this.log.note(tx, actor.teamId, actor.userId, 'member.invitation_revoked', title);
    });
  }

  private async requireUnsettled(tx: Tx, id: string): Promise<Invitation & { rested: boolean }> {
    const invitation = await this.invitations.lock(tx, id);
    if (!invitation) throw notFound('invitation');
    if (invitation.state === 'accepted' || invitation.state === 'revoked')
      throw conflict('invitation_closed', `The invitation is ${invitation.state} already.`);
    return invitation;
  }

  private async send(tx: Tx, { email: to }: Invitation, token: string, by: string): Promise<void> {
    const { name: teamName } = await this.teams.find(tx);
    const invitedBy = await this.invitations.nameOf(tx, by);
    await this.letters.invite(tx, { to, teamName, invitedBy, token, hash: sha256Hex(token) });
  }
}
