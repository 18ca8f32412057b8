import type { InboundPost } from './inbound-post';
import { answeredByTwilio, judgeReply, ownWords } from './reply-judgement';

const text = (body: string, more: Partial<InboundPost> = {}): InboundPost => ({
  ...{
    channel: 'SMS',
    from: '+12125550101',
    to: ['+12125550199'],
    subject: null,
    html: null,
    providerId: 'SM1',
  },
  ...{ optOutType: null, automatic: false, metadata: {}, body },
  ...more,
});
const mail = (body: string, subject = 'Re: New on Elm St', more: Partial<InboundPost> = {}) =>
  text(body, { channel: 'EMAIL', subject, ...more });
const kind = (post: InboundPost, optedOut = false) => judgeReply(post, { optedOut }).kind;

describe('judgeReply', () => {
  it.each([
    ['STOP', 'stop'],
    ['stop texting me', 'stop'],
    ['Can you stop by Sunday?', 'none'],
    ["what's the end unit like?", 'none'],
    ['START', 'start'],
    ['HELP', 'help'],
  ])('a text that says "%s"', (body, expected) => {
    expect(kind(text(body))).toBe(expected);
  });

  it("takes Twilio's word over its own", () => {
    expect(kind(text('Is it sold?', { optOutType: 'STOP' }))).toBe('stop');
    expect(kind(text('STOP', { optOutType: 'HELP' }))).toBe('help');
  });

  it('reads YES as a wish to come back only from someone who left', () => {
    expect(kind(text('YES'), true)).toBe('start');
    expect(kind(text('YES'), false)).toBe('none');
  });

  it('honours a mail whose subject or own words say unsubscribe', () => {
    expect(kind(mail('', 'unsubscribe'))).toBe('stop');
    expect(kind(mail('', 'Re: Unsubscribe.'))).toBe('stop');
    expect(
      kind(mail('Unsubscribe\r\n\r\nOn Mon, Jun 1, 2026 at 9:00 Ann <ann@example.com> wrote:\r\n> Hi there')),
    ).toBe('stop');
  });

  it('does not read what is quoted: every footer says unsubscribe', () => {
    const quoted =
      'Looks great, thanks!\n\nOn Mon, Jun 1, 2026 Ann <ann@example.com> wrote:\n> unsubscribe\n> STOP';
    expect(kind(mail(quoted))).toBe('none');
    expect(ownWords(quoted)).toBe('Looks great, thanks!');
    expect(ownWords('Yes\n-----Original Message-----\nFrom: x')).toBe('Yes');
    expect(ownWords('Yes\n________________________________\nFrom: Ann <ann@example.com>')).toBe('Yes');
  });

  it('leaves a letter that sounds like an opt-out to a person', () => {
    const letter = `${'We liked the house on Elm Street very much, the garden above all. '.repeat(6)}\nPlease stop emailing me.`;
    expect(kind(mail('Please stop emailing me.'))).toBe('stop');
    expect(kind(mail(letter))).toBe('ambiguous');
  });

  it('never acts upon the mail of a program', () => {
    expect(kind(mail('unsubscribe', 'unsubscribe', { automatic: true }))).toBe('none');
  });

  it('knows what Twilio has answered', () => {
    expect([text('HELP'), text(' info! '), text('x', { optOutType: 'HELP' })].map(answeredByTwilio)).toEqual([
      true,
      true,
      true,
    ]);
    expect(answeredByTwilio(text('ayuda'))).toBe(false);
  });
});
