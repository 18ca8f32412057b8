import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { AppointmentsModule } from '@domain/appointments';
import { IdentityModule } from '@domain/identity';
import { TeamsModule } from '@domain/teams';
import { Acceptance } from './invitations/acceptance.service';
import { InvitationLetters } from './invitations/invitation-letters';
import { InvitationsRepository } from './invitations/invitations.repository';
import { Invitations } from './invitations/invitations.service';
import { MemberLog } from './member-log';
import { Members } from './members.service';
import { OpenWorkRepository } from './open-work.repository';
import { OwnTeams } from './own-teams.service';

@Module({
  imports: [ActivitiesModule, AppointmentsModule, IdentityModule, TeamsModule],
  providers: [
    Acceptance,
    InvitationLetters,
    Invitations,
    InvitationsRepository,
    MemberLog,
    Members,
    OpenWorkRepository,
    OwnTeams,
  ],
  exports: [Acceptance, Invitations, Members, OwnTeams],
})
export class MembersModule {}
