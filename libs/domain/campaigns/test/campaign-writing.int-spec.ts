import { CampaignPreviewService, CampaignLaunchService, CampaignsService } from '@domain/campaigns';
import { newId } from '@platform/database';
import { CampaignsLab, type TeamOfTest } from './campaigns-lab';

const now = new Date('2027-03-10T15:00:00Z');
const content = { subject: 'Hi {{lead.firstName}}', body: '<p>Hello {{lead.firstName}}</p>' };

describe('writing campaigns', () => {
  let lab: CampaignsLab;
  let campaigns: CampaignsService;
  let ours: TeamOfTest;
  let theirs: TeamOfTest;

  beforeAll(async () => {
    lab = await CampaignsLab.start({ now });
    campaigns = lab.app.get(CampaignsService);
    ours = await lab.team([{}, {}]);
    theirs = await lab.team([{}]);
  });
  afterAll(() => lab.stop());

  const email = (changes: object = {}) =>
    campaigns.create(ours.scope, ours.userId, {
      name: 'Open house',
      type: 'EMAIL',
      ...content,
      audience: { leadIds: ours.leadIds },
      ...changes,
    });

  it('stores a draft, changes it and tells what changed', async () => {
    const { id } = await email({ previewText: 'Sunday' });
    const edited = await campaigns.update(ours.scope, ours.userId, id, {
      subject: 'Other',
      previewText: null,
    });
    expect(edited).toMatchObject({
      status: 'DRAFT',
      subject: 'Other',
      previewText: null,
      body: content.body,
      audience: { leadIds: ours.leadIds },
      revision: 1,
      createdById: ours.userId,
    });
    expect(await campaigns.get(ours.scope, id)).toEqual(edited);
    const [, change] = await lab.rows(
      'SELECT type, user_id, changes FROM activity WHERE campaign_id = $1 ORDER BY id',
      [id],
    );
    expect(change).toEqual({
      type: 'campaign.updated',
      user_id: ours.userId,
      changes: {
        subject: { from: content.subject, to: 'Other' },
        previewText: { from: 'Sunday', to: null },
      },
    });
  });

  it('hides another team’s campaign as if it did not exist', async () => {
    const { id } = await email();
    const missing = { kind: 'not_found', code: 'campaign_not_found' };
    const { scope, userId } = theirs;
    await expect(campaigns.get(scope, id)).rejects.toMatchObject(missing);
    await expect(campaigns.update(scope, userId, id, { name: 'x' })).rejects.toMatchObject(missing);
    await expect(campaigns.duplicate(scope, userId, id)).rejects.toMatchObject(missing);
    await expect(campaigns.remove(scope, userId, id)).rejects.toMatchObject(missing);
    await expect(campaigns.get(scope, newId())).rejects.toMatchObject(missing);
    expect((await campaigns.list(scope, {}, { limit: 100 })).data).toEqual([]);
  });

  it('takes no foreign ids into an audience', async () => {
    for (const leadId of [theirs.leadIds[0]!, newId()]) {
      await expect(email({ audience: { leadIds: [ours.leadIds[0], leadId] } })).rejects.toMatchObject({
        code: 'lead_not_found',
      });
    }
    await expect(email({ audience: { tagIds: [newId()] } })).rejects.toMatchObject({ code: 'tag_not_found' });
    const { id } = await email();
    await expect(
      campaigns.update(ours.scope, null, id, { audience: { leadIds: theirs.leadIds } }),
    ).rejects.toMatchObject({ code: 'lead_not_found' });
  });

  it('refuses templates and times that cannot work', async () => {
    await expect(email({ body: '{{lead.nope}}' })).rejects.toMatchObject({ code: 'template_invalid' });
    await expect(email({ scheduledAt: now })).rejects.toMatchObject({
      extra: { errors: [expect.objectContaining({ code: 'schedule_in_past' })] },
    });
    const { id } = await email({ localDate: '2027-03-11', localTime: '10:00' });
    await expect(campaigns.update(ours.scope, null, id, { localTime: null })).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  it('lets the words of a draft change although its time has passed', async () => {
    const { id } = await email({ scheduledAt: new Date(now.getTime() + 1_000) });
    lab.clock.set(new Date(now.getTime() + 2_000));
    await expect(campaigns.update(ours.scope, null, id, { name: 'Later' })).resolves.toMatchObject({
      name: 'Later',
    });
    await expect(lab.app.get(CampaignLaunchService).launch(ours.scope, null, id)).rejects.toMatchObject({
      code: 'campaign_schedule_passed',
    });
    lab.clock.set(now);
  });

  it('exchanges the launch job of a scheduled campaign on every edit', async () => {
    const first = new Date(now.getTime() + 3_600_000);
    const second = new Date(now.getTime() + 7_200_000);
    const { id } = await email({ scheduledAt: first });
    await lab.app.get(CampaignLaunchService).launch(ours.scope, ours.userId, id);
    await campaigns.update(ours.scope, null, id, { scheduledAt: second });
    await campaigns.update(ours.scope, null, id, { subject: 'New' });
    expect(await lab.launchJobs(id)).toEqual([
      { state: 'cancelled', due_at: first, payload: expect.objectContaining({ revision: 0 }) },
      { state: 'cancelled', due_at: second, payload: expect.objectContaining({ revision: 1 }) },
      { state: 'scheduled', due_at: second, payload: expect.objectContaining({ revision: 2 }) },
    ]);
    await expect(campaigns.update(ours.scope, null, id, { scheduledAt: null })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(campaigns.update(ours.scope, null, id, { body: ' ' })).rejects.toMatchObject({
      code: 'campaign_incomplete',
    });
  });

  it('deletes what is not being sent, and its launch job', async () => {
    const { id } = await email({ scheduledAt: new Date(now.getTime() + 1_000) });
    await lab.app.get(CampaignLaunchService).launch(ours.scope, ours.userId, id);
    await campaigns.remove(ours.scope, ours.userId, id);
    await expect(campaigns.get(ours.scope, id)).rejects.toMatchObject({ code: 'campaign_not_found' });
    expect((await lab.launchJobs(id)).map(({ state }) => state)).toEqual(['cancelled']);
    expect(await lab.trail(id)).toEqual(['campaign.created', 'campaign.launched', 'campaign.deleted']);
  });

  it('neither changes nor deletes a campaign that is being sent', async () => {
    const { id } = await email();
    await lab.app.get(CampaignLaunchService).launch(ours.scope, ours.userId, id);
    await expect(campaigns.update(ours.scope, null, id, { name: 'x' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'campaign_not_editable',
    });
    await expect(campaigns.remove(ours.scope, null, id)).rejects.toMatchObject({
      code: 'campaign_not_deletable',
    });
  });

  it('copies content and audience into a new draft without a time', async () => {
    const variants = [
      { name: 'A', weight: 50 },
      { name: 'B', weight: 50, subject: 'B' },
    ];
    const name = 'x'.repeat(200);
    const original = await email({ name, variants, scheduledAt: new Date(now.getTime() + 1_000) });
    const copy = await campaigns.duplicate(ours.scope, ours.userId, original.id);
    expect(copy).toMatchObject({
      ...content,
      variants,
      audience: original.audience,
      scheduledAt: null,
      revision: 0,
    });
    expect(copy.name).toBe(`${'x'.repeat(193)} (copy)`);
    expect(copy.id).not.toBe(original.id);
  });

  it('pages through a filtered list, newest first', async () => {
    const team = await lab.team([{}]);
    const made: string[] = [];
    for (const [index, type] of (['SMS', 'EMAIL', 'SMS', 'SMS'] as const).entries()) {
      const name = index === 3 ? 'Spring 100% off' : `Autumn ${index}`;
      made.push((await campaigns.create(team.scope, null, { name, type })).id);
    }
    const first = await campaigns.list(team.scope, { type: 'SMS' }, { limit: 2 });
    expect(first.data.map(({ id }) => id)).toEqual([made[3], made[2]]);
    const rest = await campaigns.list(team.scope, { type: 'SMS' }, { limit: 2, cursor: first.nextCursor! });
    expect(rest).toMatchObject({ data: [{ id: made[0] }], nextCursor: null });
    const ids = async (filter: object) =>
      (await campaigns.list(team.scope, filter, { limit: 9 })).data.map(({ id }) => id);
    expect(await ids({ search: '100%' })).toEqual([made[3]]);
    expect(await ids({ search: 'AUTUMN' })).toEqual([made[2], made[1], made[0]]);
    expect(await ids({ status: 'ACTIVE' })).toEqual([]);
    await expect(campaigns.list(team.scope, {}, { limit: 2, cursor: 'rubbish' })).rejects.toMatchObject({
      kind: 'invalid',
    });
  });

  it('previews for a lead of the team, with its agent', async () => {
    const team = await lab.team([{}]);
    const [leadId] = team.leadIds;
    const previews = lab.app.get(CampaignPreviewService);
    const body =
      '<p>{{lead.firstName}} {{lead.custom.budget | currency}} {{agent.name}} {{team.name}} {{lead.company}}</p>';
    const { id } = await campaigns.create(team.scope, null, {
      name: 'P',
      type: 'EMAIL',
      subject: '{{lead.email}}',
      body,
    });
    expect(await previews.show(team.scope, id, leadId)).toMatchObject([
      {
        subject: 'lead0@example.com',
        body: '',
        missingFields: ['lead.custom.budget', 'agent.name', 'lead.company'],
      },
    ]);
    await lab.rows(
      `UPDATE lead SET custom_fields = '{"budget": 450000}', company = 'Acme', assigned_to_id = $2 WHERE id = $1`,
      [leadId, team.userId],
    );
    expect(await previews.show(team.scope, id, leadId)).toMatchObject([
      { body: '<p>First0 $450,000 Jo Bell Bell Realty Acme</p>', missingFields: [] },
    ]);
    await expect(previews.show(team.scope, id, ours.leadIds[0])).rejects.toMatchObject({
      code: 'lead_not_found',
    });
    expect(await previews.show(team.scope, id)).toMatchObject([{ missingFields: [] }]);
  });
});
