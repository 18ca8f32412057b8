import fc from 'fast-check';
import { replyWish } from './reply-words';

describe('replies to a reminder', () => {
  it.each([
    'C',
    'c',
    'C.',
    'Confirm',
    'CONFIRMED!',
    'yes',
    'Y',
    'Yes please',
    'Yep',
    'sí',
    'I confirm',
    "Yes, I'll be there",
    'confirm my appointment',
    'ok confirm',
    ' c ',
  ])('“%s” confirms', (text) => expect(replyWish(text)).toBe('confirm'));
  it.each([
    'R',
    'r!',
    'Reschedule',
    'reschedule please',
    'Can we reschedule?',
    'I need to reschedule',
    'please reschedule the showing',
  ])('“%s” asks for another time', (text) => expect(replyWish(text)).toBe('new_time'));
  it.each([
    'X',
    'x.',
    'cancel',
    'CANCEL',
    'Cancel please',
    'please cancel it',
    'cancel the appointment',
    'cancelar',
  ])('“%s” cancels', (text) => expect(replyWish(text)).toBe('cancel'));
  it.each([
    ...[
      '',
      ' ',
      '?',
      '👍',
      'ok',
      'thanks',
      'no',
      'STOP',
      'Stop texting me',
      "don't cancel",
      'do not cancel',
      'never mind, cancel that I will come',
    ],
    ...[
      'can I confirm tomorrow?',
      'yes but can we make it 4?',
      'c or x',
      'CX',
      'confirm or cancel?',
      'running late',
      'who is this',
      'not confirmed',
      'xx',
      '10',
      'yes no',
    ],
  ])('“%s” is for a person', (text) => expect(replyWish(text)).toBeNull());

  it('mean nothing to anybody when words are added that change them', () => {
    const words = fc.constantFrom(
      'not',
      'dont',
      'later',
      'tomorrow',
      'maybe',
      'why',
      'wrong',
      'never',
      'no',
      '4pm',
      'different',
    );
    fc.assert(
      fc.property(
        fc.constantFrom('confirm', 'reschedule', 'cancel', 'c', 'r', 'x'),
        words,
        fc.boolean(),
        (word, other, before) => {
          expect(replyWish(before ? `${other} ${word}` : `${word} ${other}`)).toBeNull();
        },
      ),
    );
  });

  it('of any kind are read without breaking', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) =>
        [null, 'confirm', 'new_time', 'cancel'].includes(replyWish(text)),
      ),
    );
  });
});
