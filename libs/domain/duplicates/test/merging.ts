import { Merges } from '@domain/duplicates';
import { LeadAddressBook, LeadsService } from '@domain/leads';
import { newId } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import type { LeadsLab, TeamOfTest } from '../../leads/test/leads-lab';
import type { DuplicatesScene } from './duplicates-scene';
import type { MergeLab } from './merge-lab';
import { everything, message } from './what-hangs-on-a-lead';

/** Two leads become one, and two of one again. */
export function merging(scene: () => DuplicatesScene): void {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let rows: MergeLab;
  beforeEach(() => {
    ({ lab, team, rows } = scene());
  });
  const lead = (given: object) => scene().lead(given);
  const pairsWhen: DuplicatesScene['pairsWhen'] = (...given) => scene().pairsWhen(...given);
  const merge: DuplicatesScene['merge'] = (...given) => scene().merge(...given);
  const undo = (id: string) => scene().undo(id);
  const get = (id: string) => scene().get(id);

  it('does what its preview says, takes all with it, and can be undone row by row', async () => {
    const survivor = await lead({ email: 'ana@x.com', company: 'Bell', customFields: {} });
    const merged = await lead({
      name: 'Ana B.',
      email: 'ana@y.com',
      phone: '+15125550100',
      city: 'Austin',
    });
    await everything(rows, merged, survivor);
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
      for (const table of Object.keys(before)) expect([table, after[table]]).toEqual([table, before[table]]);
      expect(Object.keys(after)).toEqual(Object.keys(before));
    });
    expect((await undo(made.id)).body.code).toBe('merge_undone');
    expect((await lab.call(team, 'GET', `/leads/${survivor}/merges`)).body.data).toEqual([undone.body]);
  });

  it('leaves what happened since with the survivor when it is undone', async () => {
    const [survivor, merged] = [await lead({ phone: '+15125550101' }), await lead({ phone: '+15125550102' })];
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
    await lab.sql(`UPDATE team SET sms_from_number = $2 WHERE id = $1`, [team.scope.teamId, '+15125550199']);
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
      return [
        await message(rows, m, mk, { ...mo, ...mine }),
        await message(rows, s, sk, { ...so, ...other }),
      ] as const;
    };
    const waiting = await both({}, {});
    const had = await both({ state: 'delivered' }, {});
    const underWay = await both({ chunk: 'claimed' }, {});
    const refused = await both({}, { state: 'skipped' });
    await merge(survivor, merged);
    const state = async ([a, b]: readonly [string, string]) =>
      (
        await lab.sql<{ state: string }>(`SELECT state FROM message WHERE id IN ($1, $2) ORDER BY id`, [a, b])
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
    await lab.sql(`UPDATE lead_merge SET merged_at = merged_at - interval '31 days' WHERE id = $1`, [again]);
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
}
