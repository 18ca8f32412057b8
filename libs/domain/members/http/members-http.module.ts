import { Module } from '@nestjs/common';
import { MembersModule } from '@domain/members';
import { AcceptanceController } from './acceptance.controller';
import { InvitationsController } from './invitations.controller';
import { MembersController } from './members.controller';
import { TeamsController } from './teams.controller';

@Module({
  imports: [MembersModule],
  controllers: [TeamsController, MembersController, InvitationsController, AcceptanceController],
})
export class MembersHttpModule {}
