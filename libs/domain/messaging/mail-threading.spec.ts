import { mailIdOf, readMailId, threadingHeaders, threadingOf } from './mail-threading';

const message = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e91';
const team = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e92';
const own = mailIdOf(message, team, 'hello@bell.example');

describe('mail of ours', () => {
  it('says which message of which team it is', () => {
    expect(own).toBe(`${message}.${team}@bell.example`);
    expect(readMailId(own.toUpperCase())).toEqual({ messageId: message, teamId: team });
  });

  it.each(['', 'abc@gmail.com', `${message}@bell.example`, `x${own}`, `${message}.${team}`])(
    'is not %j',
    (id) => expect(readMailId(id)).toBeUndefined(),
  );
});

describe('an answer', () => {
  it('names what it answers behind all that was said before', () => {
    const threading = threadingOf(own, { mailId: 'b@x.example', references: ['a@x.example'] });
    expect(threadingHeaders(threading)).toEqual({
      'Message-ID': `<${own}>`,
      'In-Reply-To': '<b@x.example>',
      References: '<a@x.example> <b@x.example>',
    });
  });

  it('that begins a conversation has an id and nothing else', () =>
    expect(threadingHeaders(threadingOf(own, { mailId: null, references: [] }))).toEqual({
      'Message-ID': `<${own}>`,
    }));

  it('lets no id of a stranger end the header', () => {
    const evil = ['a@b\r\nBcc: all@x.example', 'a b@x', '<a@b>', 'ä@x.example', 'x'.repeat(251)];
    for (const mailId of evil)
      expect(threadingOf(own, { mailId, references: [mailId] })).toEqual({
        messageId: own,
        inReplyTo: null,
        references: [],
      });
  });

  it('keeps the first and the last of a long chain within one line', () => {
    const references = Array.from({ length: 60 }, (_, n) => `${n}`.padStart(60, '0'));
    const { References: line } = threadingHeaders(threadingOf(own, { mailId: 'z@x.example', references }));
    expect(line!.length).toBeLessThanOrEqual(940);
    expect(line).toMatch(new RegExp(`^<${references[0]}> `));
    expect(line).toMatch(new RegExp(`<${references[59]}> <z@x.example>$`));
  });
});
