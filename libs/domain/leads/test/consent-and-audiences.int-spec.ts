import { Audiences, compileAudience, LeadAddressBook, type Audience } from '@domain/leads';
import { newId, Prisma, type SqlTx } from '@platform/database';
import { LeadsLab, type TeamOfTest } from './leads-lab';

describe('what senders ask of leads', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let other: TeamOfTest;
  let book: LeadAddressBook;

  beforeAll(async () => {
    lab = await LeadsLab.start();
    book = lab.app.get(LeadAddressBook, { strict: false });
  });
  beforeEach(async () => {
    [team, other] = [await lab.team(), await lab.team()];
  });
  afterAll(() => lab.stop());

  const make = async (of: TeamOfTest, body: object): Promise<string> =>
    (await lab.call(of, 'POST', '/leads', body)).body.id;
  const inTeam = <T>(work: (tx: SqlTx) => Promise<T>) => lab.db.sql(team.scope, work);

  it('hands over addresses, consents and merge values, of this team only', async () => {
    const id = await make(team, {
      name: 'Ana Lopez',
      email: 'ana@example.com',
      state: 'CO',
      assignedToId: team.userId,
      doNotText: true,
      customFields: { budget: '1' },
    });
    const foreign = await make(other, { name: 'Not ours' });
    const rows = await inTeam((tx) => book.forSending(tx, [id, foreign, newId()]));
    expect(rows).toEqual([
      {
        id,
        name: 'Ana Lopez',
        firstName: 'Ana',
        lastName: 'Lopez',
        email: 'ana@example.com',
        phone: null,
        company: null,
        position: null,
        city: null,
        state: 'CO',
        source: 'manual',
        timezone: 'America/Denver',
        customFields: { budget: '1' },
        emailConsent: 'unknown',
        smsConsent: 'unknown',
        doNotEmail: false,
        doNotText: true,
        agentName: 'Jo Bell',
        agentEmail: `${team.userId}@bell.example`,
      },
    ]);
  });

  it('opts out by address and back in: consent, proof, activity and event in one transaction', async () => {
    const id = await make(team, { name: 'Ben', phone: '+15125550111', smsConsent: 'granted' });
    const statement = {
      channel: 'SMS',
      address: '(512) 555-0111',
      source: 'sms_reply',
      evidence: { text: 'STOP' },
    } as const;
    const consentOf = async () => (await lab.call(team, 'GET', `/leads/${id}`)).body.smsConsent;
    expect(await inTeam((tx) => book.optOut(tx, statement))).toEqual([id]);
    expect(await consentOf()).toBe('denied');
    await inTeam((tx) => book.optOut(tx, statement));
    expect(await inTeam((tx) => book.optIn(tx, statement))).toEqual([id]);
    expect(await consentOf()).toBe('granted');
    expect(await lab.activities(id)).toEqual(['lead.created', 'lead.unsubscribed', 'lead.resubscribed']);
    const proofs = await lab.sql(
      'SELECT action, source, address, evidence FROM consent_record WHERE lead_id = $1 ORDER BY id OFFSET 1',
      [id],
    );
    const proof = { source: 'sms_reply', address: '+15125550111', evidence: { text: 'STOP' } };
    expect(proofs).toEqual([
      { ...proof, action: 'withdrawn' },
      { ...proof, action: 'withdrawn' },
      { ...proof, action: 'granted' },
    ]);
    expect((await lab.events(team, 'lead.resubscribed')).at(-1)).toEqual({
      leadId: id,
      channel: 'SMS',
      source: 'sms_reply',
    });
  });

  it('keeps the proof when nobody has the address, and rolls back with the caller', async () => {
    const statement = {
      channel: 'EMAIL',
      address: 'Ghost@Example.com',
      source: 'one_click',
      evidence: null,
    } as const;
    expect(await inTeam((tx) => book.optOut(tx, statement))).toEqual([]);
    const proofs = () =>
      lab.sql('SELECT lead_id, address FROM consent_record WHERE team_id = $1', [team.scope.teamId]);
    expect(await proofs()).toEqual([{ lead_id: null, address: 'ghost@example.com' }]);
    const failing = inTeam(async (tx) => {
      await book.optOut(tx, statement);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await proofs()).toHaveLength(1);
  });

  it('does not touch a lead of another team with the same address', async () => {
    const foreign = await make(other, { name: 'X', email: 'same@example.com', emailConsent: 'granted' });
    const statement = {
      channel: 'EMAIL',
      address: 'same@example.com',
      leadId: foreign,
      source: 'provider',
      evidence: null,
    } as const;
    expect(await inTeam((tx) => book.optOut(tx, statement))).toEqual([]);
    expect((await lab.call(other, 'GET', `/leads/${foreign}`)).body.emailConsent).toBe('granted');
  });

  describe('audiences', () => {
    const select = (audience: Audience) =>
      inTeam(async (tx) => {
        const rows = await tx.rows(
          { id: 'uuid' },
          Prisma.sql`SELECT id FROM (${compileAudience(audience)}) AS meant`,
        );
        return rows.map(({ id }) => id).sort();
      });
    const audiences = () => lab.app.get(Audiences, { strict: false });

    it('select by filter, tags or ids, and count the same', async () => {
      const [a, b] = [
        await make(team, { name: 'Ann Hot' }),
        await make(team, { name: 'Bo Hot', source: 'web', score: 9 }),
      ];
      const foreign = await make(other, { name: 'Cy Hot', source: 'web' });
      const tagged = (await lab.call(team, 'POST', `/leads/${a}/tags`, { names: ['T'] })).body;
      const cases: [Audience, string[]][] = [
        [{ filter: {} }, [a, b]],
        [{ filter: { source: 'web', minScore: 9, search: 'hot' } }, [b]],
        [{ filter: { createdFrom: '2020-01-01T00:00:00Z', createdTo: '2021-01-01T00:00:00Z' } }, []],
        [{ tagIds: [tagged.tags[0].id] }, [a]],
        [{ leadIds: [b, foreign, newId()] }, [b]],
      ];
      for (const [audience, expected] of cases) {
        expect(await select(audience)).toEqual([...expected].sort());
        expect(await inTeam((tx) => audiences().count(tx, audience))).toBe(expected.length);
      }
    });

    it('take more matches of a search than a list shows', async () => {
      await lab.sql(
        `INSERT INTO lead (id, team_id, name, updated_at) SELECT gen_random_uuid(), $1, 'Smith ' || i, now() FROM generate_series(1, 1500) AS i`,
        [team.scope.teamId],
      );
      expect(await inTeam((tx) => audiences().count(tx, { filter: { search: 'smith' } }))).toBe(1_500);
    });

    it('name the id that is not ours', async () => {
      const [ours, theirs] = [await make(team, { name: 'A' }), await make(other, { name: 'B' })];
      const refused = (audience: Audience) => inTeam((tx) => audiences().require(tx, audience));
      await expect(refused({ leadIds: [ours] })).resolves.toBeUndefined();
      await expect(refused({ leadIds: [ours, theirs] })).rejects.toMatchObject({ code: 'lead_not_found' });
      await expect(refused({ tagIds: [newId()] })).rejects.toMatchObject({ code: 'tag_not_found' });
      await expect(refused({ filter: { assignee: other.userId } })).rejects.toMatchObject({
        code: 'user_not_found',
      });
      await expect(refused({ filter: { assignee: 'unassigned' } })).resolves.toBeUndefined();
    });

    it('are out of reach for a search of another team', async () => {
      await make(other, { name: 'Secret Person' });
      expect(await select({ filter: { search: 'secret' } })).toEqual([]);
      const outside = lab.sql(`SELECT brickwork_search_leads(ARRAY['%secret%'], NULL)`);
      expect(await outside).toEqual([]);
    });
  });
});
