import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import { inScope, TenantScope, type TeamRole, type Tx } from '@platform/database';
import { Events } from '@platform/events';
import { memberEvents } from './members.events';

export interface MemberChange {
  teamId: string;
  /** Who did it. */
  by: string | null;
  member: { userId: string; name: string };
}

/** Writes down what became of a member, as an activity and as an event, in the transaction in which it happened. */
@Injectable()
export class MemberLog {
  constructor(
    private readonly activities: Activities,
    private readonly events: Events,
  ) {}

  async joined(tx: Tx, change: MemberChange, role: TeamRole): Promise<void> {
    await this.write(tx, change, 'member.joined', `${change.member.name} joined as ${lower(role)}`, (team) =>
      this.events.publish(team, memberEvents.joined, { ...fact(change), role }),
    );
  }

  async roleChanged(tx: Tx, change: MemberChange, from: TeamRole, to: TeamRole): Promise<void> {
    const title = `${change.member.name} is ${lower(to)} now`;
    await this.write(
      tx,
      change,
      'member.role_changed',
      title,
      (team) => this.events.publish(team, memberEvents.roleChanged, { ...fact(change), role: to }),
      { role: { from, to } },
    );
  }

  async deactivated(tx: Tx, change: MemberChange): Promise<void> {
    await this.write(tx, change, 'member.deactivated', `${change.member.name} was deactivated`, (team) =>
      this.events.publish(team, memberEvents.deactivated, fact(change)),
    );
  }

  async activated(tx: Tx, change: MemberChange): Promise<void> {
    await this.write(tx, change, 'member.activated', `${change.member.name} was activated again`, (team) =>
      this.events.publish(team, memberEvents.activated, fact(change)),
    );
  }

  async removed(tx: Tx, change: MemberChange): Promise<void> {
    const own = change.by === change.member.userId;
    const title = `${change.member.name} ${own ? 'left the team' : 'was removed from the team'}`;
    await this.write(tx, change, 'member.removed', title, (team) =>
      this.events.publish(team, memberEvents.removed, fact(change)),
    );
  }

  /** Something about the team itself, such as an invitation. */
  async note(tx: Tx, teamId: string, by: string | null, type: string, title: string): Promise<void> {
    await inScope(tx, TenantScope.of(teamId), (team) =>
      this.activities.record(team, [{ type, title, userId: by }]),
    );
  }

  private async write(
    tx: Tx,
    { teamId, by }: MemberChange,
    type: string,
    title: string,
    publish: (team: Tx) => Promise<unknown>,
    changes: object | null = null,
  ): Promise<void> {
    await inScope(tx, TenantScope.of(teamId), async (team) => {
      await this.activities.record(team, [{ type, title, userId: by, changes }]);
      await publish(team);
    });
  }
}

function fact({ by, member }: MemberChange): { memberId: string; userId?: string } {
  return { memberId: member.userId, ...(by && by !== member.userId ? { userId: by } : {}) };
}

const lower = (role: TeamRole) => role.toLowerCase();
