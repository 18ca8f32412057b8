import { ApiUnderTest, type Person } from '../../../../apps/api/test/api-client';

type Entry = Record<string, any>; // eslint-disable-line -- a test reads whatever the route answered

describe('the trail of what people change', () => {
  let api: ApiUnderTest;
  let owner: Person;
  let userId: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    owner = await api.owner();
    userId = (await api.database.admin.query('SELECT id FROM app_user LIMIT 1')).rows[0].id as string;
  });
  afterAll(() => api.stop());

  const call = async (method: string, path: string, body?: object): Promise<Entry> => {
    const answer = await api.send(method, `/api${path}`, body, {
      authorization: `Bearer ${owner.accessToken}`,
    });
    expect([path, answer.status < 300, answer.body?.code]).toEqual([path, true, undefined]);
    return answer.body as Entry;
  };
  /** Newest last. */
  const trail = async (query: string): Promise<Entry[]> =>
    (await call('GET', `/activities?${query}`)).data.toReversed() as Entry[];

  it('has the settings of the business, and only what differs', async () => {
    await call('PUT', '/settings/business', { postalAddress: '1 Main St', timezone: 'America/Chicago' });
    await call('PUT', '/settings/business', { postalAddress: '1 Main St' });
    expect(await trail('type=settings.updated')).toMatchObject([
      {
        ...{ userId, title: 'Settings changed: timezone, postalAddress' },
        changes: {
          timezone: { from: expect.any(String), to: 'America/Chicago' },
          postalAddress: { from: null, to: '1 Main St' },
        },
      },
    ]);
    const { rules } = await call('GET', '/appointments/reminder-defaults');
    await call('PUT', '/appointments/reminder-defaults', { rules: rules.slice(1) });
    await call('PUT', '/appointments/reminder-defaults', { rules: rules.slice(1) });
    const [, reminders, ...more] = await trail('type=settings.updated');
    expect(more).toEqual([]);
    expect(reminders).toMatchObject({ changes: { reminderRules: { from: rules, to: rules.slice(1) } } });
  });

  it('has tags, and their names on leads', async () => {
    const { id: leadId } = await call('POST', '/leads', { name: 'Ana' });
    const { id } = await call('POST', '/tags', { name: 'Hot', color: '#ff0000' });
    await call('PUT', `/tags/${id}`, { name: 'Warm' });
    await call('PUT', `/tags/${id}`, { name: 'Warm' });
    await call('POST', `/leads/${leadId}/tags`, { tagIds: [id] });
    await call('DELETE', `/leads/${leadId}/tags/${id}`);
    await call('DELETE', `/tags/${id}`);
    expect(await trail(`subjectId=${id}`)).toMatchObject([
      { type: 'tag.created', userId },
      { type: 'tag.updated', changes: { name: { from: 'Hot', to: 'Warm' } } },
      { type: 'tag.deleted' },
    ]);
    expect(await trail(`leadId=${leadId}&type=lead.tag_added,lead.tag_removed`)).toMatchObject([
      { title: 'Tag added: Warm', changes: { tagId: id, tag: { from: null, to: 'Warm' } } },
      { title: 'Tag removed: Warm', changes: { tagId: id, tag: { from: 'Warm', to: null } } },
    ]);
  });

  it('has appointments, with their guests', async () => {
    const startAt = '2031-03-06T20:00:00.000Z';
    const { id } = await call('POST', '/appointments', {
      title: 'Tour',
      type: 'SHOWING',
      startAt,
      invite: false,
    });
    const attendees = [{ email: 'pat@example.com', name: 'Pat' }];
    await call('PUT', `/appointments/${id}`, { location: '12 Main St', attendees });
    await call('PUT', `/appointments/${id}`, { startAt: '2031-03-07T20:00:00.000Z', title: 'Second tour' });
    await call('PATCH', `/appointments/${id}/confirm`);
    await call('DELETE', `/appointments/${id}?reason=Sold`);
    const [, updated, moved, confirmed, cancelled] = await trail(`subjectId=${id}`);
    expect(updated).toMatchObject({ type: 'appointment.updated', userId });
    expect(updated!.changes).toMatchObject({
      location: { from: null, to: '12 Main St' },
      attendees: { to: expect.arrayContaining(['Pat']) },
    });
    expect(moved).toMatchObject({
      type: 'appointment.rescheduled',
      changes: {
        startAt: { from: startAt, to: '2031-03-07T20:00:00.000Z' },
        title: { from: 'Tour', to: 'Second tour' },
      },
    });
    expect(confirmed).toMatchObject({ changes: { status: { from: 'SCHEDULED', to: 'CONFIRMED' } } });
    expect(cancelled).toMatchObject({
      description: 'Sold',
      changes: { status: { from: 'CONFIRMED', to: 'CANCELLED' }, outcome: { from: null, to: 'Sold' } },
    });
  });

  it('has workflows and campaigns', async () => {
    const { id } = await call('POST', '/workflows', { name: 'Welcome' });
    await call('PUT', `/workflows/${id}`, { name: 'Welcome back' });
    expect(await trail(`subjectId=${id}`)).toMatchObject([
      { type: 'workflow.created', userId },
      { type: 'workflow.updated', changes: { name: { from: 'Welcome', to: 'Welcome back' } } },
    ]);
    const { id: leadId } = await call('POST', '/leads', {
      name: 'Bo',
      email: 'bo@leads.example',
      emailConsent: 'granted',
    });
    const { id: campaignId } = await call('POST', '/campaigns', {
      ...{
        name: 'Spring',
        type: 'EMAIL',
        subject: 'Hi',
        body: '<p>Hello</p>',
        audience: { leadIds: [leadId] },
      },
      scheduledAt: '2031-03-06T20:00:00.000Z',
    });
    await call('PUT', `/campaigns/${campaignId}`, { subject: 'Hello' });
    await call('POST', `/campaigns/${campaignId}/launch`, {});
    await call('POST', `/campaigns/${campaignId}/cancel`, {});
    const entries = await trail(`campaignId=${campaignId}`);
    expect(entries).toMatchObject([
      { type: 'campaign.created' },
      { type: 'campaign.updated', changes: { subject: { from: 'Hi', to: 'Hello' } } },
      { type: 'campaign.launched' },
      { type: 'campaign.cancelled', changes: { status: { from: 'SCHEDULED', to: 'CANCELLED' } } },
    ]);
  });
});
