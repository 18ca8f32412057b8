import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ImportRun, type LeadImport } from '@domain/leads';
import { newId } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import { LeadsLab, type TeamOfTest } from './leads-lab';

const demo = path.resolve(import.meta.dirname, '../../../../prisma/demo/leads.csv');

describe('CSV import', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;

  beforeAll(async () => {
    lab = await LeadsLab.start();
    await lab.startWorker();
  });
  beforeEach(async () => {
    team = await lab.team();
  });
  afterAll(() => lab.stop());

  const get = async (id: string) => (await lab.call(team, 'GET', `/leads/import/${id}`)).body;
  const ended = (id: string) =>
    eventually(async () => {
      const found = await get(id);
      expect(['completed', 'failed', 'cancelled']).toContain(found.state);
      return found;
    });
  const importNow = async (csv: string | Buffer, fields: Record<string, string> = {}) => {
    const { body } = await lab.upload(team, csv, { start: 'true', ...fields });
    return ended(body.id);
  };
  const errorsOf = async (id: string) =>
    (await lab.call(team, 'GET', `/leads/import/${id}/errors`)).text.trim().split('\r\n').slice(1);
  const leads = () =>
    lab.sql<Record<string, unknown>>('SELECT * FROM lead WHERE team_id = $1 ORDER BY import_line, name', [
      team.scope.teamId,
    ]);
  const filesLeft = () => lab.sql('SELECT FROM stored_file_chunk WHERE team_id = $1', [team.scope.teamId]);

  it('imports the demo file: duplicates skipped, the bad row named', async () => {
    const end = await importNow(await readFile(demo));
    expect(end).toMatchObject({ state: 'completed', error: null });
    expect(end.created + end.skipped + end.failed).toBe(end.totalRows);
    expect(end).toMatchObject({ skipped: 6, failed: 1 });
    const errors = await errorsOf(end.id);
    expect(errors.filter((line) => line.includes('"duplicate_in_file"'))).toHaveLength(6);
    expect(errors.filter((line) => line.includes('"email_invalid"'))).toHaveLength(1);
    const [created, activities] = [
      await lab.events(team, 'lead.created'),
      await lab.sql('SELECT type, changes FROM activity WHERE team_id = $1', [team.scope.teamId]),
    ];
    expect(created).toHaveLength(end.created);
    expect(created[0]).toMatchObject({ importId: end.id, quiet: true, userId: team.userId });
    expect(activities).toEqual([
      { type: 'lead.import_finished', changes: expect.objectContaining({ created: end.created }) },
    ]);
    const [zones] = await lab.sql(
      'SELECT count(DISTINCT timezone)::int AS zones, count(*) FILTER (WHERE custom_fields ? $2)::int AS budgets FROM lead WHERE team_id = $1',
      [team.scope.teamId, 'budget'],
    );
    expect(zones!.zones).toBeGreaterThan(3);
    expect(zones!.budgets).toBeGreaterThan(50);
    expect(await filesLeft()).toEqual([]);
  });

  it('creates nothing when the same file comes again', async () => {
    await importNow(await readFile(demo));
    const before = await leads();
    const again = await importNow(await readFile(demo));
    expect(again).toMatchObject({ created: 0, updated: 0, failed: 1, skipped: again.totalRows - 1 });
    expect(await leads()).toEqual(before);
    expect((await errorsOf(again.id)).some((line) => line.includes('duplicate_in_team'))).toBe(true);
  });

  it('waits with a preview and a suggestion until it is started with a mapping', async () => {
    const csv = 'Vorname;Mail;Mail;Größe\nJosé;jose@example.com;x;12\n\nAnn;ann@example.com;y;\n';
    const { status, body } = await lab.upload(team, Buffer.from(csv, 'latin1'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'uploaded',
      encoding: 'windows-1252',
      columns: ['Vorname', 'Mail', 'Mail (2)', 'Größe'],
      mapping: { Vorname: 'custom.vorname', Mail: 'email', 'Mail (2)': 'custom.mail2' },
      preview: [
        ['José', 'jose@example.com', 'x', '12'],
        ['Ann', 'ann@example.com', 'y', ''],
      ],
      totalRows: null,
    });
    expect(await leads()).toEqual([]);
    const start = (mapping: object) => lab.call(team, 'POST', `/leads/import/${body.id}/start`, { mapping });
    const codeOf = async (mapping: object) => (await start(mapping)).body.errors?.[0]?.code;
    expect(await codeOf({ Nope: 'email' })).toBe('mapping_column_unknown');
    expect(await codeOf({ Mail: 'nope' })).toBe('mapping_field_unknown');
    expect(await codeOf({ Mail: 'custom.a b' })).toBe('mapping_field_unknown');
    expect(await codeOf({ Mail: 'email', 'Mail (2)': 'email' })).toBe('mapping_field_twice');
    expect(await codeOf({ Größe: 'custom.size' })).toBe('mapping_incomplete');
    const started = await start({ Vorname: 'firstName', Mail: 'email', Größe: 'custom.size' });
    expect(started.body.state).toBe('running');
    expect(await ended(body.id)).toMatchObject({ state: 'completed', created: 2, totalRows: 2 });
    const [first, second] = await leads();
    expect(first).toMatchObject({
      name: 'José',
      email: 'jose@example.com',
      custom_fields: { size: '12' },
      import_line: 2,
      source: 'import',
    });
    expect(second).toMatchObject({ name: 'Ann', import_line: 4 });
    const again = await start({ Mail: 'email' });
    expect([again.status, again.body.code]).toEqual([409, 'import_not_startable']);
  });

  it('does not start by itself when two columns mean the same', async () => {
    const { body } = await lab.upload(team, 'Email,E-Mail,Name\na@b.co,c@d.co,A\n', { start: 'true' });
    expect(body).toMatchObject({ state: 'uploaded', ambiguous: ['E-Mail'] });
  });

  it('starts at once with a mapping', async () => {
    const end = await importNow('who,mail\nAna,ana@example.com\n', {
      mapping: '{"who":"name","mail":"email"}',
      start: 'false',
    });
    expect(end).toMatchObject({ state: 'completed', created: 1 });
  });

  it('updates duplicates by email or phone when asked to, the later row of the file last', async () => {
    const make = (body: object) => lab.call(team, 'POST', '/leads', body);
    const [ana, ben] = [
      (
        await make({
          name: 'Ana',
          email: 'ana@example.com',
          company: 'Old',
          smsConsent: 'denied',
          customFields: { a: '1' },
        })
      ).body,
      (await make({ name: 'Ben', phone: '+15125550188', timezone: 'America/Denver' })).body,
    ];
    const csv = [
      'Name,Email,Phone,Company,State,SMS Consent,Email Consent,Tags,custom.b',
      'Ana L,ANA@example.com,,,TX,yes,yes,hot,2',
      'Ben K,ben@example.com,512-555-0188,New,NY,,,,',
      'Cat,cat@example.com,,,,,,"hot, buyer",',
      'Cat Z,cat@example.com,512-555-0199,,,,,vip,9',
      'Two,ana@example.com,512-555-0188,,,,,,',
    ].join('\n');
    const end = await importNow(csv, { onDuplicate: 'update' });
    expect(end).toMatchObject({ state: 'completed', created: 1, updated: 3, skipped: 0, failed: 1 });
    expect(await errorsOf(end.id)).toEqual([expect.stringContaining('"6","matches_two_leads"')]);
    const read = async (id: string) => (await lab.call(team, 'GET', `/leads/${id}`)).body;
    expect(await read(ana.id)).toMatchObject({
      name: 'Ana L',
      company: 'Old',
      state: 'TX',
      emailConsent: 'granted',
      smsConsent: 'denied',
      customFields: { a: '1', b: '2' },
      tags: [{ name: 'hot' }],
    });
    expect(await read(ben.id)).toMatchObject({
      email: 'ben@example.com',
      company: 'New',
      timezone: 'America/Denver',
    });
    const [cat] = await lab.sql<{ id: string }>(
      `SELECT id FROM lead WHERE email = 'cat@example.com' AND team_id = $1`,
      [team.scope.teamId],
    );
    expect(await read(cat!.id)).toMatchObject({
      name: 'Cat Z',
      phone: '+15125550199',
      customFields: { b: '9' },
      tags: [{ name: 'buyer' }, { name: 'hot' }, { name: 'vip' }],
    });
    const updated = await lab.events(team, 'lead.updated');
    expect(updated.map(({ leadId }) => leadId).sort()).toEqual([ana.id, ben.id].sort());
    const proofs = await lab.sql(
      'SELECT channel, action, source FROM consent_record WHERE lead_id = $1 AND source = $2',
      [ana.id, 'import'],
    );
    expect(proofs).toEqual([{ channel: 'EMAIL', action: 'granted', source: 'import' }]);
  });

  it('counts duplicates as failed when asked to', async () => {
    const end = await importNow('Name,Email\nA,a@example.com\nB,A@example.com\n', { onDuplicate: 'fail' });
    expect(end).toMatchObject({ state: 'completed', created: 1, skipped: 0, failed: 1 });
  });

  it('goes on behind the last committed batch after a crash, and repeats nothing', async () => {
    // Another app has no worker: the job waits while this test does what a worker did before it died.
    const still = await LeadsLab.start();
    try {
      const owner = await still.team();
      const rows = Array.from(
        { length: 5_000 },
        (_, i) => `Lead ${i},lead${i}@example.com,bad-${i % 1_000 === 0}`,
      );
      const { body } = await still.upload(owner, ['Name,Email,Note', ...rows].join('\n'), { start: 'true' });
      const run = still.app.get(ImportRun, { strict: false });
      const current = await still.db.sql(owner.scope, (tx) => run.find(tx, body.id));
      const batches = run.unfinished(owner.scope, current as LeadImport);
      const first = (await batches.next()).value!;
      const second = (await batches.next()).value!;
      await batches.return(undefined);
      expect(await still.db.sql(owner.scope, (tx) => run.store(tx, body.id, first))).toBe(true);
      // The second batch dies before its commit.
      const crash = still.db.sql(owner.scope, async (tx) => {
        await run.store(tx, body.id, second);
        throw new Error('power cut');
      });
      await expect(crash).rejects.toThrow('power cut');
      const half = (await still.call(owner, 'GET', `/leads/import/${body.id}`)).body;
      expect(half).toMatchObject({ state: 'running', created: 2_000 });
      // A worker that stores the first batch again, because it did not hear of its commit, changes nothing.
      await still.db.sql(owner.scope, (tx) => run.store(tx, body.id, first));
      await still.startWorker();
      await eventually(async () => {
        const { body: end } = await still.call(owner, 'GET', `/leads/import/${body.id}`);
        expect(end).toMatchObject({
          state: 'completed',
          created: 5_000,
          skipped: 0,
          failed: 0,
          totalRows: 5_000,
        });
      });
      const [count] = await still.sql(
        'SELECT count(*)::int AS leads, count(DISTINCT import_line)::int AS lines FROM lead',
      );
      expect(count).toEqual({ leads: 5_000, lines: 5_000 });
      expect(await still.events(owner, 'lead.created')).toHaveLength(5_000);
    } finally {
      await still.stop();
    }
  });

  it('can be cancelled while it runs; what is in stays', async () => {
    const still = await LeadsLab.start();
    try {
      const owner = await still.team();
      const rows = Array.from({ length: 2_500 }, (_, i) => `Lead ${i},lead${i}@example.com`);
      const { body } = await still.upload(owner, ['Name,Email', ...rows].join('\n'), { start: 'true' });
      const run = still.app.get(ImportRun, { strict: false });
      const current = (await still.db.sql(owner.scope, (tx) => run.find(tx, body.id)))!;
      const batches = run.unfinished(owner.scope, current);
      const first = (await batches.next()).value!;
      const second = (await batches.next()).value!;
      await still.db.sql(owner.scope, (tx) => run.store(tx, body.id, first));
      const cancelled = await still.call(owner, 'POST', `/leads/import/${body.id}/cancel`);
      expect(cancelled.body).toMatchObject({ state: 'cancelled', created: 2_000 });
      expect(await still.db.sql(owner.scope, (tx) => run.store(tx, body.id, second))).toBe(false);
      const again = await still.call(owner, 'POST', `/leads/import/${body.id}/cancel`);
      expect([again.status, again.body.code]).toEqual([409, 'import_not_cancellable']);
      await still.startWorker();
      const job = () => still.sql<{ state: string }>(`SELECT state FROM job WHERE name = 'leads.import'`);
      await eventually(async () => expect(await job()).toEqual([{ state: 'completed' }]));
      expect((await still.call(owner, 'GET', `/leads/import/${body.id}`)).body).toMatchObject({
        state: 'cancelled',
        created: 2_000,
      });
    } finally {
      await still.stop();
    }
  });

  it('fails as a whole, before its first row, when the file is malformed further down', async () => {
    const note = 'x'.repeat(200);
    const rows = Array.from({ length: 3_000 }, (_, i) => `Lead ${i},lead${i}@example.com,${note}`);
    rows[2_900] = 'Lead "x",y@example.com,';
    const end = await importNow(['Name,Email,Note', ...rows].join('\n'));
    expect(end).toMatchObject({
      state: 'failed',
      created: 0,
      error: expect.stringMatching(/^csv_quote_misplaced: Line 2902/),
    });
    expect(await leads()).toEqual([]);
    expect((await lab.events(team, 'lead.import_finished')).at(-1)).toMatchObject({ state: 'failed' });
  });

  const unreadable: [string, string | Buffer, number, string][] = [
    ['nothing', '', 422, 'csv_empty'],
    ['an open quote', 'Name,Email\n"Ana,a@b.co\n', 422, 'csv_quote_not_closed'],
    ['a quote inside a cell', 'Name,Email\nAna "A",a@b.co\n', 422, 'csv_quote_misplaced'],
    ['text behind a quote', 'Name,Email\n"Ana"x,a@b.co\n', 422, 'csv_quote_misplaced'],
    [
      '101 columns',
      `${Array.from({ length: 101 }, (_, i) => `c${i}`).join(',')}\n`,
      422,
      'csv_too_many_columns',
    ],
    ['a zip archive', Buffer.from('PK\x03\x04rest', 'latin1'), 422, 'csv_not_text'],
    ['bytes that are no text', Buffer.from([65, 0, 0, 0, 66, 0, 0, 0, 1]), 422, 'csv_not_text'],
    ['more than 10 MB', Buffer.alloc(10 * 1024 * 1024 + 1, 'a,b\n'), 413, 'file_too_large'],
    ['a row without end', `Name,Email\n"${'x'.repeat(1_200_000)}`, 422, 'csv_row_too_large'],
  ];
  it.each(unreadable)('refuses %s and keeps nothing of it', async (_what, csv, status, code) => {
    const answer = await lab.upload(team, csv);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await filesLeft()).toEqual([]);
    expect((await lab.call(team, 'GET', '/leads/import')).body.data).toEqual([]);
  });

  it('takes a file of exactly 10 MB', async () => {
    const line = 'Ana,ana@example.com\n';
    const csv = Buffer.concat([Buffer.from('Name,Email\n'), Buffer.alloc(10 * 1024 * 1024 - 11, line)]);
    expect((await lab.upload(team, csv)).status).toBe(201);
  });

  const forms: [string, Record<string, string>, string][] = [
    ['an unknown field', { nope: '1' }, 'nope'],
    ['a mapping that is no JSON', { mapping: '{' }, 'mapping'],
    ['a mapping that is a list', { mapping: '["a"]' }, 'mapping'],
    ['a mapping of an unknown column', { mapping: '{"Nope":"email"}' }, 'mapping'],
    ['another policy', { onDuplicate: 'merge' }, 'onDuplicate'],
    ['a start that is neither', { start: 'maybe' }, 'start'],
  ];
  it.each(forms)('refuses %s and keeps nothing of it', async (_what, fields, field) => {
    const { status, body } = await lab.upload(team, 'Name,Email\nA,a@b.co\n', fields);
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'validation_failed', field]);
    expect(await filesLeft()).toEqual([]);
  });

  it('wants a form with a file', async () => {
    const json = await lab.call(team, 'POST', '/leads/import', { file: 'x' });
    expect([json.status, json.body.code]).toEqual([415, 'unsupported_media_type']);
    const none = await lab.call(team, 'POST', '/leads/import');
    expect(none.status).toBeGreaterThanOrEqual(400);
    expect(none.status).toBeLessThan(500);
  });

  it.each(['utf-16le', 'utf-16be'] as const)('reads %s', async (encoding) => {
    const text = Buffer.from('\ufeffName\tEmail\r\nZoë Ōtani\tzoe@example.com\r\n', 'utf16le');
    const end = await importNow(encoding === 'utf-16le' ? text : text.swap16());
    expect(end).toMatchObject({ encoding, created: 1 });
    expect((await leads())[0]).toMatchObject({ name: 'Zoë Ōtani' });
  });

  it('names every reason a row is refused', async () => {
    const csv = [
      'Name,Email,Phone,Status,Score,Value,Email Consent,Do Not Call,Time Zone',
      'A,nope,12,HOT,-1,much,perhaps,maybe,Mars',
      ',,,,,,,,',
      'n/a,-,none,,,,,,',
      '\'=Ana,,,won,7,"$1,250.50",opt-in,no,America/Denver',
    ].join('\n');
    const end = await importNow(csv);
    expect(end).toMatchObject({ created: 1, failed: 2, totalRows: 3 });
    const codes = (await errorsOf(end.id)).map((line) => line.split('","')[1]);
    expect(codes).toEqual([
      ...[
        'consent_invalid',
        'email_invalid',
        'flag_invalid',
        'phone_invalid',
        'score_invalid',
        'status_invalid',
      ],
      ...['timezone_invalid', 'value_invalid', 'no_contact'],
    ]);
    expect((await leads())[0]).toMatchObject({
      name: '=Ana',
      status: 'WON',
      score: 7,
      value: '1250.50',
      email_consent: 'granted',
      timezone: 'America/Denver',
    });
  });

  it('is hidden from other teams', async () => {
    const { body } = await lab.upload(team, 'Name,Email\nA,a@b.co\n');
    const stranger = await lab.team();
    for (const id of [body.id, newId()]) {
      for (const [method, route] of [
        ['GET', ''],
        ['GET', '/errors'],
        ['POST', '/start'],
        ['POST', '/cancel'],
      ] as const) {
        const answer = await lab.call(
          stranger,
          method,
          `/leads/import/${id}${route}`,
          method === 'POST' ? {} : undefined,
        );
        expect([route, answer.status, answer.body.code]).toEqual([route, 404, 'lead_import_not_found']);
      }
    }
    expect((await lab.call(stranger, 'GET', '/leads/import')).body).toEqual({ data: [], nextCursor: null });
    expect((await lab.call(team, 'GET', '/leads/import')).body.data).toHaveLength(1);
  });
});
