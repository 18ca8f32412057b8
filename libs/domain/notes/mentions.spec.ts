import { mentionsIn, plainNote } from './mentions';

const ann = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e91';
const bob = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e92';

describe('mentions in a note', () => {
  it('are found once each, in order, in any case', () => {
    const content = `@[Bob](${bob}) and @[Ann Lee](${ann.toUpperCase()}), @[Bobby](${bob})!`;
    expect(mentionsIn(content)).toEqual([bob, ann]);
    expect(plainNote(content)).toBe('@Bob and @Ann Lee, @Bobby!');
  });

  it.each([`@Bob`, `[Bob](${bob})`, `@[Bob](bob)`, `@[](${bob})`, `@[a\nb](${bob})`, `bob@[x].example`])(
    'are not seen in %j',
    (content) => {
      expect(mentionsIn(content)).toEqual([]);
      expect(plainNote(content)).toBe(content);
    },
  );
});
