import { accountExistsMail, passwordChangedMail, resetPasswordMail, verifyEmailMail } from './account-mails';

const url = 'https://app.example/verify-email#token=abc&x="1"';

it.each([verifyEmailMail, resetPasswordMail, accountExistsMail])(
  '%p carries its link in text and, escaped, in HTML',
  (mail) => {
    const { text, html, subject } = mail('Sam', url);
    expect(text).toContain(`\n${url}\n`);
    expect(html).toContain('href="https://app.example/verify-email#token=abc&amp;x=&quot;1&quot;"');
    expect(subject).not.toMatch(/[\r\n]/);
  },
);

it.each(['<b>Sam</b> https://evil.example', 'win at evil.example', 'call sam@evil.example', 'a/b'])(
  'does not repeat %s to somebody else',
  (name) => {
    const { text, html } = passwordChangedMail(name);
    expect(text + html).not.toMatch(/evil|<b>|a\/b/);
    expect(text).toMatch(/^Hello,/);
  },
);

it('greets a person by name, on one line', () => {
  expect(passwordChangedMail("O'Neil <x>\r\nBcc: y").text).toMatch(/^Hello,/);
  expect(passwordChangedMail('Dr. Ann O’Neil').text).toMatch(/^Hello Dr. Ann O’Neil,/);
});
