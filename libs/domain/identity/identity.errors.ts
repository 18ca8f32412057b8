import { conflict, DomainError, invalidField } from '@platform/errors';
import type { PasswordFault } from '@platform/crypto';

const unauthenticated = (code: string, message: string) => new DomainError('unauthenticated', code, message);

/** One answer for an unknown address, a wrong password and a closed account. */
export const wrongCredentials = () =>
  unauthenticated('credentials_invalid', 'The e-mail address or the password is wrong.');
export const notSignedIn = () =>
  unauthenticated('unauthenticated', 'This needs a signed-in user or an API key.');
export const tokenInvalid = () => unauthenticated('token_invalid', 'The access token is not valid.');
export const tokenExpired = () => unauthenticated('token_expired', 'The access token has expired.');
export const sessionEnded = () => unauthenticated('session_ended', 'The session has ended; sign in again.');
export const refreshInvalid = () =>
  unauthenticated('refresh_token_invalid', 'The refresh token is not valid; sign in again.');
export const apiKeyInvalid = () => unauthenticated('api_key_invalid', 'The API key is not valid.');

export const linkInvalid = () =>
  new DomainError(
    'unprocessable',
    'link_invalid',
    'The link has been used, has expired or was never valid. Ask for a new one.',
  );
export const personNeeded = () =>
  new DomainError('forbidden', 'person_needed', 'This belongs to a person; an API key cannot do it.');

/** 400 and not 401: the caller is signed in, and stays so. */
export const passwordWrong = (field: string) =>
  invalidField(field, 'password_wrong', 'This is not your present password.');
export const passwordSame = (field: string) =>
  invalidField(field, 'password_same', 'This is the password you have already.');

export const secondFactorOn = () =>
  conflict('second_factor_on', 'Two-step sign-in is on already. Switch it off to set up another app.');
export const secondFactorOff = () => conflict('second_factor_off', 'Two-step sign-in is not on.');
export const secondFactorNotBegun = () =>
  conflict('second_factor_not_begun', 'Set up an app first; its first code is due within 15 minutes.');
export const secondFactorCodeWrong = () =>
  invalidField('code', 'code_wrong', 'The code is wrong, is over or was used. Wait for the next one.');
/** In the course of a sign-in, where nobody is signed in yet. */
export const signInCodeWrong = () =>
  unauthenticated('code_invalid', 'The code is wrong, is over or was used. Wait for the next one.');
export const challengeInvalid = () =>
  unauthenticated('challenge_invalid', 'The sign-in took too long or was completed; begin again.');
export const tooManyCodes = (retryAfterSeconds: number) =>
  new DomainError('rate_limited', 'too_many_codes', 'Too many wrong codes; try again later.', {
    retryAfterSeconds,
  });

const faults: Record<PasswordFault, string> = {
  too_short: 'A password has at least 12 characters.',
  too_long: 'A password has at most 128 characters.',
  too_common: 'This password is among the first that are tried. Choose another.',
};

export const passwordRefused = (field: string, fault: PasswordFault) =>
  invalidField(field, `password_${fault}`, faults[fault]);
