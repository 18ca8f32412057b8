import { conflict, DomainError, notFound, type ErrorDetail } from '@platform/errors';
import type { CampaignStatus } from './campaign-state';

export const campaignNotFound = () => notFound('campaign');

export const campaignNotEditable = (status: CampaignStatus) =>
  new DomainError(
    'conflict',
    'campaign_not_editable',
    `A campaign that is ${status} cannot be changed; duplicate it instead.`,
    { status },
  );

export const campaignNotDeletable = (status: CampaignStatus) =>
  new DomainError(
    'conflict',
    'campaign_not_deletable',
    `A campaign that is ${status} must be cancelled first.`,
    {
      status,
    },
  );

export const illegalTransition = (from: CampaignStatus, to: CampaignStatus) =>
  new DomainError(
    'conflict',
    'campaign_illegal_transition',
    `A campaign that is ${from} cannot become ${to}.`,
    {
      from,
      to,
    },
  );

export const campaignIncomplete = (errors: ErrorDetail[]) =>
  new DomainError('conflict', 'campaign_incomplete', 'The campaign cannot be launched yet.', { errors });

export const audienceEmpty = () =>
  conflict('audience_empty', 'Nobody is in the audience of this campaign just now.');

export const postalAddressMissing = () =>
  conflict(
    'postal_address_missing',
    'Marketing email must show the postal address of its sender (CAN-SPAM, 15 U.S.C. 7704(a)(5)): set it in the business settings.',
  );

export const schedulePassed = () =>
  conflict('campaign_schedule_passed', 'The time the campaign was planned for has passed: set another one.');

/** Mistakes of the author, each with its field; `position` is an offset in UTF-16 code units. */
export const templateInvalid = (errors: (ErrorDetail & { position: number })[]) =>
  new DomainError('invalid', 'template_invalid', 'The content of the campaign cannot be used.', { errors });

export const campaignInvalid = (errors: ErrorDetail[]) =>
  new DomainError('invalid', 'validation_failed', errors[0]?.message ?? 'The campaign is not valid.', {
    errors,
  });
