import { splitName } from './person-name';

describe('splitName', () => {
  it.each([
    ['Ana Lopez', 'Ana', 'Lopez'],
    ['  Ana   Maria  Lopez ', 'Ana', 'Maria Lopez'],
    ['Vincent van der Berg', 'Vincent', 'van der Berg'],
    ['Lopez Garcia, Ana', 'Ana', 'Lopez Garcia'],
    ['Smith, John & Jane', 'John & Jane', 'Smith'],
    ['Dr. Jane Smith', 'Jane', 'Smith'],
    ['Smith, Dr. Jane', 'Jane', 'Smith'],
    ['Robert Downey, Jr.', 'Robert', 'Downey Jr.'],
    ['John & Jane Smith', 'John & Jane', 'Smith'],
    ['John and Jane Smith', 'John and Jane', 'Smith'],
    ['Cher', 'Cher', null],
    ['Dr.', 'Dr.', null],
    ['', null, null],
    [' , ', null, null],
  ])('%j', (name, firstName, lastName) => expect(splitName(name)).toEqual({ firstName, lastName }));
});
