import { planOf, readRow } from './import-row';
import type { ImportedLead, RowIssue } from './imported-lead';
import { nothingStated } from './imported-lead';

/** One row with a column per field. */
function read(cells: Record<string, string>): ImportedLead | RowIssue[] {
  const columns = Object.keys(cells);
  const plan = planOf(columns, Object.fromEntries(columns.map((column) => [column, column as 'name'])));
  return readRow({ line: 7, cells: Object.values(cells) }, plan);
}
const stated = (cells: Record<string, string>) => {
  const { id: _id, ...lead } = read(cells) as ImportedLead;
  return lead;
};
const codes = (cells: Record<string, string>) =>
  (read(cells) as RowIssue[]).map(({ column, code }) => `${column}:${code}`);

describe('a row of an import', () => {
  it('is read field by field', () => {
    const cells = {
      ...{
        firstName: ' Ana ',
        lastName: 'Lopez',
        email: 'ANA@example.com',
        phone: '512.555.0123',
        company: 'A\nB',
        state: 'texas',
      },
      ...{
        status: 'won',
        score: '7',
        value: '$1,250.5',
        emailConsent: 'Opt-In',
        smsConsent: '0',
        doNotCall: 'x',
        tags: 'a; b|a',
      },
      ...{ 'custom.budget': "'=5", 'custom.empty': '-' },
    };
    expect(stated(cells)).toEqual({
      ...nothingStated,
      ...{
        line: 7,
        name: 'Ana Lopez',
        firstName: 'Ana',
        lastName: 'Lopez',
        email: 'ana@example.com',
        phone: '+15125550123',
      },
      ...{
        company: 'A B',
        state: 'TX',
        status: 'WON',
        score: 7,
        value: 1250.5,
        emailConsent: 'granted',
        smsConsent: 'denied',
      },
      ...{
        doNotCall: true,
        tags: ['a', 'b'],
        customFields: { budget: '=5' },
        timezone: 'America/Chicago',
        timezoneSource: 'area_code',
      },
    });
  });

  it.each([
    [{ name: 'Ana Maria Lopez' }, { name: 'Ana Maria Lopez', firstName: 'Ana', lastName: 'Maria Lopez' }],
    [{ firstName: 'Ana' }, { name: 'Ana', firstName: 'Ana', lastName: null }],
    [
      { name: 'The Lopezes', firstName: 'Ana' },
      { name: 'The Lopezes', firstName: 'Ana', lastName: null },
    ],
    [{ email: 'ana.l@example.com' }, { name: 'ana.l', firstName: null }],
    [{ phone: '512 555 0123', name: 'n/a' }, { name: '+15125550123' }],
    [
      { name: 'A', country: 'Germany', state: 'BE' },
      { timezone: null, timezoneSource: 'unknown', state: 'BE' },
    ],
    [
      { name: 'A', timezone: 'Europe/Berlin', state: 'TX' },
      { timezone: 'Europe/Berlin', timezoneSource: 'given' },
    ],
  ])('%j becomes %j', (cells, expected) =>
    expect(stated(cells as Record<string, string>)).toMatchObject(expected),
  );

  it.each([
    [{ email: 'nope', phone: '12' }, ['email:email_invalid', 'phone:phone_invalid']],
    [
      { name: 'A', status: 'hot', score: '1.5', value: 'lots' },
      ['status:status_invalid', 'score:score_invalid', 'value:value_invalid'],
    ],
    [{ name: 'A', score: '1000001' }, ['score:score_invalid']],
    [
      { name: 'A', emailConsent: 'later', doNotText: 'perhaps' },
      ['emailConsent:consent_invalid', 'doNotText:flag_invalid'],
    ],
    [{ name: 'A', timezone: 'CST' + 'X' }, ['timezone:timezone_invalid']],
    [{ name: 'x'.repeat(201) }, ['name:cell_too_long']],
    [{ name: 'A', 'custom.a': 'x'.repeat(10_241) }, ['custom.a:cell_too_long']],
    [
      { name: 'A', 'custom.a': 'x'.repeat(10_000), 'custom.b': 'x'.repeat(10_000) },
      [':custom_fields_too_large'],
    ],
    [{ name: 'A\0' }, ['name:cell_not_text']],
    [{ name: 'A', tags: 'x'.repeat(61) }, ['tags:tag_too_long']],
    [{ name: '', email: 'N/A', phone: '--', company: 'Acme' }, [':no_contact']],
  ])('is refused with every reason: %#', (cells, expected) =>
    expect(codes(cells as unknown as Record<string, string>)).toEqual(expected),
  );

  it('copes with fewer cells than columns', () => {
    const plan = planOf(['A', 'B'], { A: 'name', B: 'email' });
    expect(readRow({ line: 2, cells: ['Ana'] }, plan)).toMatchObject({ name: 'Ana', email: null });
  });
});
