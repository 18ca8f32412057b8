import { Injectable } from '@nestjs/common';
import { Calendars } from '@domain/appointments';
import { Memberships, personOf, type Member } from '@domain/identity';
import type { Actor } from '@platform/auth';
import { CrossTeamScope, Database, inScope, TenantScope, type TeamRole, type Tx } from '@platform/database';
import { notFound } from '@platform/errors';
import { Jobs } from '@platform/jobs';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { InvitationsRepository } from './invitations/invitations.repository';
import { MemberLog } from './member-log';
import { mayGrant, mayManage } from './member-rules';
import { aboveYou, lastOwner, memberInactive } from './members.errors';
import { memberJobs } from './members.jobs';

/**
 * The people of the team that the caller works in. Changes of one team's members wait for one another, and a team keeps an owner
 * who can act. Unknown users and those of other teams: not_found/user_not_found.
 */
@Injectable()
export class Members {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly memberships: Memberships,
    private readonly calendars: Calendars,
    private readonly invitations: InvitationsRepository,
    private readonly log: MemberLog,
  ) {}

  /** In the order in which they joined. @throws DomainError invalid (cursor) */
  async list(teamId: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<Member>> {
    const after = decodeCursor(cursor, ['date', 'uuid']);
    const rows = await this.database.sql(CrossTeamScope.identity, (tx) =>
      this.memberships.list(tx, teamId, after && { joinedAt: after[0], userId: after[1] }, limit + 1),
    );
    return pageOf(rows, limit, ({ joinedAt, userId }) => [joinedAt, userId]);
  }

  /** @throws DomainError forbidden/role_too_high, conflict/last_owner */
  async setRole(actor: Actor, userId: string, role: TeamRole): Promise<Member> {
    return this.changing(actor, userId, async (tx, member) => {
      if (!mayManage(actor.role, member.role) || !mayGrant(actor.role, role)) throw aboveYou();
      if (member.role === role) return;
      if (member.role === 'OWNER') await this.requireOtherOwner(tx, actor.teamId, member);
      await this.memberships.setRole(tx, actor.teamId, userId, role);
      await this.log.roleChanged(tx, this.change(actor, member), member.role, role);
    });
  }

  /** Shuts somebody out within 30 s everywhere; what is theirs stays theirs. @throws DomainError as `setRole` */
  async deactivate(actor: Actor, userId: string): Promise<Member> {
    return this.changing(actor, userId, async (tx, member) => {
      if (!mayManage(actor.role, member.role)) throw aboveYou();
      if (!member.active) return;
      if (member.role === 'OWNER') await this.requireOtherOwner(tx, actor.teamId, member);
      await this.memberships.setActive(tx, actor.teamId, userId, false);
      await inScope(tx, actor.scope, (team) => this.invitations.revokeOf(team, userId));
      await this.log.deactivated(tx, this.change(actor, member));
    });
  }

  /** @throws DomainError forbidden/role_too_high */
  async activate(actor: Actor, userId: string): Promise<Member> {
    return this.changing(actor, userId, async (tx, member) => {
      if (!mayManage(actor.role, member.role)) throw aboveYou();
      if (member.active) return;
      await this.memberships.setActive(tx, actor.teamId, userId, true);
      await this.log.activated(tx, this.change(actor, member));
    });
  }

  /**
   * Takes somebody out of the team. Their leads and open tasks become `reassignTo`'s, and so do coming appointments; without one,
   * leads and tasks become nobody's. A job does it: access ends at once, the work follows.
   * @throws DomainError as `setRole`; conflict/member_inactive for a reassignTo who is deactivated
   */
  async remove(actor: Actor, userId: string, reassignTo?: string): Promise<void> {
    await this.ending(actor, userId, reassignTo, (member) => {
      if (!mayManage(actor.role, member.role)) throw aboveYou();
    });
  }

  /** The caller leaves. @throws DomainError conflict/last_owner · forbidden/person_needed */
  async leave(actor: Actor, reassignTo?: string): Promise<void> {
    await this.ending(actor, personOf(actor), reassignTo, () => undefined);
  }

  /** Makes somebody an owner and the caller an admin. @throws DomainError conflict/member_inactive · forbidden/person_needed */
  async transferOwnership(actor: Actor, userId: string): Promise<Member> {
    const from = personOf(actor);
    return this.changing(actor, userId, async (tx, member) => {
      if (member.userId === from) return;
      if (!member.active) throw memberInactive();
      const self = await this.memberships.find(tx, actor.teamId, from);
      // Whoever was an owner when the request began may not be one any more.
      if (self?.role !== 'OWNER' || !self.active) throw aboveYou();
      await this.memberships.setRole(tx, actor.teamId, userId, 'OWNER');
      await this.memberships.setRole(tx, actor.teamId, from, 'ADMIN');
      if (member.role !== 'OWNER')
        await this.log.roleChanged(tx, this.change(actor, member), member.role, 'OWNER');
      await this.log.roleChanged(tx, this.change(actor, self), 'OWNER', 'ADMIN');
    });
  }

  private async ending(
    actor: Actor,
    userId: string,
    reassignTo: string | undefined,
    check: (member: Member) => void,
  ): Promise<void> {
    const { teamId } = actor;
    await this.database.transaction(CrossTeamScope.identity, async (tx) => {
      await this.memberships.hold(tx, teamId);
      const member = await this.require(tx, teamId, userId);
      check(member);
      if (member.role === 'OWNER') await this.requireOtherOwner(tx, teamId, member);
      if (reassignTo !== undefined) {
        const heir = await this.require(tx, teamId, reassignTo);
        if (heir.userId === member.userId) throw notFound('user');
        if (!heir.active) throw memberInactive();
      }
      await this.memberships.end(
        tx,
        teamId,
        member,
        actor.userId === userId ? 'left_team' : 'removed_from_team',
      );
      await this.log.removed(tx, this.change(actor, member));
      await inScope(tx, TenantScope.of(teamId), async (team) => {
        await this.invitations.revokeOf(team, member.userId);
        await this.calendars.takeBack(team, member.userId);
        await this.jobs.enqueue(team, memberJobs.handOver, {
          teamId,
          fromUserId: member.userId,
          ...(reassignTo ? { toUserId: reassignTo } : {}),
          ...(actor.userId ? { byUserId: actor.userId } : {}),
        });
      });
    });
  }

  private async changing(
    actor: Actor,
    userId: string,
    work: (tx: Tx, member: Member) => Promise<void>,
  ): Promise<Member> {
    return this.database.transaction(CrossTeamScope.identity, async (tx) => {
      await this.memberships.hold(tx, actor.teamId);
      await work(tx, await this.require(tx, actor.teamId, userId));
      return this.require(tx, actor.teamId, userId);
    });
  }

  private async require(tx: Tx, teamId: string, userId: string): Promise<Member> {
    const member = await this.memberships.find(tx, teamId, userId);
    if (!member) throw notFound('user');
    return member;
  }

  private async requireOtherOwner(tx: Tx, teamId: string, { active }: Member): Promise<void> {
    if ((await this.memberships.owners(tx, teamId)) <= (active ? 1 : 0)) throw lastOwner();
  }

  private change({ teamId, userId: by }: Actor, member: Member) {
    return { teamId, by, member };
  }
}
