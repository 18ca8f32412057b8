import { conflict, DomainError, invalidField } from '@platform/errors';
import { customFieldLimits } from './custom-field';

export const keyTaken = () =>
  conflict('custom_field_key_taken', 'Another custom field of this team has this key.');
export const keyBeingCleared = () =>
  conflict(
    'custom_field_being_deleted',
    'The values of a deleted field with this key are still being removed.',
  );
export const tooManyFields = () =>
  new DomainError(
    'unprocessable',
    'custom_field_limit',
    `A team has at most ${customFieldLimits.perTeam} custom fields.`,
  );
export const fieldInUse = () =>
  conflict(
    'custom_field_in_use',
    'Leads have values in this field: say with ?values= to keep or delete them.',
  );
export const optionInUse = (option: string) =>
  conflict('custom_field_option_in_use', `Leads have the option “${option}”; it cannot be taken away.`);
export const valueRefused = (key: string, problem: string) =>
  invalidField(`customFields.${key}`, 'custom_value_invalid', `${key} ${problem}.`);
export const conditionRefused = (key: string, problem: string) =>
  invalidField('custom', 'custom_condition_invalid', `${key}: ${problem}.`);
