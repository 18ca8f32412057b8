import { planUpdates } from './duplicate-plan';
import { nothingStated, type ImportedLead } from './imported-lead';
import type { Match } from './imported-leads.repository';

const row = (line: number, stated: Partial<ImportedLead>): ImportedLead => ({
  ...nothingStated,
  id: `new-${line}`,
  line,
  ...stated,
});
const match = (id: string, email: string | null, phone: string | null = null): Match => ({
  id,
  email,
  phone,
  importId: null,
  emailConsent: 'unknown',
  smsConsent: 'unknown',
});

describe('duplicates that update', () => {
  it('go to the lead with their email, else with their phone', () => {
    const plan = planUpdates(
      [
        row(2, { email: 'a' }),
        row(3, { phone: '1' }),
        row(4, { email: 'c', phone: '1' }),
        row(5, { email: 'd' }),
      ],
      [match('A', 'a'), match('B', 'b', '1')],
    );
    expect(plan.updates.map(({ id, line }) => [id, line])).toEqual([
      ['A', 2],
      ['B', 3],
    ]);
    expect(plan.updates[1]).toMatchObject({ email: 'c', phone: '1' });
    expect(plan.inserts.map(({ id }) => id)).toEqual(['new-5']);
    expect([plan.updated, plan.issues]).toEqual([3, []]);
  });

  it('lay later rows over earlier ones, and find the addresses those brought', () => {
    const { inserts, updates, updated } = planUpdates(
      [
        row(2, {
          email: 'a',
          name: 'First',
          company: 'Acme',
          customFields: { x: '1' },
          tags: ['t'],
          timezone: 'Z',
          timezoneSource: 'state',
        }),
        row(3, { email: 'a', phone: '1', name: 'Second', customFields: { y: '2' }, tags: ['u'] }),
        row(4, { phone: '1', company: 'New' }),
      ],
      [],
    );
    expect(updates).toEqual([]);
    expect(updated).toBe(2);
    expect(inserts).toEqual([
      row(2, {
        ...{ email: 'a', phone: '1', name: 'Second', company: 'New', customFields: { x: '1', y: '2' } },
        ...{ tags: ['t', 'u'], timezone: 'Z', timezoneSource: 'state' },
      }),
    ]);
  });

  it('refuse a row that means two leads', () => {
    const { issues, updates, inserts } = planUpdates(
      [row(2, { email: 'a', phone: '1' })],
      [match('A', 'a'), match('B', null, '1')],
    );
    expect(issues).toMatchObject([{ line: 2, code: 'matches_two_leads' }]);
    expect([updates, inserts]).toEqual([[], []]);
  });
});
