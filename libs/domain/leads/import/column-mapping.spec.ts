import { exportColumns } from '../export/export-columns';
import { checkMapping, suggestMapping } from './column-mapping';
import { importFields } from './import-fields';

describe('what columns mean', () => {
  it('is guessed from their names', () => {
    const columns = [
      'First Name',
      'E-Mail',
      'PHONE_NUMBER',
      'Property Interest',
      'custom.budget',
      'URL',
      '電話',
      'Id',
      'constructor',
    ];
    expect(suggestMapping(columns)).toEqual({
      mapping: {
        'First Name': 'firstName',
        'E-Mail': 'email',
        PHONE_NUMBER: 'phone',
        'Property Interest': 'custom.propertyInterest',
        'custom.budget': 'custom.budget',
        URL: 'custom.url',
        電話: null,
        Id: null,
        constructor: null,
      },
      ambiguous: [],
    });
  });

  it('is left open where two columns mean the same', () => {
    expect(suggestMapping(['Email', 'Mail', 'Foo', 'foo'])).toEqual({
      mapping: { Email: 'email', Mail: null, Foo: 'custom.foo', foo: null },
      ambiguous: ['Mail', 'foo'],
    });
  });

  it('knows every field by its own name, and every column of our export', () => {
    const fields = Object.keys(importFields);
    expect(Object.values(suggestMapping(fields).mapping)).toEqual(fields);
    const { mapping, ambiguous } = suggestMapping(exportColumns.map(([header]) => header));
    expect(ambiguous).toEqual([]);
    const unmapped = Object.keys(mapping).filter((column) => mapping[column] === null);
    expect(unmapped).toEqual(['ID', 'Created At', 'Updated At']);
    expect(Object.values(mapping).filter((field) => field?.startsWith('custom.'))).toEqual([]);
  });

  it('has no name twice among the known names', () => {
    const names = Object.entries(importFields).flatMap(([field, rule]) => [field, ...rule.names]);
    const plain = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
    expect(plain.filter((name, index) => plain.indexOf(name) !== index)).toEqual([]);
  });

  const columns = ['A', 'B', '__proto__'];
  it('may be stated', () => {
    expect(checkMapping(columns, { A: 'email', B: '' })).toEqual({ A: 'email', B: null });
    expect(checkMapping(columns, { A: 'name', B: 'custom.x_1' })).toEqual({ A: 'name', B: 'custom.x_1' });
  });

  it.each([
    [{ C: 'email' }, 'mapping_column_unknown'],
    [{ A: 'mail' }, 'mapping_field_unknown'],
    [{ A: 5 }, 'mapping_field_unknown'],
    [{ A: 'toString' }, 'mapping_field_unknown'],
    [{ A: 'custom.' }, 'mapping_field_unknown'],
    [{ A: 'custom.constructor' }, 'mapping_field_unknown'],
    [{ A: `custom.${'x'.repeat(41)}` }, 'mapping_field_unknown'],
    [{ A: 'email', B: 'email' }, 'mapping_field_twice'],
    [{ A: 'company' }, 'mapping_incomplete'],
    [{}, 'mapping_incomplete'],
  ])('is refused when it is %j', (mapping, code) => {
    expect(() => checkMapping(columns, mapping)).toThrow(
      expect.objectContaining({ extra: { errors: [expect.objectContaining({ field: 'mapping', code })] } }),
    );
  });
});
