import { conflict, DomainError } from '@platform/errors';

export const lastOwner = (): DomainError =>
  conflict('last_owner', 'A team has at least one active owner. Make somebody else an owner first.');
export const aboveYou = (): DomainError =>
  new DomainError('forbidden', 'role_too_high', 'Your role does not reach that far.');
export const alreadyMember = (): DomainError =>
  conflict('already_member', 'This person belongs to the team already.');
export const memberInactive = (): DomainError =>
  conflict('member_inactive', 'This member is deactivated. Activate them first.');
export const tooManyTeams = (): DomainError =>
  conflict('too_many_teams', 'Nobody founds more teams than that. Delete one first.');
export const teamBusy = (): DomainError =>
  conflict('team_busy', 'Campaigns are scheduled or being sent, or workflows are active. End them first.');

export const invitationOpen = (): DomainError =>
  conflict(
    'invitation_open',
    'This address has an open invitation. Send that one again, or revoke it first.',
  );
export const tooManyInvitations = (): DomainError =>
  conflict('too_many_invitations', 'The team has as many open invitations as it may. Revoke some first.');
export const sentTooOften = (): DomainError =>
  new DomainError(
    'rate_limited',
    'invitation_sent_too_often',
    'It was sent a moment ago, or too often already.',
  );
export const invitationInvalid = (): DomainError =>
  new DomainError(
    'unprocessable',
    'invitation_invalid',
    'The invitation was accepted, was revoked, has expired or never was. Ask for a new one.',
  );
export const invitationForOther = (): DomainError =>
  new DomainError(
    'forbidden',
    'invitation_for_other_address',
    'This invitation is for another e-mail address.',
  );
export const accountExists = (): DomainError =>
  conflict('account_exists', 'This address has an account. Sign in, then accept the invitation.');
