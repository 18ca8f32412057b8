import {
  CampaignControlService,
  CampaignLaunchService,
  CampaignsService,
  CampaignStatsService,
} from '@domain/campaigns';
import { MessageLayout } from '@domain/messaging';
import type { Tx } from '@platform/database';
import { LaunchWithdrawn } from '../campaign-launch.service';
import { CampaignsLab, type LeadOfTest, type TeamOfTest } from './campaigns-lab';

const now = new Date('2027-03-10T15:00:00Z');
const openLanes = `SELECT payload FROM job WHERE name = 'messaging.send-lane' AND state = 'scheduled'
  AND payload->>'sourceId' = $1`;

describe('sending campaigns', () => {
  let lab: CampaignsLab;
  let launches: CampaignLaunchService;
  let control: CampaignControlService;
  let stats: CampaignStatsService;

  beforeAll(async () => {
    lab = await CampaignsLab.start({ now });
    launches = lab.app.get(CampaignLaunchService);
    control = lab.app.get(CampaignControlService);
    stats = lab.app.get(CampaignStatsService);
  });
  afterAll(() => lab.stop());

  async function campaignFor(leads: LeadOfTest[], changes: object = {}) {
    const team = await lab.team(leads);
    const campaign = await lab.app.get(CampaignsService).create(team.scope, team.userId, {
      name: 'Open house',
      type: 'EMAIL',
      subject: 'Hi',
      body: '<p>Hello</p>',
      audience: { filter: {} },
      ...changes,
    });
    return { team, id: campaign.id };
  }

  const inTeam = <T>(team: TeamOfTest, work: (tx: Tx) => Promise<T>) => lab.db.transaction(team.scope, work);
  const status = async (id: string) =>
    (await lab.rows<{ status: string }>('SELECT status FROM campaign WHERE id = $1', [id]))[0]?.status;

  /** What the launch job does, in its two transactions, and the first job of the layout. */
  async function runLaunchJob(team: TeamOfTest, campaignId: string, revision = 0): Promise<void> {
    const { teamId } = team.scope;
    const job = { teamId, campaignId, revision };
    const begun = await inTeam(team, (tx) => launches.begin(tx, job));
    if (!begun) return;
    await inTeam(team, (tx) => launches.freeze(tx, begun, job));
    const layout = lab.app.get(MessageLayout);
    await inTeam(team, (tx) => layout.continue(tx, { teamId, sourceId: campaignId, seq: 0 }));
  }

  const settle = (id: string, state: string) =>
    lab.rows(
      `WITH m AS (UPDATE message SET state = $2, accepted_at = now() WHERE source_id = $1 AND state = 'queued')
       UPDATE message_chunk SET state = 'settled' WHERE source_id = $1`,
      [id, state],
    );

  describe('launch', () => {
    it('becomes ACTIVE at once, with its job and its trail in the same commit', async () => {
      const { team, id } = await campaignFor([{}]);
      const launched = await launches.launch(team.scope, team.userId, id);
      expect(launched).toMatchObject({ status: 'ACTIVE', launchedAt: expect.any(Date) });
      expect(await lab.launchJobs(id)).toMatchObject([
        { state: 'scheduled', payload: { campaignId: id, revision: 0 } },
      ]);
      expect(await lab.trail(id)).toEqual(['campaign.created', 'campaign.launched']);
    });

    it('waits for its time, in the earliest zone when it is a local one', async () => {
      const scheduledAt = new Date('2027-03-20T15:00:00Z');
      const absolute = await campaignFor([{}], { scheduledAt });
      expect(await launches.launch(absolute.team.scope, null, absolute.id)).toMatchObject({
        status: 'SCHEDULED',
      });
      expect((await lab.launchJobs(absolute.id))[0]?.due_at).toEqual(scheduledAt);
      const local = await campaignFor([{}], { localDate: '2027-03-20', localTime: '10:00' });
      await launches.launch(local.team.scope, null, local.id);
      // 10:00 in Kiritimati (UTC+14) is 20:00 UTC of the day before.
      const due = (await lab.launchJobs(local.id))[0]!.due_at;
      expect(due.getTime()).toBeLessThan(Date.parse('2027-03-19T20:00:00Z'));
      expect(due.getTime()).toBeGreaterThan(Date.parse('2027-03-19T19:00:00Z'));
    });

    it.each([
      ['audience_empty', [], {}],
      ['campaign_incomplete', [{}], { body: '' }],
      ['campaign_incomplete', [{}], { audience: null }],
    ])('is refused with %s', async (code, leads, changes) => {
      const { team, id } = await campaignFor(leads, changes);
      await expect(launches.launch(team.scope, null, id)).rejects.toMatchObject({ kind: 'conflict', code });
      expect(await status(id)).toBe('DRAFT');
      expect(await lab.launchJobs(id)).toEqual([]);
    });

    it('needs a postal address for email, not for SMS', async () => {
      const { team, id } = await campaignFor([{ phone: '+15125550142' }]);
      await lab.rows('UPDATE team SET postal_address = NULL WHERE id = $1', [team.scope.teamId]);
      await expect(launches.launch(team.scope, null, id)).rejects.toMatchObject({
        code: 'postal_address_missing',
      });
      const sms = await lab.app.get(CampaignsService).create(team.scope, null, {
        name: 'Text',
        type: 'SMS',
        body: 'Hello',
        audience: { filter: {} },
      });
      await expect(launches.launch(team.scope, null, sms.id)).resolves.toMatchObject({ status: 'ACTIVE' });
    });

    it('happens once, however many ask for it at once', async () => {
      const { team, id } = await campaignFor([{}]);
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, () => launches.launch(team.scope, team.userId, id)),
      );
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused).toHaveLength(11);
      for (const { reason } of refused) {
        expect(reason).toMatchObject({
          code: 'campaign_illegal_transition',
          extra: { from: 'ACTIVE', to: 'ACTIVE' },
        });
      }
      expect(await lab.launchJobs(id)).toHaveLength(1);
    });
  });

  describe('the launch job', () => {
    it('freezes the audience, leads without an address included, and starts the lanes', async () => {
      const { team, id } = await campaignFor([{}, {}, { email: null }]);
      await launches.launch(team.scope, null, id);
      await runLaunchJob(team, id);
      expect(await stats.get(team.scope, id)).toMatchObject({
        audience: 3,
        queued: 2,
        skipped: 1,
        skippedReasons: { no_address: 1 },
        pending: 2,
      });
      const campaign = await lab.app.get(CampaignsService).get(team.scope, id);
      expect(campaign).toMatchObject({ status: 'ACTIVE', audienceCount: 3, laidOutAt: expect.any(Date) });
      expect(await lab.rows(openLanes, [id])).not.toEqual([]);
      const events = await lab.rows(
        `SELECT payload FROM domain_event WHERE name = 'campaign.started' AND team_id = $1`,
        [team.scope.teamId],
      );
      expect(events).toEqual([{ payload: { campaignId: id, audienceCount: 3 } }]);
    });

    it('does nothing the second time, for an older revision, or after a cancellation', async () => {
      const { team, id } = await campaignFor([{}]);
      await launches.launch(team.scope, null, id);
      await runLaunchJob(team, id, 7);
      expect((await stats.get(team.scope, id)).audience).toBe(0);
      await runLaunchJob(team, id);
      await runLaunchJob(team, id);
      expect((await stats.get(team.scope, id)).audience).toBe(1);
      const other = await campaignFor([{}]);
      await launches.launch(other.team.scope, null, other.id);
      await control.cancel(other.team.scope, null, other.id);
      expect((await lab.launchJobs(other.id)).map(({ state }) => state)).toEqual(['cancelled']);
      await runLaunchJob(other.team, other.id);
      expect((await stats.get(other.team.scope, other.id)).audience).toBe(0);
    });

    it('turns a scheduled campaign ACTIVE when its time has come', async () => {
      const { team, id } = await campaignFor([{}], { scheduledAt: new Date('2027-03-20T15:00:00Z') });
      await launches.launch(team.scope, null, id);
      await runLaunchJob(team, id);
      expect(await status(id)).toBe('ACTIVE');
      expect(await lab.trail(id)).toEqual(['campaign.created', 'campaign.launched', 'campaign.started']);
    });

    it('leaves no message behind when it is cancelled while the audience is looked up', async () => {
      const { team, id } = await campaignFor([{}]);
      await launches.launch(team.scope, null, id);
      const job = { teamId: team.scope.teamId, campaignId: id, revision: 0 };
      const begun = (await inTeam(team, (tx) => launches.begin(tx, job)))!;
      const layout = lab.app.get(MessageLayout);
      const begin = layout.begin.bind(layout);
      layout.begin = async (...details) => {
        const result = await begin(...details);
        await control.cancel(team.scope, null, id);
        return result;
      };
      const late = inTeam(team, (tx) => launches.freeze(tx, begun, job)).finally(
        () => (layout.begin = begin),
      );
      await expect(late).rejects.toBeInstanceOf(LaunchWithdrawn);
      expect(await status(id)).toBe('CANCELLED');
      expect(await lab.rows('SELECT part FROM audience_part WHERE source_id = $1', [id])).toEqual([]);
      expect(await lab.rows(`SELECT id FROM job WHERE dedupe_key LIKE $1`, [`lay-out:${id}:%`])).toEqual([]);
    });

    it('lays out a campaign that was paused meanwhile, and sends nothing before it is resumed', async () => {
      const { team, id } = await campaignFor([{}]);
      await launches.launch(team.scope, null, id);
      await control.pause(team.scope, null, id);
      await runLaunchJob(team, id);
      expect((await stats.get(team.scope, id)).queued).toBe(1);
      expect(await lab.rows(openLanes, [id])).toEqual([]);
      await control.resume(team.scope, null, id);
      expect(await lab.rows(openLanes, [id])).toHaveLength(1);
    });

    it('writes to each recipient when their own clock shows the time', async () => {
      const zones = ['America/New_York', 'Pacific/Auckland', null, 'America/Los_Angeles'];
      const { team, id } = await campaignFor(
        zones.map((timezone) => ({ timezone })),
        { localDate: '2027-03-20', localTime: '10:00' },
      );
      await launches.launch(team.scope, null, id);
      await runLaunchJob(team, id);
      const due = await lab.rows<{ lead_id: string; due_at: Date }>(
        'SELECT lead_id, due_at FROM message_ledger WHERE source_id = $1',
        [id],
      );
      const dueOf = team.leadIds.map((lead) =>
        due.find(({ lead_id }) => lead_id === lead)?.due_at.toISOString(),
      );
      expect(dueOf).toEqual([
        '2027-03-20T14:00:00.000Z',
        '2027-03-19T21:00:00.000Z',
        '2027-03-20T15:00:00.000Z', // unknown: the team's own zone, Chicago
        '2027-03-20T17:00:00.000Z',
      ]);
    });

    it('splits the audience by the weights, with figures per variant', async () => {
      const variants = [
        { name: 'A', weight: 20, subject: 'a' },
        { name: 'B', weight: 80, subject: 'b' },
      ];
      const { team, id } = await campaignFor(
        Array.from({ length: 200 }, () => ({})),
        { variants },
      );
      await launches.launch(team.scope, null, id);
      await runLaunchJob(team, id);
      const { audience, variants: split } = await stats.get(team.scope, id);
      expect(audience).toBe(200);
      expect(split.map(({ variant }) => variant)).toEqual(['A', 'B']);
      const [a, b] = split.map((figures) => figures.audience) as [number, number];
      expect(a + b).toBe(200);
      // 40 expected; six standard deviations either way.
      expect(Math.abs(a - 40)).toBeLessThan(34);
      const subjects = await lab.rows(
        `SELECT DISTINCT m.variant, c.subject FROM message_ledger m JOIN message_content c ON c.id = m.content_id
         WHERE m.source_id = $1 ORDER BY 1`,
        [id],
      );
      expect(subjects).toEqual([
        { variant: 'A', subject: 'a' },
        { variant: 'B', subject: 'b' },
      ]);
    });

    it('keeps the reason when it is given up, and the campaign ends', async () => {
      const { team, id } = await campaignFor([{}]);
      await launches.launch(team.scope, null, id);
      await lab.rows('UPDATE team SET postal_address = NULL WHERE id = $1', [team.scope.teamId]);
      await expect(runLaunchJob(team, id)).rejects.toMatchObject({ code: 'postal_address_missing' });
      await inTeam(team, (tx) => control.giveUp(tx, id, 'postal_address_missing'));
      expect(await lab.app.get(CampaignsService).get(team.scope, id)).toMatchObject({
        status: 'CANCELLED',
        failure: 'postal_address_missing',
        finishedAt: expect.any(Date),
      });
      expect((await lab.trail(id)).at(-1)).toBe('campaign.failed');
    });
  });

  describe('steering', () => {
    it('pauses, resumes and cancels together with the message source', async () => {
      const { team, id } = await campaignFor([{}, {}]);
      await launches.launch(team.scope, null, id);
      await runLaunchJob(team, id);
      const source = () => lab.rows('SELECT state, epoch FROM message_source WHERE id = $1', [id]);
      expect(await control.pause(team.scope, team.userId, id)).toMatchObject({ status: 'PAUSED' });
      expect(await source()).toEqual([{ state: 'paused', epoch: 0 }]);
      expect(await control.resume(team.scope, team.userId, id)).toMatchObject({ status: 'ACTIVE' });
      expect(await source()).toEqual([{ state: 'running', epoch: 1 }]);
      expect(await control.cancel(team.scope, team.userId, id)).toMatchObject({ status: 'CANCELLED' });
      expect(await source()).toMatchObject([{ state: 'cancelled' }]);
      expect(await stats.get(team.scope, id)).toMatchObject({ audience: 2, cancelled: 2, pending: 0 });
    });

    it.each([
      ['pause', 'DRAFT', 'PAUSED'],
      ['resume', 'DRAFT', 'ACTIVE'],
    ] as const)('refuses to %s a draft', async (event, from, to) => {
      const { team, id } = await campaignFor([{}]);
      await expect(control[event](team.scope, null, id)).rejects.toMatchObject({
        kind: 'conflict',
        code: 'campaign_illegal_transition',
        extra: { from, to },
      });
    });

    it('gives way to exactly one of many who pause at once', async () => {
      const { team, id } = await campaignFor([{}]);
      await launches.launch(team.scope, null, id);
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () => control.pause(team.scope, null, id)),
      );
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    });

    it('pauses with the reason when the provider refuses the account', async () => {
      const { team, id } = await campaignFor([{}]);
      await launches.launch(team.scope, null, id);
      await inTeam(team, (tx) => control.hold(tx, id, 'refused (401)'));
      const campaigns = lab.app.get(CampaignsService);
      expect(await campaigns.get(team.scope, id)).toMatchObject({
        status: 'PAUSED',
        failure: expect.stringContaining('401'),
      });
      expect(await control.resume(team.scope, null, id)).toMatchObject({ status: 'ACTIVE', failure: null });
    });
  });

  describe('completion', () => {
    it('waits for the last message', async () => {
      const { team, id } = await campaignFor([{}, {}]);
      await launches.launch(team.scope, null, id);
      await inTeam(team, (tx) => control.completeIfDone(tx, id));
      expect(await status(id)).toBe('ACTIVE');
      await runLaunchJob(team, id);
      await inTeam(team, (tx) => control.completeIfDone(tx, id));
      expect(await status(id)).toBe('ACTIVE');
      await settle(id, 'accepted');
      await inTeam(team, (tx) => control.completeIfDone(tx, id));
      await inTeam(team, (tx) => control.completeIfDone(tx, id));
      expect(await status(id)).toBe('COMPLETED');
      expect(await stats.get(team.scope, id)).toMatchObject({
        audience: 2,
        accepted: 2,
        sent: 2,
        pending: 0,
      });
      const events = await lab.rows(
        `SELECT payload FROM domain_event WHERE name = 'campaign.completed' AND team_id = $1`,
        [team.scope.teamId],
      );
      expect(events).toEqual([{ payload: { campaignId: id } }]);
      expect((await lab.trail(id)).filter((type) => type === 'campaign.completed')).toHaveLength(1);
    });

    it('does not complete a paused campaign, nor a source that is not a campaign', async () => {
      const { team, id } = await campaignFor([{}]);
      await launches.launch(team.scope, null, id);
      await runLaunchJob(team, id);
      await settle(id, 'accepted');
      await control.pause(team.scope, null, id);
      await inTeam(team, (tx) => control.completeIfDone(tx, id));
      expect(await status(id)).toBe('PAUSED');
      await inTeam(team, (tx) => control.completeIfDone(tx, team.userId));
    });
  });
});
