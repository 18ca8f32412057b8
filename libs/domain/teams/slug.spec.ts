import { slugOf } from './slug';

it.each([
  ['Bell & Söhne Realty', 'bell-sohne-realty'],
  ['  --A--  ', 'a'],
  ['不動産', 'team'],
  ['x'.repeat(80), 'x'.repeat(40)],
  [`${'x'.repeat(39)} y`, 'x'.repeat(39)],
])('the slug of %s is %s', (name, slug) => expect(slugOf(name)).toBe(slug));
