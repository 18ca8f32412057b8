import { invitationMail } from './invitation-letters';

const url = 'https://app.example/accept-invitation#token=abc&x="1"';

it('carries its link in text and, escaped, in HTML', () => {
  const { subject, text, html } = invitationMail('Bell Realty', 'Sam Bell', url);
  expect(subject).toBe('Invitation to Bell Realty');
  expect(text).toContain(`\n${url}\n`);
  expect(text).toContain('Sam Bell invites you to work with Bell Realty');
  expect(html).toContain('href="https://app.example/accept-invitation#token=abc&amp;x=&quot;1&quot;"');
});

it('repeats no links of strangers', () => {
  const mail = invitationMail('Win at evil.example', 'x\r\nBcc: y@evil.example', url);
  expect(JSON.stringify(mail)).not.toMatch(/evil|Bcc/);
});
