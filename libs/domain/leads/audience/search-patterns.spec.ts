import { searchPatterns } from './search-patterns';

it.each([
  ['Ana  lopez', ['%Ana%', '%lopez%']],
  ['Ng', ['% Ng%']],
  ['50%_\\', ['%50\\%\\_\\\\%']],
  ['(512) 555-0123', ['%5125550123%']],
  ['+1 512', ['%1512%']],
  ['512', ['%512%']],
  ['ana@example.com', ['%ana@example.com%']],
  ['a b c d e f g h i j', ['% a%', '% b%', '% c%', '% d%', '% e%', '% f%', '% g%', '% h%']],
])('%j is searched as %j', (query, patterns) => expect(searchPatterns(query)).toEqual(patterns));
