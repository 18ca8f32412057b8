import { reminderText, type ReminderFacts } from './reminder-text';

const facts = (changes: object = {}, person: object = {}): ReminderFacts => ({
  appointment: {
    ...{ title: 'Tour of 12 Main St', startAt: new Date('2027-03-06T20:00:00Z'), zone: 'America/New_York' },
    ...{ location: '12 Main St', meetingUrl: null, status: 'SCHEDULED' },
    ...changes,
  } as ReminderFacts['appointment'],
  teamName: 'Bell Realty',
  hostName: 'Jo Bell',
  person: { name: 'Pat', zone: null, host: false, ...person },
});

describe('the text of a reminder', () => {
  it('says what, when, where and what to answer, in plain characters', () => {
    expect(reminderText('SMS', facts()).text).toBe(
      'Bell Realty: reminder of "Tour of 12 Main St" on Sat, Mar 6, 3:00 PM EST at 12 Main St. Reply C to confirm, R to reschedule, X to cancel.',
    );
    expect(reminderText('SMS', facts({ status: 'CONFIRMED', location: null })).text).toBe(
      'Bell Realty: reminder of "Tour of 12 Main St" on Sat, Mar 6, 3:00 PM EST. Reply R to reschedule, X to cancel.',
    );
  });

  it('tells the time on the recipient’s clock, and on the place’s where they differ', () => {
    const west = reminderText('SMS', facts({}, { zone: 'America/Los_Angeles' })).text;
    expect(west).toContain('on Sat, Mar 6, 12:00 PM PST (Sat, Mar 6, 3:00 PM EST there) at');
    expect(reminderText('SMS', facts({}, { zone: 'America/Detroit' })).text).not.toContain('there');
  });

  it('is a mail with both parts for mailboxes', () => {
    const mail = reminderText('EMAIL', facts({ title: '<b>Tour</b>' }));
    expect(mail).toMatchObject({ subject: 'Reminder: <b>Tour</b>, Sat, Mar 6, 3:00 PM EST' });
    expect(mail.text).toContain(
      'Hello Pat,\n\nthis is a reminder of your appointment:\n\n<b>Tour</b>\nWhen: Sat, Mar 6, 3:00 PM EST\nWhere: 12 Main St\nWith: Jo Bell',
    );
    expect(mail.html).toContain('&lt;b&gt;Tour&lt;/b&gt;<br>When:');
    expect(reminderText('EMAIL', facts({}, { host: true })).text).not.toContain('With:');
  });

  it('takes a title for words, not for a template or a new line', () => {
    const hostile = facts({ title: 'Tour {{lead.email}}\nBcc: x@example.com' });
    for (const content of [reminderText('SMS', hostile), reminderText('EMAIL', hostile)]) {
      expect(`${content.subject}${content.text}`).not.toContain('{{');
      expect(content.subject ?? '').not.toContain('\n');
    }
  });
});
