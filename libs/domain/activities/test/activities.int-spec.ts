import { Activities } from '@domain/activities';
import { newId } from '@platform/database';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';

describe('activities', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let other: TeamOfTest;
  let leadId: string;

  beforeAll(async () => {
    lab = await LeadsLab.start();
    [team, other] = [await lab.team(), await lab.team()];
    leadId = (await lab.call(team, 'POST', '/leads', { name: 'Ana' })).body.id;
  });
  afterAll(() => lab.stop());

  it('logs what a person did', async () => {
    const { status, body } = await lab.call(team, 'POST', '/activities', {
      type: 'call',
      title: 'Called',
      description: 'Twice.\nNo answer.',
      leadId,
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      type: 'call',
      title: 'Called',
      description: 'Twice.\nNo answer.',
      leadId,
      campaignId: null,
      subjectId: null,
      userId: team.userId,
      changes: null,
      createdAt: expect.any(String),
    });
    expect((await lab.call(team, 'GET', `/activities/${body.id}`)).body).toEqual(body);
    expect(await lab.events(team, 'activity.logged')).toEqual([
      { activityId: body.id, type: 'call', leadId },
    ]);
    for (const id of [body.id, newId()]) {
      expect((await lab.call(other, 'GET', `/activities/${id}`)).body.code).toBe('activity_not_found');
    }
  });

  it.each([
    [{ type: 'lead.created', title: 'x' }, 400, 'validation_failed'],
    [{ type: 'call' }, 400, 'validation_failed'],
    [{ type: 'call', title: 'a\nb' }, 400, 'validation_failed'],
    [{ type: 'call', title: 'x', userId: newId() }, 400, 'validation_failed'],
    [{ type: 'call', title: 'x', leadId: newId() }, 404, 'lead_not_found'],
    [{ type: 'call', title: 'x', campaignId: newId() }, 404, 'campaign_not_found'],
  ])('refuses %j', async (body, status, code) => {
    const answer = await lab.call(team, 'POST', '/activities', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('filters and pages, newest first', async () => {
    const campaignId = newId();
    await lab.sql(
      `INSERT INTO campaign (id, team_id, name, type, created_by_id, updated_at) VALUES ($1, $2, 'C', 'EMAIL', $3, now())`,
      [campaignId, team.scope.teamId, team.userId],
    );
    const activities = lab.app.get(Activities, { strict: false });
    await lab.db.sql(team.scope, (tx) =>
      activities.record(
        tx,
        Array.from({ length: 5 }, (_, i) => ({
          type: 'campaign.note',
          title: `No ${i}`,
          campaignId,
          userId: team.userId,
        })),
      ),
    );
    await lab.db.sql(other.scope, (tx) =>
      activities.record(tx, [{ type: 'campaign.note', title: 'theirs', campaignId }]),
    );
    const titles: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await lab.call(
        team,
        'GET',
        `/activities?campaignId=${campaignId}&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      titles.push(...body.data.map(({ title }: { title: string }) => title));
      cursor = body.nextCursor;
    }
    expect(titles).toEqual(['No 4', 'No 3', 'No 2', 'No 1', 'No 0']);
    const count = async (query: string) =>
      (await lab.call(team, 'GET', `/activities?${query}`)).body.data.length;
    expect(await count(`type=campaign.note,call&userId=${team.userId}`)).toBe(6);
    expect(await count('type=call')).toBe(1);
    expect(await count('from=2020-01-01&to=2021-01-01')).toBe(0);
    expect((await lab.call(team, 'GET', `/leads/${leadId}/activities`)).body.data).toHaveLength(2);
    for (const [query, code] of [
      [`userId=${other.userId}`, 'user_not_found'],
      [`campaignId=${newId()}`, 'campaign_not_found'],
      ['type=%27', 'validation_failed'],
      ['from=then', 'validation_failed'],
    ]) {
      expect([query, (await lab.call(team, 'GET', `/activities?${query}`)).body.code]).toEqual([query, code]);
    }
  });
});
