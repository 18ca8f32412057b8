import { CustomFieldsHttpModule } from '@domain/custom-fields/http';
import { MessageTemplates } from '@domain/message-templates';
import { MessageTemplatesHttpModule } from '@domain/message-templates/http';
import { newId, Prisma } from '@platform/database';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';

const email = {
  name: 'After a viewing',
  category: 'Follow-up',
  subject: 'Thank you, {{lead.firstName | default: "neighbor"}}',
  body: '<p>Hi {{lead.firstName | default: "there"}}, did you like it?</p>',
};
const sms = { name: 'Reminder', body: 'Hi {{lead.firstName | default: "there"}}, see you at ten.' };

describe('message templates', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;

  beforeAll(async () => {
    lab = await LeadsLab.start([MessageTemplatesHttpModule, CustomFieldsHttpModule]);
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    team = await lab.team();
  });

  type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
  const call = (method: Method, path: string, body?: object) => lab.call(team, method, path, body);
  const done = async (method: Method, path: string, body?: object) => {
    const answer = await call(method, path, body);
    if (answer.status >= 300) throw new Error(answer.text);
    return answer.body;
  };
  const makeEmail = (changes: object = {}) => done('POST', '/email-templates', { ...email, ...changes });
  const makeSms = (changes: object = {}) => done('POST', '/sms-templates', { ...sms, ...changes });
  const lead = async (values: object = {}) =>
    (await done('POST', '/leads', { name: 'Ana Ruiz', ...values })).id as string;

  describe('an email template', () => {
    it('is answered cleaned, with its plain text, its fields and what was taken out', async () => {
      const body =
        '<p onclick="x()">Hi {{lead.firstName | default: "there"}}<script>evil()</script>, did you like it?</p>';
      const { status, body: made } = await call('POST', '/email-templates', { ...email, body });
      expect(status).toBe(201);
      expect(made).toEqual({
        ...email,
        id: expect.any(String),
        isActive: true,
        previewText: null,
        text: 'Hi {{lead.firstName | default: "there"}}, did you like it?',
        version: 1,
        variables: ['lead.firstName'],
        unknownFields: [],
        usageCount: 0,
        usage: { campaigns: 0, workflowMessages: 0, messages: 0 },
        lastUsedAt: null,
        usedBy: [],
        removed: ['p[onclick]', 'script'],
        createdById: team.userId,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      });
      expect(await done('GET', `/email-templates/${made.id}`)).toEqual({ ...made, removed: [] });
    });

    it('with mistakes is refused, each named at its place, unknown fields all at once', async () => {
      const answer = await call('POST', '/email-templates', {
        ...email,
        subject: 'Hi {{lead.nickname}}',
        body: '<p>{{lead.budgte}} {{lead.hous}}</p>',
      });
      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('template_invalid');
      expect(answer.body.errors).toMatchObject([
        { field: 'subject', code: 'unknown_field', position: 3 },
        { field: 'body', code: 'unknown_field', position: 3 },
        { field: 'body', code: 'unknown_field', position: 19 },
      ]);
    });

    it.each([
      [{ name: '' }],
      [{ body: '' }],
      [{ body: '<script>x</script>' }],
      [{ body: '<p style="color:{{lead.city}}">x</p>' }],
      [{ body: '{{#if lead.city}}x' }],
      [{ subject: 'a\nb' }],
      [{ usageCount: 7 }],
      [{ channel: 'SMS' }],
    ])('is refused: %j', async (changes) => {
      expect((await call('POST', '/email-templates', { ...email, ...changes })).status).toBe(400);
    });

    it('gets a version by each change of what it says, and by nothing else', async () => {
      const { id } = await makeEmail();
      const path = `/email-templates/${id}`;
      expect(await done('PUT', path, { name: 'Other', isActive: false, category: null })).toMatchObject({
        ...{ name: 'Other', isActive: false, category: null, version: 1 },
      });
      expect(await done('PUT', path, { body: email.body, subject: email.subject })).toMatchObject({
        version: 1,
      });
      expect(await done('PUT', path, { subject: 'Second', version: 1 })).toMatchObject({
        ...{ version: 2, subject: 'Second', body: email.body },
      });
      const late = await call('PUT', path, { body: '<p>Late</p>', version: 1 });
      expect([late.status, late.body.code, late.body.version]).toEqual([409, 'template_version_conflict', 2]);
      const back = await call('POST', `${path}/versions/1/restore`);
      expect(back.body).toMatchObject({ version: 3, subject: email.subject });
      expect((await done('POST', `${path}/versions/1/restore`)).version).toBe(3);
      const page = await done('GET', `${path}/versions?limit=2`);
      expect(
        page.data.map((one: { number: number; restoredFrom: number | null }) => [
          one.number,
          one.restoredFrom,
        ]),
      ).toEqual([
        [3, 1],
        [2, null],
      ]);
      const rest = await done('GET', `${path}/versions?limit=2&cursor=${page.nextCursor}`);
      expect(rest).toMatchObject({ data: [{ number: 1, subject: email.subject }], nextCursor: null });
      expect(await done('GET', `${path}/versions/2`)).toMatchObject({
        number: 2,
        subject: 'Second',
        body: email.body,
      });
      expect((await call('GET', `${path}/versions/9`)).body.code).toBe('template_version_not_found');
      const trail = await lab.sql('SELECT type, changes FROM activity WHERE subject_id = $1 ORDER BY id', [
        id,
      ]);
      expect(trail.map(({ type }) => type)).toEqual([
        ...['template.created', 'template.updated', 'template.updated', 'template.restored'],
      ]);
      expect(trail[2]!['changes']).toMatchObject({ version: { from: 1, to: 2 } });
      expect(await lab.events(team, 'template.changed')).toHaveLength(3);
      const rewrite = lab.db.sql(team.scope, (tx) =>
        tx.execute(
          Prisma.sql`UPDATE message_template_version SET subject = 'x' WHERE template_id = ${id}::uuid`,
        ),
      );
      await expect(rewrite).rejects.toThrow(/permission denied/);
    });

    it('keeps both of two changes at once: each is a version', async () => {
      const { id } = await makeEmail();
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd', 'e'].map((subject) => call('PUT', `/email-templates/${id}`, { subject })),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect(answers.map(({ body }) => body.version as number).sort()).toEqual([2, 3, 4, 5, 6]);
    });

    it('is copied with a history of its own', async () => {
      const { id } = await makeEmail();
      await done('PUT', `/email-templates/${id}`, { subject: 'Second', isActive: false });
      const copy = await done('POST', `/email-templates/${id}/duplicate`);
      expect(copy).toMatchObject({
        name: 'After a viewing (copy)',
        subject: 'Second',
        version: 1,
        isActive: true,
      });
      await done('PUT', `/email-templates/${copy.id}`, { subject: 'Third' });
      expect(await done('GET', `/email-templates/${id}`)).toMatchObject({ subject: 'Second' });
    });
  });

  it('are listed by page, category, switch and search, without their HTML', async () => {
    await makeEmail({ name: 'One' });
    await makeEmail({ name: 'Two', category: 'Listing', isActive: false, body: '<p>Granite kitchen</p>' });
    await makeSms();
    const page = await done('GET', '/email-templates?limit=1');
    expect(page.data).toMatchObject([{ name: 'Two', excerpt: 'Granite kitchen' }]);
    expect(page.data[0]).not.toHaveProperty('body');
    expect((await done('GET', `/email-templates?limit=1&cursor=${page.nextCursor}`)).data).toMatchObject([
      { name: 'One' },
    ]);
    const names = async (query: string) =>
      (await done('GET', `/email-templates?${query}`)).data.map(({ name }: { name: string }) => name);
    expect(await names('category=follow-UP')).toEqual(['One']);
    expect(await names('isActive=false')).toEqual(['Two']);
    expect(await names('search=granite')).toEqual(['Two']);
    expect(await names('search=thank you')).toEqual(['Two', 'One']);
    expect(await names('search=%25')).toEqual([]);
    expect((await done('GET', '/sms-templates')).data).toMatchObject([{ body: sms.body }]);
  });

  it('belong to a team and a channel: all others get what a random id gets', async () => {
    const { id } = await makeEmail();
    const theirs = await lab.team();
    const routes: [Method, string, object?][] = [
      ['GET', ''],
      ['PUT', '', { name: 'x' }],
      ['DELETE', ''],
      ['POST', '/duplicate', {}],
      ['POST', '/preview', {}],
      ['GET', '/versions'],
      ['GET', '/versions/1'],
      ['POST', '/versions/1/restore', {}],
    ];
    for (const [method, path, body] of routes) {
      const [random, foreign] = [
        await lab.call(team, method, `/email-templates/${newId()}${path}`, body),
        await lab.call(theirs, method, `/email-templates/${id}${path}`, body),
      ];
      const channel = await call(method, `/sms-templates/${id}${path}`, body);
      for (const answer of [random, foreign, channel])
        expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'template_not_found']);
    }
  });

  describe('a preview', () => {
    it('shows a sample lead, or one of the team’s, and names what is missing', async () => {
      const { id } = await makeEmail({
        body: '<p>Hi {{lead.firstName}} of {{lead.city}}, {{lead.custom.budget}}</p>',
      });
      const sample = await done('POST', `/email-templates/${id}/preview`, {});
      expect(sample).toMatchObject({
        subject: 'Thank you, Maria',
        text: 'Hi Maria of Austin, [lead.custom.budget]',
        missingFields: ['lead.custom.budget'],
      });
      expect(sample.unknownFields).toEqual(['lead.custom.budget']);
      await done('POST', '/settings/custom-fields', { label: 'Budget', type: 'number' });
      const leadId = await lead({ customFields: { budget: 450_000 } });
      expect(await done('POST', `/email-templates/${id}/preview`, { leadId })).toEqual({
        subject: 'Thank you, Ana',
        previewText: null,
        body: '<p>Hi Ana of [lead.city], 450000</p>',
        text: 'Hi Ana of [lead.city], 450000',
        missingFields: ['lead.city'],
        unknownFields: [],
        problems: [],
        removed: [],
      });
      await done('PUT', `/email-templates/${id}`, { body: '<p>New</p>' });
      expect((await done('POST', `/email-templates/${id}/preview`, { version: 1, leadId })).text).toMatch(
        /^Hi Ana/,
      );
    });

    it('escapes what a lead brings along', async () => {
      const { id } = await makeEmail({ body: '<p>{{lead.name}}</p>' });
      const leadId = await lead({ name: '<img src=x onerror=alert(1)>' });
      const shown = await done('POST', `/email-templates/${id}/preview`, { leadId });
      expect(shown.body).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>');
    });

    it('of a draft shows what it can, and every mistake', async () => {
      const draft = { subject: 'Hi {{lead.nickname}}', body: '<p>{{lead.firstName}}<script>x</script></p>' };
      expect(await done('POST', '/email-templates/preview', draft)).toMatchObject({
        subject: 'Hi [lead.nickname]',
        body: '<p>Maria</p>',
        missingFields: ['lead.nickname'],
        unknownFields: ['lead.nickname'],
        problems: [{ field: 'subject', code: 'unknown_field' }],
        removed: ['script'],
      });
      expect(
        await done('POST', '/email-templates/preview', { body: '<p>{{#if lead.city}}</p>' }),
      ).toMatchObject({
        body: null,
        problems: [{ code: 'required' }, { code: 'unbalanced_block' }],
      });
    });

    it('of a text counts what is sent', async () => {
      const plain = await makeSms();
      expect(plain.sms).toEqual({ encoding: 'GSM-7', segments: 1, characters: 25, unicodeCharacters: [] });
      const leadId = await lead({ name: 'Zoë’s 🏡', firstName: 'Zoë’s 🏡' });
      const shown = await done('POST', `/sms-templates/${plain.id}/preview`, { leadId });
      expect(shown).toMatchObject({ text: 'Hi Zoë’s 🏡, see you at ten.', missingFields: [] });
      expect(shown.sms).toMatchObject({
        encoding: 'UCS-2',
        segments: 1,
        unicodeCharacters: ['ë', '’', '🏡'],
      });
      const long = await done('POST', '/sms-templates/preview', { body: 'x'.repeat(161) });
      expect(long.sms).toMatchObject({ encoding: 'GSM-7', segments: 2 });
      expect((await call('POST', '/sms-templates', { ...sms, body: 'x'.repeat(1_601) })).status).toBe(400);
    });

    it('is of no lead that a member may not see', async () => {
      const { id } = await makeSms();
      const leadId = await lead({ assignedToId: await lab.member(team.scope.teamId) });
      const scope = team.scope.seenBy(team.userId);
      const shown = lab.db.sql(scope, (tx) =>
        lab.app.get(MessageTemplates).renderFor(tx, { templateId: id, channel: 'SMS', leadId }),
      );
      await expect(shown).rejects.toMatchObject({ code: 'lead_not_found' });
    });
  });

  describe('for the composer', () => {
    it('give their newest version, are counted, and are refused when they are off', async () => {
      const door = lab.app.get(MessageTemplates);
      const { id } = await makeEmail();
      const inTeam = <T>(work: Parameters<typeof lab.db.sql<T>>[1]) => lab.db.sql(team.scope, work);
      const text = await inTeam((tx) => door.contentOf(tx, id, 'EMAIL'));
      expect(text).toMatchObject({ version: 1, channel: 'EMAIL', html: email.body, subject: email.subject });
      const use = { templateId: id, version: 1, kind: 'message', subjectId: newId() } as const;
      await inTeam((tx) => door.recordUse(tx, use));
      await inTeam((tx) => door.recordUse(tx, use));
      expect(await done('GET', `/email-templates/${id}`)).toMatchObject({
        usageCount: 2,
        usage: { messages: 2 },
        lastUsedAt: expect.any(String),
      });
      await done('PUT', `/email-templates/${id}`, { isActive: false });
      await expect(inTeam((tx) => door.contentOf(tx, id, 'EMAIL'))).rejects.toMatchObject({
        code: 'template_inactive',
      });
      await expect(inTeam((tx) => door.contentOf(tx, id, 'SMS'))).rejects.toMatchObject({
        code: 'template_not_found',
      });
    });
  });
});
