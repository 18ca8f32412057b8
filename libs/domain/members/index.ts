export { Acceptance } from './invitations/acceptance.service';
export type { InvitedRegistration } from './invitations/acceptance.service';
export { INVITATION_STATES } from './invitations/invitation';
export type { Invitation, InvitationPreview, InvitationState } from './invitations/invitation';
export { Invitations } from './invitations/invitations.service';
export { /** @public */ memberEvents } from './members.events';
export { MembersModule } from './members.module';
export { Members } from './members.service';
export { OwnTeams } from './own-teams.service';
