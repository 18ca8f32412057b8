import type { SystemMail } from './system-mailer';

interface Letter {
  greeting: string;
  lines: string[];
  link?: { label: string; url: string };
}

type Written = Pick<SystemMail, 'subject' | 'text' | 'html'>;

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign]!);

function write(subject: string, { greeting, lines, link }: Letter): Written {
  const paragraphs = [greeting, ...lines].map((line) => `<p>${escapeHtml(line)}</p>`);
  if (link) paragraphs.splice(2, 0, `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`);
  const texts = [greeting, ...lines];
  if (link) texts.splice(2, 0, link.url);
  return {
    subject,
    text: `${texts.join('\n\n')}\n`,
    html: `<!doctype html><html lang="en"><body style="font-family:sans-serif">${paragraphs.join('')}</body></html>`,
  };
}

/** A name that a stranger typed in stands in a mail to somebody else: no links, one line, not long. */
function greet(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}<>]/gu, '').slice(0, 60);
  return /[/:@]|\.\S/.test(plain) ? 'Hello,' : `Hello ${plain},`;
}

export const verifyEmailMail = (name: string, url: string): Written =>
  write('Confirm your e-mail address', {
    greeting: greet(name),
    lines: [
      'please confirm that this address is yours:',
      'The link works once, for 24 hours. If you did not sign up, ignore this mail.',
    ],
    link: { label: 'Confirm my address', url },
  });

export const resetPasswordMail = (name: string, url: string): Written =>
  write('Choose a new password', {
    greeting: greet(name),
    lines: [
      'here you can choose a new password:',
      'The link works once, for 30 minutes. If you did not ask for it, ignore this mail: nothing has changed.',
    ],
    link: { label: 'Choose a new password', url },
  });

export const accountExistsMail = (name: string, url: string): Written =>
  write('You already have an account', {
    greeting: greet(name),
    lines: [
      'somebody, perhaps you, tried to sign up with this address, which already has an account. Sign in here:',
      'If it was not you, there is nothing to do.',
    ],
    link: { label: 'Sign in', url },
  });

export const passwordChangedMail = (name: string): Written =>
  write('Your password was changed', {
    greeting: greet(name),
    lines: [
      'the password of your account was changed and all devices were signed out.',
      'If it was not you, reset your password at once.',
    ],
  });

const notices = {
  'password-changed-here': {
    subject: 'Your password was changed',
    said: 'the password of your account was changed, and every other device was signed out.',
    otherwise: 'If it was not you, reset your password at once.',
  },
  'second-factor-on': {
    subject: 'Two-step sign-in is on',
    said: 'signing in to your account now takes a code of your authenticator app besides your password.',
    otherwise: 'If it was not you, reset your password at once and tell the owner of your team.',
  },
  'second-factor-off': {
    subject: 'Two-step sign-in is off',
    said: 'signing in to your account takes no second step any more.',
    otherwise: 'If it was not you, reset your password at once and switch it on again.',
  },
  'recovery-code-used': {
    subject: 'A recovery code was used',
    said: 'one of the recovery codes of your account was used. It does not work again.',
    otherwise: 'If it was not you, change your password and make new recovery codes at once.',
  },
  'recovery-codes-made': {
    subject: 'You have new recovery codes',
    said: 'new recovery codes were made for your account; the older ones do not work any more.',
    otherwise: 'If it was not you, change your password at once.',
  },
} as const;

export type SecurityNotice = keyof typeof notices;

export const securityMail = (name: string, notice: SecurityNotice): Written => {
  const { subject, said, otherwise } = notices[notice];
  return write(subject, { greeting: greet(name), lines: [said, otherwise] });
};
