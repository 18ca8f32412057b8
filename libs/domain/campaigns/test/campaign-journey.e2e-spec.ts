import { eventually } from '../../../../test/support/eventually';
import { JourneyLab } from './journey-lab';

const email = { name: 'Open house', type: 'EMAIL', subject: 'Hi {{lead.firstName}}', body: '<p>Hello</p>' };
const sms = { name: 'Text', type: 'SMS', body: 'Hi {{lead.firstName}}' };

/** Nothing lost, nothing counted twice. */
function sumOf(stats: Record<string, number>): number {
  const parts = ['accepted', 'skipped', 'failed', 'uncertain', 'cancelled', 'pending'];
  return parts.reduce((sum, part) => sum + (stats[part] ?? Number.NaN), 0);
}

describe('a campaign from launch to mailbox', () => {
  let journey: JourneyLab;
  let numbers = 0;

  beforeAll(async () => {
    journey = await JourneyLab.start();
  });
  afterAll(() => journey.stop());
  afterEach(() => journey.sandbox.control.faults.remove());

  /** Leads with numbers that no other test writes to, beginning with +1212 and `block`. */
  const texted = (count: number, block: number) =>
    Array.from({ length: count }, () => ({ phone: `+1212${block}${String(numbers++).padStart(6, '0')}` }));

  it('goes out by email, and its figures come back through webhooks', async () => {
    const leads = Array.from({ length: 40 }, (_, index) => ({ email: `mail${index}@first.example.com` }));
    const team = await journey.team([
      ...leads,
      { email: 'bounce@first.example.com' },
      { email: 'click@first.example.com' },
      { email: null },
    ]);
    const id = await journey.create(team, email);
    expect(await journey.post(team, id, 'launch')).toMatchObject({ status: 'ACTIVE' });
    const done = await journey.until(team, id, 'COMPLETED');
    expect(done).toMatchObject({ audienceCount: 43, finishedAt: expect.any(String), failure: null });
    const stats = await journey.untilStats(
      team,
      id,
      ({ delivered, bounced }) => delivered! + bounced! === 42,
    );
    expect(stats).toMatchObject({
      audience: 43,
      accepted: 42,
      skipped: 1,
      skippedReasons: { no_address: 1 },
    });
    expect(stats.bounced).toBeGreaterThanOrEqual(1);
    await journey.untilStats(team, id, ({ clicked }) => clicked! >= 1);
    expect(sumOf(stats)).toBe(43);
    const accepted = journey.accepted(/@first\.example\.com$/);
    expect(accepted.size).toBe(42);
    expect(new Set(accepted.values())).toEqual(new Set([1]));
    const trail = await journey.lab.trail(id);
    for (const type of ['campaign.created', 'campaign.launched', 'campaign.completed']) {
      expect(trail.filter((each) => each === type)).toHaveLength(1);
    }
  });

  it('sends each variant its own text', async () => {
    const leads = Array.from({ length: 60 }, (_, index) => ({ email: `split${index}@split.example.com` }));
    const team = await journey.team(leads);
    const variants = [
      { name: 'A', weight: 50, subject: 'Subject A' },
      { name: 'B', weight: 50, subject: 'Subject B' },
    ];
    const id = await journey.create(team, { ...email, variants });
    await journey.post(team, id, 'launch');
    await journey.until(team, id, 'COMPLETED');
    const stats = await journey.stats(team, id);
    const split = stats.variants as unknown as { variant: string; audience: number }[];
    const mails = journey.sandbox.control.outbox('@split.example.com', 100).emails;
    for (const { variant, audience } of split) {
      expect(mails.filter(({ subject }) => subject === `Subject ${variant}`)).toHaveLength(audience);
    }
    expect(mails).toHaveLength(60);
  });

  it('waits for its time', async () => {
    const team = await journey.team([{ email: 'later@timed.example.com' }]);
    const scheduledAt = new Date(Date.now() + 2_500);
    const id = await journey.create(team, { ...email, scheduledAt });
    expect(await journey.post(team, id, 'launch')).toMatchObject({ status: 'SCHEDULED' });
    expect(journey.accepted(/@timed/).size).toBe(0);
    await journey.until(team, id, 'COMPLETED');
    const { data } = journey.sandbox.control.record.page({ limit: 1_000_000 });
    const sent = data.find(({ address }) => address === 'later@timed.example.com')!;
    expect(sent.acceptedAt).toBeGreaterThanOrEqual(scheduledAt.getTime());
  });

  it('stops within a batch per lane when paused, and goes on where it stopped', async () => {
    journey.sandbox.control.faults.add([{ provider: 'twilio', kind: 'latency', ms: 150 }]);
    const team = await journey.team(texted(800, 2));
    const id = await journey.create(team, sms);
    await journey.post(team, id, 'launch');
    await journey.untilStats(team, id, ({ accepted }) => accepted! > 0);
    expect(await journey.post(team, id, 'pause')).toMatchObject({ status: 'PAUSED' });
    const atPause = journey.accepted(/^\+12122/).size;
    const stopped = await journey.untilStats(team, id, ({ inFlight }) => inFlight === 0);
    // Eight lanes, each with a burst of fifty on its way.
    expect(stopped.accepted! - atPause).toBeLessThanOrEqual(400);
    expect(stopped.accepted).toBeLessThan(800);
    expect(await journey.lab.call(team, 'PUT', `/${id}`, { name: 'x' })).toMatchObject({ status: 409 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(journey.accepted(/^\+12122/).size).toBe(stopped.accepted);
    journey.sandbox.control.faults.remove();
    await journey.post(team, id, 'resume');
    await journey.until(team, id, 'COMPLETED', 40_000);
    const stats = await journey.stats(team, id);
    expect(stats).toMatchObject({ audience: 800, accepted: 800, segments: 800 });
    const accepted = journey.accepted(/^\+12122/);
    expect([accepted.size, Math.max(...accepted.values())]).toEqual([800, 1]);
  });

  it('stays cancelled, and accounts for everybody', async () => {
    journey.sandbox.control.faults.add([{ provider: 'twilio', kind: 'latency', ms: 150 }]);
    const team = await journey.team(texted(800, 3));
    const id = await journey.create(team, sms);
    await journey.post(team, id, 'launch');
    await journey.untilStats(team, id, ({ accepted }) => accepted! > 0);
    expect(await journey.post(team, id, 'cancel')).toMatchObject({ status: 'CANCELLED' });
    const stats = await journey.untilStats(team, id, ({ pending }) => pending === 0);
    expect(stats.cancelled).toBeGreaterThan(0);
    expect([stats.audience, sumOf(stats)]).toEqual([800, 800]);
    expect(journey.accepted(/^\+12123/).size).toBe(stats.accepted);
    expect(await journey.campaign(team, id)).toMatchObject({ status: 'CANCELLED' });
  });

  it('is paused with the reason while the provider refuses the account', async () => {
    journey.sandbox.control.faults.add([{ provider: 'sendgrid', kind: 'status', status: 401 }]);
    const team = await journey.team([{ email: 'one@refused.example.com' }]);
    const id = await journey.create(team, email);
    await journey.post(team, id, 'launch');
    expect(await journey.until(team, id, 'PAUSED')).toMatchObject({
      failure: expect.stringContaining('The provider refuses the account (401)'),
    });
    journey.sandbox.control.faults.remove();
    await eventually(async () => {
      if ((await journey.campaign(team, id)).status === 'PAUSED') await journey.post(team, id, 'resume');
      await journey.until(team, id, 'COMPLETED', 1_000);
    });
    expect(await journey.campaign(team, id)).toMatchObject({ failure: null });
    expect(journey.accepted(/@refused/)).toEqual(new Map([['one@refused.example.com', 1]]));
  });

  it('is given up when it cannot start any more', async () => {
    const team = await journey.team([{}]);
    const id = await journey.create(team, { ...email, scheduledAt: new Date(Date.now() + 1_500) });
    await journey.post(team, id, 'launch');
    await journey.lab.rows('UPDATE team SET postal_address = NULL WHERE id = $1', [team.scope.teamId]);
    const ended = await journey.until(team, id, 'CANCELLED');
    expect(ended.failure).toMatch(/^Marketing email must show the postal address/);
    expect(await journey.lab.trail(id)).toContain('campaign.failed');
  });

  it('completes at once when nobody has an address', async () => {
    const team = await journey.team([{ email: null }, { email: null }]);
    const id = await journey.create(team, email);
    await journey.post(team, id, 'launch');
    await journey.until(team, id, 'COMPLETED');
    expect(await journey.stats(team, id)).toMatchObject({ audience: 2, skipped: 2, accepted: 0 });
  });

  it('delivers a test to its author', async () => {
    const team = await journey.team([]);
    const id = await journey.create(team, email);
    const { body } = await journey.lab.call(team, 'POST', `/${id}/test`, { to: ['author@test.example.com'] });
    expect(body.messages).toHaveLength(1);
    await eventually(() => {
      const [mail] = journey.sandbox.control.outbox('author@test.example.com', 1).emails;
      expect(mail).toMatchObject({ subject: '[Test] Hi Maria' });
    });
    expect(await journey.stats(team, id)).toMatchObject({ audience: 0 });
  });
});
