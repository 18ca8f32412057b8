import { newId, Prisma, type TenantScope } from '@platform/database';
import { Lanes } from '../lanes.service';
import { MessageContents } from '../message-contents.service';
import { MessageLayout } from '../layout/message-layout.service';
import { MessageSources } from '../message-sources.service';
import { SendingLab } from './sending-lab';

describe('a lane with nothing to do', () => {
  let lab: SendingLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await SendingLab.start({ worker: false });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    scope = await lab.team();
    await lab.crowd(scope, 3);
  });

  it('does not lay a source to rest that is being laid out at that moment', async () => {
    const sourceId = newId();
    await lab.sql(scope, (tx) => lab.get(MessageSources).create(tx, { id: sourceId, kind: 'campaign' }));
    const started = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const layingOut = lab.sql(scope, async (tx) => {
      const contentId = await lab
        .get(MessageContents)
        .create(tx, { channel: 'EMAIL', subject: 'News', text: 'Hello' });
      await lab.get(MessageLayout).begin(tx, {
        ...{ sourceId, channel: 'EMAIL', purpose: 'marketing' },
        ...{ contents: [{ contentId, weight: 1 }], audience: Prisma.sql`SELECT id FROM lead` },
        ...{ dueAt: new Date(Date.now() - 1_000), dedupePrefix: `campaign:${sourceId}` },
      });
      await lab.get(MessageLayout).continue(tx, { teamId: scope.teamId, sourceId, seq: 0 });
      started.resolve();
      await commit.promise;
    });
    await started.promise;
    const lane = { teamId: scope.teamId, sourceId, lane: 0, epoch: 0, seq: 0 };
    const resting = lab.sql(scope, (tx) => lab.get(Lanes).rest(tx, lane));
    await new Promise((resolve) => setTimeout(resolve, 300));
    commit.resolve();
    await Promise.all([layingOut, resting]);

    const [source] = await lab.rows<{ drained_at: Date | null }>(
      'SELECT drained_at FROM message_source WHERE id = $1',
      [sourceId],
    );
    expect(source?.drained_at).toBeNull();
    const nextRuns = await lab.rows(`SELECT id FROM job WHERE dedupe_key = $1`, [`lane:${sourceId}:0:0:1`]);
    expect(nextRuns).toHaveLength(1);
  });

  it('says once that a source is drained', async () => {
    const sourceId = newId();
    await lab.sql(scope, (tx) => lab.get(MessageSources).create(tx, { id: sourceId, kind: 'campaign' }));
    const lane = { teamId: scope.teamId, sourceId, lane: 0, epoch: 0, seq: 0 };
    await Promise.all([1, 2, 3].map(() => lab.sql(scope, (tx) => lab.get(Lanes).rest(tx, lane))));
    const events = await lab.rows(
      `SELECT id FROM domain_event WHERE name = 'messaging.source_drained' AND team_id = $1`,
      [scope.teamId],
    );
    expect(events).toHaveLength(1);
  });
});
