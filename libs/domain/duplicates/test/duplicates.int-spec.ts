import { Merges } from '@domain/duplicates';
import { DuplicatesHttpModule } from '@domain/duplicates/http';
import { DuplicatesWorkerModule } from '@domain/duplicates/worker';
import { LeadAddressBook, LeadsService } from '@domain/leads';
import { newId } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import { tablesScanned } from '../../../../test/support/plans';
import { LeadsLab, type Answer, type TeamOfTest } from '../../leads/test/leads-lab';
import { Comparison } from '../matching/comparison.service';
import { Scans } from '../matching/scans.service';
import { Followers, notFollowing } from '../merging/followers.service';
import { PairsRepository } from '../pairs.repository';
import { MergeLab } from './merge-lab';

interface Pair {
  id: string;
  score: number;
  reasons: string[];
  leads: { id: string }[];
}

describe('duplicates', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let rows: MergeLab;

  beforeAll(async () => {
    lab = await LeadsLab.start([DuplicatesHttpModule]);
    await lab.startWorker([DuplicatesWorkerModule]);
  });
  beforeEach(async () => {
    team = await lab.team();
    rows = new MergeLab(lab, team);
  });
  afterAll(() => lab.stop());

  const lead = async (given: object): Promise<string> => {
    const { status, body } = await lab.call(team, 'POST', '/leads', { name: 'Ana Bell', ...given });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id;
  };
  const pairs = async (path = '/leads/duplicates', caller = team, role: 'OWNER' | 'VIEWER' = 'OWNER') =>
    (await lab.call(caller, 'GET', path, undefined, role)).body.data as Pair[];
  const pairsWhen = (count: number, path?: string) =>
    eventually(async () => {
      const found = await pairs(path);
      expect(found).toHaveLength(count);
      return found;
    });
  const merge = (into: string, from: string, fields?: object, role?: 'VIEWER' | 'OWNER'): Promise<Answer> =>
    lab.call(team, 'POST', `/leads/${into}/merge`, { from, ...(fields ? { fields } : {}) }, role);
  const undo = (id: string) => lab.call(team, 'POST', `/lead-merges/${id}/undo`);
  const get = (id: string) => lab.call(team, 'GET', `/leads/${id}`);

  describe('candidates', () => {
    it('are found when leads come and change, the likeliest first, and go with what made them', async () => {
      const ana = await lead({ email: 'ana.bell@gmail.com', city: 'Austin', state: 'TX' });
      const twin = await lead({ email: 'anabell+zillow@googlemail.com', city: 'austin' });
      const alike = await lead({ name: 'Bell, Ana', city: 'Austin' });
      await lead({ name: 'Jo Hill', city: 'Austin' });
      const found = await pairsWhen(3);
      expect(found[0]).toMatchObject({ score: 99, reasons: ['same_mailbox', 'same_name', 'same_city'] });
      expect(found[0]!.leads.map(({ id }) => id)).toEqual([ana, twin]);
      expect(found.slice(1).map(({ score, reasons }) => [score, reasons])).toEqual([
        [75, ['same_name', 'same_city']],
        [75, ['same_name', 'same_city']],
      ]);
      expect(await pairs(`/leads/${alike}/duplicates`)).toHaveLength(2);
      expect(await pairs('/leads/duplicates?leastScore=80')).toEqual([found[0]]);
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await lab.call(team, 'GET', `/leads/duplicates?limit=1${cursor}`);
        seen.push(...body.data.map(({ id }: Pair) => id));
        if (!body.nextCursor) break;
        cursor = `&cursor=${body.nextCursor}`;
      }
      expect(seen).toEqual(found.map(({ id }) => id));
      await lab.call(team, 'PUT', `/leads/${alike}`, { name: 'Zoe Marsh' });
      await pairsWhen(1);
      await lab.call(team, 'DELETE', `/leads/${twin}`);
      await pairsWhen(0);
      await eventually(async () =>
        expect(await lab.sql('SELECT FROM lead_match_key WHERE lead_id = $1', [twin])).toEqual([]),
      );
    });

    it('stay dismissed, whatever is found later, until somebody says otherwise', async () => {
      const ana = await lead({ email: 'ana@gmail.com' });
      const other = await lead({ email: 'ana+b@gmail.com' });
      const [pair] = await pairsWhen(1);
      const dismissed = await lab.call(team, 'POST', `/leads/duplicates/${pair!.id}/dismiss`);
      expect(dismissed.body).toMatchObject({ dismissedById: team.userId, dismissedAt: expect.any(String) });
      expect(await lab.activities(ana)).toContain('lead.duplicate_dismissed');
      // Nothing in common for a while, and then again.
      for (const [email, key] of [
        ['zoe@x.com', 'e:zoe@x.com'],
        ['a.n.a@gmail.com', 'e:ana@gmail.com'],
      ]) {
        await lab.call(team, 'PUT', `/leads/${other}`, { email });
        await eventually(async () => {
          const [written] = await lab.sql(
            `SELECT (SELECT count(*)::int FROM lead_match_key WHERE lead_id = $1 AND key = $2) AS keys,
               (SELECT count(*)::int FROM job WHERE team_id = $3 AND name = 'duplicates.compare' AND state <> 'completed') AS jobs`,
            [other, key, team.scope.teamId],
          );
          expect(written).toEqual({ keys: 1, jobs: 0 });
        });
      }
      expect(await pairs()).toEqual([]);
      expect(await pairs('/leads/duplicates?dismissed=true')).toHaveLength(1);
      await lab.call(team, 'POST', `/leads/duplicates/${pair!.id}/reopen`);
      expect(await pairs()).toHaveLength(1);
      expect((await lab.call(team, 'POST', `/leads/duplicates/${newId()}/dismiss`)).body.code).toBe(
        'duplicate_not_found',
      );
    });

    it('of a member are pairs of which they see both, and of another team none', async () => {
      const [one, two] = [await lead({ email: 'ana@gmail.com' }), await lead({ email: 'ana+b@gmail.com' })];
      const [pair] = await pairsWhen(1);
      const viewer = { ...team, userId: await lab.member(team.scope.teamId) };
      expect(await pairs('/leads/duplicates', viewer, 'VIEWER')).toHaveLength(1);
      await lab.call(team, 'PATCH', `/leads/${two}/assign`, { userId: team.userId });
      expect(await pairs('/leads/duplicates', viewer, 'VIEWER')).toEqual([]);
      const blind = (path: string, body?: object) => lab.call(viewer, 'POST', path, body, 'VIEWER');
      expect((await blind(`/leads/duplicates/${pair!.id}/dismiss`)).status).toBe(404);
      for (const path of ['merge', 'merge/preview']) {
        expect((await blind(`/leads/${one}/${path}`, { from: two })).status).toBe(404);
        expect((await blind(`/leads/${two}/${path}`, { from: one })).status).toBe(404);
      }
      const stranger = await lab.team();
      const foreign = (path: string, body?: object) => lab.call(stranger, 'POST', path, body);
      expect(await pairs('/leads/duplicates', stranger)).toEqual([]);
      expect((await lab.call(stranger, 'GET', `/leads/${one}/duplicates`)).status).toBe(404);
      expect((await foreign(`/leads/duplicates/${pair!.id}/dismiss`)).status).toBe(404);
      expect((await foreign(`/leads/${one}/merge`, { from: two })).status).toBe(404);
      const own = (await lab.call(stranger, 'POST', '/leads', { name: 'Jo' })).body.id;
      expect((await foreign(`/leads/${own}/merge`, { from: two })).status).toBe(404);
      const { body } = await merge(one, two);
      expect((await foreign(`/lead-merges/${body.merge.id}/undo`)).body.code).toBe('lead_merge_not_found');
      expect((await lab.call(stranger, 'GET', `/leads/${two}`)).body.mergedInto).toBeUndefined();
    });
  });

  /** One row of whatever hangs on a lead, and on some of it what the survivor has too. */
  async function everything(from: string, to: string): Promise<void> {
    const plant = (table: string, given: object) => rows.plant(table, given as Record<string, unknown>);
    for (const leadId of [from, to]) {
      for (const table of ['activity', 'note', 'task', 'consent_record', 'notification', 'score_history'])
        await plant(table, { lead_id: leadId, ...(table === 'notification' ? { dedupe_key: newId() } : {}) });
      await plant('score_signal', { lead_id: leadId, source_key: newId() });
      await plant('lead_score', { lead_id: leadId });
      await plant('inbound_message', { lead_id: leadId, provider_id: newId() });
      await plant('opt_out_review', { lead_id: leadId, channel: 'SMS', address: newId() });
      const thread = await plant('inbox_thread', {
        ...{ lead_id: leadId, channel: 'EMAIL', last_direction: 'in', address: leadId, excerpt: leadId },
        ...{ last_message_at: new Date(leadId === from ? '2026-06-02' : '2026-06-01'), unread: 1 },
      });
      await plant('inbox_entry', { thread_id: thread.id, direction: 'in' });
      await plant('inbox_comment', { thread_id: thread.id });
    }
    await plant('inbox_thread', { lead_id: from, channel: 'SMS', last_direction: 'in' });
    const [shared, own] = [await plant('tag', { name: 'Hot' }), await plant('tag', { name: 'Cold' })];
    for (const [leadId, tag] of [
      [from, shared],
      [to, shared],
      [from, own],
    ] as const)
      await plant('lead_tag', { lead_id: leadId, tag_id: tag.id });

    const hour = { status: 'SCHEDULED', end_at: new Date('2026-06-01T11:00:00Z') };
    const appointment = await plant('appointment', { lead_id: from, ...hour });
    for (const leadId of [from, to]) {
      const key = `lead:${leadId}`;
      await plant('appointment_attendee', { appointment_id: appointment.id, key, lead_id: leadId });
      await plant('appointment_reminder', {
        appointment_id: appointment.id,
        recipient: key,
        channel: 'EMAIL',
      });
    }
    const alone = await plant('appointment', hour);
    await plant('appointment_attendee', { appointment_id: alone.id, key: `lead:${from}`, lead_id: from });

    const both = await plant('workflow', { name: newId() });
    const single = await plant('workflow', { name: newId() });
    const enrolment = newId();
    for (const [leadId, workflow] of [
      [from, both],
      [to, both],
      [from, single],
    ] as const) {
      const given = {
        workflow_id: workflow.id,
        lead_id: leadId,
        state: 'waiting',
        exit_on: [],
        entered_by: enrolment,
      };
      const run = await plant('workflow_run', given);
      await plant('workflow_entry', { workflow_id: workflow.id, lead_id: leadId });
      await message(leadId, `run:${run.id}:a:0`, { kind: 'workflow' });
    }
    await plant('workflow_enrolment', {
      workflow_id: both.id,
      audience: JSON.stringify({ leadIds: [from] }),
      via: 'MANUAL',
    });
    await plant('campaign', { type: 'EMAIL', name: 'x', audience: JSON.stringify({ leadIds: [from] }) });

    const source = newId();
    await plant('message_source', { id: source, kind: 'campaign' });
    for (const leadId of [from, to]) await message(leadId, `campaign:${source}:${leadId}`, { source });
    await message(from, newId(), { state: 'delivered' });
    await plant('audience_part', { source_id: newId(), part: 0, size: 2, lead_ids: [newId(), from] });
    await plant('audience_part', { source_id: newId(), part: 0, size: 2, lead_ids: [to, from] });
  }

  async function message(
    leadId: string,
    key: string,
    { source = newId(), kind = 'campaign', state = 'queued', chunk = 'queued' } = {},
  ): Promise<string> {
    const id = newId();
    const due = new Date('2030-01-01');
    const place = { source_id: source, due_at: due, channel: 'EMAIL' };
    const held = await rows.plant('message_chunk', { ...place, state: chunk, size: 1 });
    const given = { id, lead_id: leadId, dedupe_key: key, chunk_id: held.id, state, source_kind: kind };
    await rows.plant('message', { ...place, ...given, purpose: 'marketing', to_address: leadId });
    return id;
  }

  describe('a merge', () => {
    it('does what its preview says, takes all with it, and can be undone row by row', async () => {
      const survivor = await lead({ email: 'ana@x.com', company: 'Bell', customFields: {} });
      const merged = await lead({
        name: 'Ana B.',
        email: 'ana@y.com',
        phone: '+15125550100',
        city: 'Austin',
      });
      await everything(merged, survivor);
      await eventually(async () =>
        expect(
          await lab.sql(`SELECT FROM job WHERE team_id = $1 AND state = 'scheduled' AND due_at <= now()`, [
            team.scope.teamId,
          ]),
        ).toEqual([]),
      );
      const before = await rows.picture();
      const [countsBefore, hisBefore] = [await rows.countOf(survivor), await rows.countOf(merged)];

      const preview = await lab.call(team, 'POST', `/leads/${survivor}/merge/preview`, { from: merged });
      expect(preview.status).toBe(200);
      expect(await rows.picture()).toEqual(before);

      const done = await merge(survivor, merged);
      expect(done.status).toBe(200);
      const { merge: made, ...report } = done.body;
      expect(report).toEqual(preview.body);
      expect(made).toMatchObject({
        survivorId: survivor,
        mergedId: merged,
        mergedName: 'Ana B.',
        undoable: true,
      });
      expect(report).toMatchObject({
        ...{ runsEnded: 1, messagesCancelled: 2, optOutsCarried: 0 },
        addressesKept: [{ channel: 'EMAIL', address: 'ana@y.com' }],
      });
      const moved = new Map(report.rows.map((row: { kind: string }) => [row.kind, row]));
      expect(moved.get('lead_tag')).toEqual({ kind: 'lead_tag', moved: 1, alreadyThere: 1 });
      expect(moved.get('appointment_attendee')).toEqual({
        kind: 'appointment_attendee',
        moved: 1,
        alreadyThere: 1,
      });
      expect(moved.get('inbox_thread')).toEqual({ kind: 'inbox_thread', moved: 1, alreadyThere: 1 });
      expect(moved.get('message')).toEqual({ kind: 'message', moved: 4, alreadyThere: 0 });

      // What is counted: all but what was there twice and may be there once.
      const { activity: _, score_due: _due, ...counts } = await rows.countOf(survivor);
      const sum = (table: string) => (countsBefore[table] ?? 0) + (hisBefore[table] ?? 0);
      for (const [table, once] of Object.entries({
        ...{
          note: 2,
          task: 2,
          notification: 2,
          consent_record: 2,
          score_signal: 2,
          score_history: 2,
          message: 6,
        },
        ...{ inbound_message: 2, opt_out_review: 2, workflow_run: 3, appointment: 1 },
      })) {
        expect([table, counts[table]]).toEqual([table, once]);
        expect([table, sum(table)]).toEqual([table, once]);
      }
      expect(counts).toMatchObject({
        lead_tag: 2,
        inbox_thread: 2,
        appointment_attendee: 2,
        workflow_entry: 2,
        lead_score: 1,
      });
      expect(await rows.countOf(merged)).toEqual({ activity: 1 });
      const threads = await lab.sql(
        `SELECT excerpt, unread FROM inbox_thread WHERE lead_id = $1 AND channel = 'EMAIL'`,
        [survivor],
      );
      expect(threads).toEqual([{ excerpt: merged, unread: 2 }]);
      const runs = await lab.sql(
        `SELECT state, end_reason AS why FROM workflow_run WHERE lead_id = $1 ORDER BY state`,
        [survivor],
      );
      expect(runs).toEqual([
        { state: 'cancelled', why: 'lead_merged' },
        ...Array(2).fill({ state: 'waiting', why: null }),
      ]);
      const audiences = await lab.sql<{ ids: string[] }>(
        `SELECT lead_ids AS ids FROM audience_part WHERE team_id = $1 ORDER BY size`,
        [team.scope.teamId],
      );
      expect(audiences.map(({ ids }) => ids.length)).toEqual([1, 2]);
      expect(audiences.every(({ ids }) => ids.includes(survivor))).toBe(true);
      expect(JSON.stringify(await rows.picture())).not.toContain(`"leadIds": ["${merged}"]`);

      const gone = await get(merged);
      expect([gone.status, gone.body.code, gone.body.mergedInto]).toEqual([404, 'lead_not_found', survivor]);
      expect((await get(survivor)).body).toMatchObject({
        email: 'ana@x.com',
        phone: '+15125550100',
        city: 'Austin',
        company: 'Bell',
      });
      expect(await lab.activities(survivor)).toContain('lead.merged');
      expect(await lab.events(team, 'lead.merged')).toEqual([
        { leadId: survivor, userId: team.userId, mergedId: merged, mergeId: made.id },
      ]);

      const undone = await undo(made.id);
      expect(undone.body).toMatchObject({ undoable: false, undoneById: team.userId });
      // What leads are compared by is written anew by a job.
      await eventually(async () => {
        const after = await rows.picture();
        for (const table of Object.keys(before))
          expect([table, after[table]]).toEqual([table, before[table]]);
        expect(Object.keys(after)).toEqual(Object.keys(before));
      });
      expect((await undo(made.id)).body.code).toBe('merge_undone');
      expect((await lab.call(team, 'GET', `/leads/${survivor}/merges`)).body.data).toEqual([undone.body]);
    });

    it('leaves what happened since with the survivor when it is undone', async () => {
      const [survivor, merged] = [
        await lead({ phone: '+15125550101' }),
        await lead({ phone: '+15125550102' }),
      ];
      const { body } = await merge(survivor, merged, { phone: 'merged' });
      expect((await get(survivor)).body.phone).toBe('+15125550102');
      const note = await rows.plant('note', { lead_id: survivor });
      await lab.call(team, 'PUT', `/leads/${survivor}`, { city: 'Dallas', smsConsent: 'denied' });
      await undo(body.merge.id);
      expect((await get(survivor)).body).toMatchObject({
        phone: '+15125550101',
        city: 'Dallas',
        smsConsent: 'denied',
      });
      // Who refused since then refused for both.
      expect((await get(merged)).body).toMatchObject({
        phone: '+15125550102',
        city: null,
        smsConsent: 'denied',
      });
      expect(await lab.sql('SELECT lead_id FROM note WHERE id = $1', [note.id])).toEqual([
        { lead_id: survivor },
      ]);
      expect(await lab.sql('SELECT FROM lead_address WHERE team_id = $1', [team.scope.teamId])).toEqual([]);
    });

    it('keeps the stricter consent, and a stop at one address holds for the other', async () => {
      const survivor = await lead({
        email: 'ana@x.com',
        phone: '+15125550101',
        emailConsent: 'granted',
        smsConsent: 'granted',
      });
      const merged = await lead({
        email: 'ana@y.com',
        phone: '+15125550102',
        emailConsent: 'denied',
        doNotCall: true,
      });
      for (const [address, reason] of [
        ['+15125550102', 'manual'],
        ['ana@y.com', 'hard_bounce'],
      ])
        await rows.plant('suppression', {
          channel: address!.includes('@') ? 'EMAIL' : 'SMS',
          address,
          reason,
          scope: 'all',
        });
      const { body } = await merge(survivor, merged, { emailConsent: undefined });
      expect(body.optOutsCarried).toBe(1);
      expect(body.consents).toContainEqual({
        ...{ field: 'emailConsent', value: 'denied', survivor: 'granted', merged: 'denied' },
      });
      expect((await get(survivor)).body).toMatchObject({
        emailConsent: 'denied',
        smsConsent: 'unknown',
        doNotCall: true,
      });
      const stopped = () =>
        lab.sql(
          `SELECT reason FROM suppression WHERE team_id = $1 AND address IN ('+15125550101', 'ana@x.com')`,
          [team.scope.teamId],
        );
      expect(await stopped()).toEqual([{ reason: 'manual' }]);
      expect((await merge(survivor, merged)).body.mergedInto).toBe(survivor);
      expect(
        (
          await lab.call(team, 'POST', `/leads/${survivor}/merge`, {
            from: newId(),
            fields: { emailConsent: 'merged' },
          })
        ).status,
      ).toBe(400);
      await undo(body.merge.id);
      expect(await stopped()).toEqual([]);
      expect((await get(survivor)).body).toMatchObject({
        emailConsent: 'granted',
        smsConsent: 'granted',
        doNotCall: false,
      });
    });

    it('knows who writes from either address, over any number of merges', async () => {
      await lab.sql(`UPDATE team SET sms_from_number = $2 WHERE id = $1`, [
        team.scope.teamId,
        '+15125550199',
      ]);
      const phones = ['+15125550101', '+15125550102', '+15125550103'];
      const [a, b, c] = [
        await lead({ phone: phones[0] }),
        await lead({ phone: phones[1] }),
        await lead({ phone: phones[2] }),
      ];
      const first = await merge(b!, a!);
      await merge(c!, b!);
      const writer = async (phone: string) =>
        (
          await lab.sql<{ id: string }>(
            `SELECT lead_id AS id FROM brickwork_conversations('SMS', $1, ARRAY['+15125550199'])`,
            [phone],
          )
        )[0]?.id;
      for (const phone of phones) expect(await writer(phone)).toBe(c);
      expect((await get(a!)).body.mergedInto).toBe(c);
      const { leads, book } = {
        leads: lab.app.get(LeadsService, { strict: false }),
        book: lab.app.get(LeadAddressBook, { strict: false }),
      };
      await lab.db.sql(team.scope, async (tx) => {
        expect(await leads.findByAddress(tx, 'phone', phones[0]!)).toBe(c);
        const stop = { channel: 'SMS', address: phones[0]!, source: 'sms_reply', evidence: null } as const;
        expect(await book.optOut(tx, stop)).toEqual([c]);
      });
      expect((await get(c!)).body.smsConsent).toBe('denied');
      // Of two merges the later is undone first.
      expect((await undo(first.body.merge.id)).body.code).toBe('merge_survivor_gone');
      const again = await lead({ name: 'Ana Again', phone: phones[0] });
      expect((await pairsWhen(1))[0]).toMatchObject({ reasons: ['earlier_address'] });
      expect(await writer(phones[0]!)).toBe(again);
    });

    it('is not undone by the next import of the same file', async () => {
      const [survivor, merged] = [
        await lead({ email: 'ana@x.com' }),
        await lead({ email: 'ana@y.com', phone: '+15125550102' }),
      ];
      await merge(survivor, merged, { phone: 'survivor' });
      const csv = 'Name,Email,Phone\nAna,ana@y.com,\nAna B.,,+15125550102\nJo,jo@y.com,\n';
      const started = await lab.upload(team, csv, { start: 'true' });
      await eventually(async () => {
        const { body } = await lab.call(team, 'GET', `/leads/import/${started.body.id}`);
        expect(body).toMatchObject({ state: 'completed', created: 1, skipped: 2 });
      });
    });

    it('crosses another without a deadlock, and is done once', async () => {
      const [one, two] = [await lead({}), await lead({})];
      for (const leadId of [one, two])
        for (let n = 0; n < 5; n++) await rows.plant('note', { lead_id: leadId });
      const answers = await Promise.all([merge(one, two), merge(two, one), merge(one, two), merge(two, one)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404]);
      const won = answers.find(({ status }) => status === 200)!.body.merge;
      expect(await rows.countOf(won.survivorId)).toMatchObject({ note: 10 });
      const undone = await Promise.all([undo(won.id), undo(won.id)]);
      expect(undone.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(await rows.countOf(one)).toMatchObject({ note: 5 });
      expect((await merge(one, one)).body.errors).toMatchObject([{ field: 'from', code: 'same_lead' }]);
    });

    it('sends once what both were to get, and lets be what is under way', async () => {
      const [survivor, merged] = [await lead({}), await lead({})];
      const key = (leadId: string, source: string) =>
        [leadId, `campaign:${source}:${leadId}`, { source }] as const;
      const both = async (mine: object, other: object) => {
        const source = newId();
        const [m, mk, mo] = key(merged, source);
        const [s, sk, so] = key(survivor, source);
        return [await message(m, mk, { ...mo, ...mine }), await message(s, sk, { ...so, ...other })] as const;
      };
      const waiting = await both({}, {});
      const had = await both({ state: 'delivered' }, {});
      const underWay = await both({ chunk: 'claimed' }, {});
      const refused = await both({}, { state: 'skipped' });
      await merge(survivor, merged);
      const state = async ([a, b]: readonly [string, string]) =>
        (
          await lab.sql<{ state: string }>(`SELECT state FROM message WHERE id IN ($1, $2) ORDER BY id`, [
            a,
            b,
          ])
        ).map(({ state }) => state);
      expect(await state(waiting)).toEqual(['cancelled', 'queued']);
      expect(await state(had)).toEqual(['delivered', 'cancelled']);
      expect(await state(underWay)).toEqual(['queued', 'cancelled']);
      expect(await state(refused)).toEqual(['queued', 'skipped']);
    });

    it('fetches what was on its way, gives it back with the rest, and can be undone for 30 days', async () => {
      const [survivor, merged] = [await lead({}), await lead({})];
      const { body } = await merge(survivor, merged);
      const late = await rows.plant('task', { lead_id: merged });
      const gather = () =>
        lab.db.sql(team.scope, (tx) => lab.app.get(Merges, { strict: false }).gather(tx, body.merge.id));
      await gather();
      const whose = async () =>
        (await lab.sql<{ id: string }>('SELECT lead_id AS id FROM task WHERE id = $1', [late.id]))[0]!.id;
      expect(await whose()).toBe(survivor);
      expect(
        await lab.sql(`SELECT name FROM job WHERE team_id = $1 AND name = 'duplicates.gather'`, [
          team.scope.teamId,
        ]),
      ).toHaveLength(2);
      await lab.sql(`UPDATE lead_merge SET merged_at = merged_at - interval '29 days' WHERE id = $1`, [
        body.merge.id,
      ]);
      await lab.app.get(Merges, { strict: false }).forget();
      expect((await undo(body.merge.id)).status).toBe(200);
      expect(await whose()).toBe(merged);

      const again = (await merge(survivor, merged)).body.merge.id;
      await lab.sql(`UPDATE lead_merge SET merged_at = merged_at - interval '31 days' WHERE id = $1`, [
        again,
      ]);
      expect((await undo(again)).body.code).toBe('merge_expired');
      await lab.app.get(Merges, { strict: false }).forget();
      expect(await lab.sql(`SELECT FROM lead_merge_part WHERE merge_id = $1`, [again])).toEqual([]);
      expect((await undo(again)).body.code).toBe('merge_expired');
      expect((await get(merged)).body.mergedInto).toBe(survivor);
    });

    it('is not undone over an address that another lead has by now', async () => {
      const [survivor, merged] = [await lead({ email: 'ana@x.com' }), await lead({ email: 'ana@y.com' })];
      const { body } = await merge(survivor, merged);
      await lead({ email: 'ana@y.com' });
      const refused = await undo(body.merge.id);
      expect([refused.status, refused.body.code, refused.body.errors[0].field]).toEqual([
        409,
        'merge_address_taken',
        'email',
      ]);
      expect((await get(merged)).status).toBe(404);
    });
  });

  describe('whatever names a lead', () => {
    const forgotten = async () => {
      const { all } = lab.app.get(Followers, { strict: false });
      const named = all.flatMap(({ rows: moves, tables = [] }) => [
        ...moves.flatMap(({ table, column, beside }) => [`${table}.${column}`, `${table}.${beside}`]),
        ...tables.map((table) => `${table}.lead_id`),
      ]);
      const columns = (await rows.tables('lead_id')).map((table) => `${table}.lead_id`);
      const apart = Object.keys(notFollowing).map((table) => `${table}.lead_id`);
      return columns.filter((column) => ![...named, ...apart].includes(column));
    };

    it('follows it when it is merged, or says why it does not', async () =>
      expect(await forgotten()).toEqual([]));

    it('is missed when a new table forgets to', async () => {
      await lab.sql('CREATE TABLE visit (lead_id uuid)');
      expect(await forgotten()).toEqual(['visit.lead_id']);
      await lab.sql('DROP TABLE visit');
    });
  });

  it('of leads that were there before are found by a scan, and no step of it grows with the team', async () => {
    await lab.sql(
      `INSERT INTO lead (id, team_id, name, email, city, updated_at)
       SELECT gen_random_uuid(), $1, 'Ana ' || md5((n % 2990)::text), 'a' || n % 2995 || '+' || n || '@x.com', 'City ' || n % 2990 % 99, now()
       FROM generate_series(1, 3000) n`,
      [team.scope.teamId],
    );
    await lab.sql('ANALYZE lead');
    await lab.app.get(Scans, { strict: false }).begin();
    const found = await pairsWhen(15, '/leads/duplicates?limit=100');
    expect(found.filter(({ score }) => score >= 95)).toHaveLength(5);
    await lab.sql('ANALYZE lead_match_key');
    const ids = found.flatMap(({ leads }) => leads.map(({ id }) => id));
    const [comparison, list] = [
      lab.app.get(Comparison, { strict: false }),
      lab.app.get(PairsRepository, { strict: false }),
    ];
    const client = await lab.database.admin.connect();
    const scanned = await tablesScanned(client, team.scope, async (tx) => {
      await comparison.writeKeys(tx, ids);
      await comparison.findPairs(tx, ids);
      await list.list(tx, { dismissed: false, limit: 20 });
      await list.list(tx, { dismissed: false, leadId: ids[0], limit: 20 });
    });
    client.release();
    expect(scanned.filter((table) => ['lead', 'lead_match_key'].includes(table))).toEqual([]);
  });
});
