import { IsEnum, IsOptional, IsUUID } from 'class-validator';
import { TeamRole } from '@platform/database';
import { defineEvent } from '@platform/events';

export class MemberFact {
  @IsUUID() memberId: string;
  /** Who did it; left out when it was the member. */
  @IsOptional() @IsUUID() userId?: string;
}

export class MemberRoleFact extends MemberFact {
  @IsEnum(TeamRole) role: TeamRole;
}

export const memberEvents = {
  joined: defineEvent({ name: 'member.joined', payload: MemberRoleFact }),
  roleChanged: defineEvent({ name: 'member.role_changed', payload: MemberRoleFact }),
  deactivated: defineEvent({ name: 'member.deactivated', payload: MemberFact }),
  activated: defineEvent({ name: 'member.activated', payload: MemberFact }),
  removed: defineEvent({ name: 'member.removed', payload: MemberFact }),
};
