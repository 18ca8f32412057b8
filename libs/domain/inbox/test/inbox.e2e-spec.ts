import { newId } from '@platform/database';
import type { Answer, TeamOfTest } from '../../leads/test/leads-lab';
import { InboxLab, sandboxAccount } from './inbox-lab';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the inbox', () => {
  let lab: InboxLab;
  let team: TeamOfTest & { mail: string; number: string };

  beforeAll(async () => {
    lab = await InboxLab.start();
  });
  beforeEach(async () => {
    team = await lab.team();
  });
  afterAll(() => lab.stop());

  const get = async (path: string) => (await lab.call(team, 'GET', path)).body;
  const threads = async (query = '') => (await get(`/threads?${query}`)).data;
  const mail = (from: string, text: string, more: object = {}) =>
    lab.receiveMail({ from, to: team.mail, text, ...more });

  it('shows one conversation per lead and channel, the latest first, with what waits to be read', async () => {
    const ann = await lab.lead(team);
    const bob = await lab.lead(team, 'Bob Ray');
    await mail(`Ann <${ann.email}>`, 'Is it still for sale?\n\nOn Monday Jo wrote:\n> Look at this', {
      subject: '12 Oak Lane',
    });
    await lab.receiveText(bob.phone, team.number, 'Call me');
    await mail(ann.email, 'And how large is the garden?', { subject: 'Garden' });
    const [first, second, ...none] = await threads();
    expect(none).toEqual([]);
    expect(first).toMatchObject({
      ...{
        channel: 'EMAIL',
        leadId: ann.id,
        leadName: 'Ann Lee',
        unread: 2,
        isUnread: true,
        subject: 'Garden',
      },
      ...{ excerpt: 'And how large is the garden?', lastDirection: 'in', address: ann.email },
    });
    expect(second).toMatchObject({ channel: 'SMS', leadId: bob.id, unread: 1, excerpt: 'Call me' });
    expect(await get('/threads/counts')).toEqual({
      unread: 2,
      mine: 0,
      unassigned: 2,
      snoozed: 0,
      triage: 0,
    });
    expect(await threads(`channel=SMS&leadId=${bob.id}`)).toMatchObject([{ id: second.id }]);
    const page = await get(`/threads?limit=1`);
    expect((await get(`/threads?limit=1&cursor=${page.nextCursor}`)).data).toMatchObject([{ id: second.id }]);
    const { data } = await get(`/threads/${first.id}/messages`);
    expect(data.map((one: { text: string; unread: boolean }) => [one.text.slice(0, 7), one.unread])).toEqual([
      ['And how', true],
      ['Is it s', true],
    ]);
  });

  it('marks threads and single messages as read and unread', async () => {
    const ann = await lab.lead(team);
    const one = await mail(ann.email, 'One');
    const two = await mail(ann.email, 'Two');
    const [{ id }] = await threads('unread=true');
    expect((await lab.call(team, 'PATCH', `/messages/${one}/read`, {})).status).toBe(204);
    expect(await get(`/threads/${id}`)).toMatchObject({ unread: 1 });
    await lab.call(team, 'PATCH', `/messages/${two}/read`, { read: true });
    expect(await threads('unread=true')).toEqual([]);
    await lab.call(team, 'PATCH', `/messages/${one}/read`, { read: false });
    expect(await get(`/threads/${id}`)).toMatchObject({ unread: 1, isUnread: true });
    expect((await lab.call(team, 'PATCH', `/threads/${id}/read`, {})).body).toMatchObject({ unread: 0 });
    expect((await lab.call(team, 'PATCH', `/threads/${id}/read`, { read: false })).body).toMatchObject({
      unread: 1,
    });
  });

  it('is assigned, and without that answered by whoever has the lead', async () => {
    const ann = await lab.lead(team);
    await mail(ann.email, 'Hello');
    const [{ id }] = await threads('responsible=nobody');
    await lab.call(team, 'PATCH', `/leads/${ann.id}/assign`, { userId: team.userId });
    expect(await threads('responsible=me')).toMatchObject([
      { id, assignedToId: null, responsibleId: team.userId },
    ]);
    const colleague = await lab.routes.member(team.scope.teamId);
    const assigned = await lab.call(team, 'PATCH', `/threads/${id}/assign`, { userId: colleague });
    expect(assigned.body).toMatchObject({ assignedToId: colleague, responsibleId: colleague });
    expect(await threads('responsible=me')).toEqual([]);
    expect(await threads(`responsible=${colleague}`)).toMatchObject([{ id }]);
    expect(await lab.routes.events(team, 'inbox.thread_assigned')).toEqual([
      { threadId: id, assignedToId: colleague, leadId: ann.id, userId: team.userId },
    ]);
    expect(await lab.routes.activities(ann.id)).toContain('thread.assigned');
    const stranger = await lab.routes.team();
    const refused = await lab.call(team, 'PATCH', `/threads/${id}/assign`, { userId: stranger.userId });
    expect(refused.body.code).toBe('user_not_found');
  });

  it('sleeps until a moment, and comes back on top and unread', async () => {
    const [ann, bob] = [await lab.lead(team), await lab.lead(team, 'Bob Ray')];
    await mail(ann.email, 'Later, please');
    const [{ id }] = await threads();
    await mail(bob.email, 'Now');
    await lab.call(team, 'PATCH', `/threads/${id}/read`, {});
    const until = new Date(Date.now() + 1_500).toISOString();
    expect((await lab.call(team, 'PATCH', `/threads/${id}/snooze`, { until })).body).toMatchObject({
      snoozedUntil: until,
      isUnread: false,
    });
    expect((await threads()).map((one: { id: string }) => one.id)).not.toContain(id);
    expect(await threads('view=snoozed')).toMatchObject([{ id }]);
    await pause(1_600);
    expect((await threads())[0]).toMatchObject({ id, isUnread: true, unread: 0, snoozedUntil: null });
    expect((await threads('unread=true'))[0]).toMatchObject({ id });
    await lab.call(team, 'PATCH', `/threads/${id}/read`, {});
    expect((await threads('unread=true')).map((one: { id: string }) => one.id)).not.toContain(id);

    await lab.call(team, 'PATCH', `/threads/${id}/snooze`, {
      until: new Date(Date.now() + 60_000).toISOString(),
    });
    await mail(ann.email, 'I changed my mind');
    expect((await threads())[0]).toMatchObject({ id, unread: 1, snoozedUntil: null });
    const past = await lab.call(team, 'PATCH', `/threads/${id}/snooze`, { until: '2020-01-01T00:00:00Z' });
    expect(past.body.errors).toMatchObject([{ field: 'until', code: 'not_in_the_future' }]);
  });

  it('is searched by words, people and addresses', async () => {
    const [ann, bob] = [await lab.lead(team), await lab.lead(team, 'Bob Ray')];
    await mail(ann.email, 'We would love a roof terrace', { subject: 'Wishes' });
    await lab.receiveText(bob.phone, team.number, 'Is there a garage?');
    await lab.receiveText('+13125550199', team.number, 'Who are you?');
    const found = async (search: string, view = 'all') =>
      (await threads(`view=${view}&search=${encodeURIComponent(search)}`)).map(
        (one: { leadId: string | null; address: string }) => one.leadId ?? one.address,
      );
    expect(await found('TERRACE roof')).toEqual([ann.id]);
    expect(await found('wishes')).toEqual([ann.id]);
    expect(await found('bob')).toEqual([bob.id]);
    expect(await found('garage terrace')).toEqual([]);
    expect(await found('312 555 0199')).toEqual(['+13125550199']);
    expect((await lab.call(team, 'GET', '/threads?search=%21%21')).status).toBe(400);
    const other = await lab.team();
    expect((await lab.call(other, 'GET', '/threads?view=all&search=terrace')).body.data).toEqual([]);
  });

  it('sends answers that mail programs thread, and knows them again whoever answers', async () => {
    const ann = await lab.lead(team);
    const inbound = await mail(ann.email, 'Is it still for sale?', {
      subject: 'RE: AW: 12 Oak Lane',
      headers: { References: '<a@client.example> <b@client.example>' },
    });
    const [{ id: threadId }] = await threads();
    const sent = await lab.call(team, 'POST', '/messages/email', {
      threadId,
      text: 'It is, {{lead.firstName}}.',
      html: '<p>It is, {{lead.firstName}}.</p>',
    });
    expect([sent.status, sent.body.threadId]).toEqual([201, threadId]);
    const { id } = sent.body;
    await lab.handedOver(id);
    const [given] = lab.sandbox.control.outbox(ann.email).emails;
    const [received] = await lab.routes.sql<{ provider_id: string }>(
      `SELECT provider_id FROM inbound_message WHERE id = $1`,
      [inbound],
    );
    const ours = `${id}.${team.scope.teamId}@${team.mail.split('@')[1]}`;
    expect(given).toMatchObject({
      subject: 'Re: 12 Oak Lane',
      headers: {
        'Message-ID': `<${ours}>`,
        'In-Reply-To': `<${received!.provider_id}>`,
        References: `<a@client.example> <b@client.example> <${received!.provider_id}>`,
      },
    });
    expect(await get(`/threads/${threadId}`)).toMatchObject({ unread: 0, lastDirection: 'out' });
    const detail = await get(`/messages/${id}`);
    expect(detail).toMatchObject({
      direction: 'out',
      sourceKind: 'inbox',
      text: 'It is, Ann.',
      fromName: 'Jo Bell',
    });
    expect(detail.html).toContain('It is, Ann.');

    // Her husband answers from his own address: it is the same conversation.
    await mail('Tom <tom@elsewhere.example>', 'We take it. STOP the other mails?', {
      subject: 'Re: 12 Oak Lane',
      headers: { 'In-Reply-To': `<${ours}>`, References: `<x@y.example> <${ours}>` },
    });
    expect(await threads('view=all')).toMatchObject([
      { id: threadId, leadId: ann.id, unread: 1, address: 'tom@elsewhere.example' },
    ]);
    expect(await lab.routes.events(team, 'message.replied')).toMatchObject([
      { messageId: id, leadId: ann.id },
    ]);
    // … and is answered where he wrote from.
    const second = await lab.call(team, 'POST', '/messages/email', { threadId, text: 'Wonderful.' });
    expect(await get(`/messages/${second.body.id}`)).toMatchObject({ to: 'tom@elsewhere.example' });
  });

  it('takes the word of somebody else for their own address only', async () => {
    const ann = await lab.lead(team);
    const { body } = await lab.call(team, 'POST', '/messages/email', {
      ...{ leadId: ann.id, subject: 'A house', text: 'Look' },
    });
    await lab.handedOver(body.id);
    const ours = `${body.id}.${team.scope.teamId}@${team.mail.split('@')[1]}`;
    await mail('tom@elsewhere.example', 'Unsubscribe', { headers: { 'In-Reply-To': `<${ours}>` } });
    const suppressed = await lab.routes.sql(`SELECT address FROM suppression WHERE team_id = $1`, [
      team.scope.teamId,
    ]);
    expect(suppressed).toEqual([{ address: 'tom@elsewhere.example' }]);
    expect(await get(`/leads/${ann.id}`)).toMatchObject({ emailConsent: 'unknown' });
    expect(await lab.routes.events(team, 'message.opted_out')).toEqual([]);
    // A forged id of a message that never was leads nowhere.
    await mail('eve@elsewhere.example', 'Hi', {
      headers: { 'In-Reply-To': `<${newId()}.${team.scope.teamId}@x.example>` },
    });
    expect(await threads('view=triage')).toMatchObject([{ address: 'eve@elsewhere.example', leadId: null }]);
  });

  it('texts freely with those who wrote, and with consent to others', async () => {
    const ann = await lab.lead(team);
    const cold = await lab.call(team, 'POST', '/messages/sms', { leadId: ann.id, text: 'Hello' });
    expect(cold.status).toBe(201);
    const [message] = await lab.routes.sql(`SELECT purpose FROM message WHERE id = $1`, [cold.body.id]);
    expect(message).toEqual({ purpose: 'marketing' });
    await lab.receiveText(ann.phone, team.number, 'Yes?');
    const warm = await lab.call(team, 'POST', '/messages/sms', {
      threadId: cold.body.threadId,
      text: 'On my way',
    });
    await lab.handedOver(warm.body.id);
    expect(await get(`/messages/${warm.body.id}`)).toMatchObject({ to: ann.phone, text: 'On my way' });
  });

  it('refuses what cannot be sent', async () => {
    const ann = await lab.lead(team);
    const { body: bare } = await lab.call(team, 'POST', '/leads', { name: 'No address' });
    const refusals: [object, string, string][] = [
      [{ subject: 'x', text: 'x' }, 'leadId', 'recipient_required'],
      [{ leadId: ann.id, threadId: newId(), subject: 'x', text: 'x' }, 'leadId', 'recipient_required'],
      [{ leadId: ann.id, text: 'x' }, 'subject', 'required'],
      [{ leadId: ann.id, subject: 'x', text: ' ' }, 'text', 'required'],
      [{ leadId: ann.id, subject: 'x', text: '{{lead.nothing}}' }, 'text', 'unknown_field'],
      [{ leadId: bare.id, subject: 'x', text: 'x' }, 'leadId', 'no_address'],
    ];
    for (const [body, field, code] of refusals) {
      const answer = await lab.call(team, 'POST', '/messages/email', body);
      expect([answer.status, answer.body.errors]).toEqual([400, [expect.objectContaining({ field, code })]]);
    }
    const stranger = await lab.team();
    const foreign = await lab.call(stranger, 'POST', '/messages/email', {
      ...{ leadId: ann.id, subject: 'x', text: 'x' },
    });
    expect(foreign.body.code).toBe('lead_not_found');
    await mail(ann.email, 'Hi');
    const [{ id: threadId }] = await threads();
    const wrong = await lab.call(team, 'POST', '/messages/sms', { threadId, text: 'x' });
    expect([wrong.status, wrong.body.code]).toEqual([409, 'thread_channel']);
  });

  it('writes by a template what nobody wrote otherwise, and counts its use', async () => {
    const ann = await lab.lead(team);
    const make = async (path: string, body: object) =>
      (await lab.call(team, 'POST', path, { name: newId(), ...body })).body.id as string;
    const mailTemplate = await make('/email-templates', {
      subject: 'A house',
      body: '<p>Come <b>and</b> see</p>',
    });
    const textTemplate = await make('/sms-templates', { body: 'Come and see' });
    const send = (path: string, body: object) => lab.call(team, 'POST', `/messages/${path}`, body);
    const written = async ({ body }: Answer) => {
      const { subject, text, html } = await get(`/messages/${body.id}`);
      return [subject, text?.trim(), html];
    };
    expect(await written(await send('email', { leadId: ann.id, templateId: mailTemplate }))).toEqual([
      'A house',
      'Come and see',
      expect.stringContaining('<b>and</b>'),
    ]);
    await mail(ann.email, 'Where is it?', { subject: 'Garden' });
    const [{ id: threadId }] = await threads();
    const edited = { threadId, templateId: mailTemplate, text: 'Come on Friday' };
    expect(await written(await send('email', edited))).toEqual(['Re: Garden', 'Come on Friday', null]);
    expect(await written(await send('sms', { leadId: ann.id, templateId: textTemplate }))).toEqual([
      null,
      'Come and see',
      null,
    ]);
    for (const [path, uses] of [
      [`/email-templates/${mailTemplate}`, 2],
      [`/sms-templates/${textTemplate}`, 1],
    ] as const)
      expect((await get(path)).usage).toMatchObject({ messages: uses });
    const other = await send('email', { leadId: ann.id, templateId: textTemplate });
    expect([other.status, other.body.code]).toEqual([404, 'template_not_found']);
    const nothing = await send('sms', { leadId: ann.id, templateId: textTemplate, text: ' ' });
    expect(nothing.body.errors).toEqual([expect.objectContaining({ field: 'text', code: 'required' })]);
  });

  it('takes messages out, and what was not handed over is not sent', async () => {
    const ann = await lab.lead(team);
    const inbound = await mail(ann.email, 'Forget what I wrote');
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await lab.call(team, 'POST', '/messages/email', {
      ...{ leadId: ann.id, subject: 'Tomorrow', text: 'x', sendAt: later },
    });
    for (const id of [inbound, body.id])
      expect((await lab.call(team, 'DELETE', `/messages/${id}`)).status).toBe(204);
    expect((await get(`/threads/${body.threadId}/messages`)).data).toEqual([]);
    expect(await lab.routes.sql(`SELECT state FROM message_ledger WHERE id = $1`, [body.id])).toEqual([
      { state: 'cancelled' },
    ]);
    expect((await lab.call(team, 'DELETE', `/messages/${inbound}`)).body.code).toBe('message_not_found');
    expect(await get(`/threads/${body.threadId}`)).toMatchObject({ unread: 0 });
    const stranger = await lab.team();
    expect((await lab.call(stranger, 'DELETE', `/messages/${inbound}`)).body.code).toBe('message_not_found');
  });

  it('keeps mail safe to look at, and its files', async () => {
    const ann = await lab.lead(team);
    const id = await mail(ann.email, 'See the plan', {
      html: '<p onclick="x()">See</p><script>x()</script><img src="https://t.example/1.gif"><img src="cid:logo@x">',
      files: [
        { name: '../plan.pdf', type: 'application/pdf', content: 'PDF bytes' },
        { name: 'logo.png', type: 'image/png', content: 'PNG', contentId: '<logo@x>' },
      ],
    });
    const read = await lab.stored(team, id);
    const [plan, logo] = read.attachments;
    expect(read).toMatchObject({
      direction: 'in',
      state: 'received',
      text: 'See the plan',
      blockedImages: 1,
    });
    expect(read.html).toBe(`<p>See</p><img /><img data-attachment-id="${logo.id}" />`);
    expect((await get(`/messages/${id}?images=true`)).html).toContain('https://t.example/1.gif');
    expect(plan).toMatchObject({
      name: 'plan.pdf',
      size: 9,
      state: 'stored',
      contentType: 'application/pdf',
    });
    const file = await lab.call(team, 'GET', `/messages/${id}/attachments/${plan.id}`);
    expect([file.status, file.text]).toEqual([200, 'PDF bytes']);
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="plan.pdf"; filename*=UTF-8''plan.pdf`,
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const stranger = await lab.team();
    for (const path of [`/messages/${id}`, `/messages/${id}/attachments/${plan.id}`])
      expect((await lab.call(stranger, 'GET', path)).status).toBe(404);
    expect(await lab.routes.sql(`SELECT FROM inbound_upload`)).toEqual([]);
  });

  it('fetches the pictures of a text from the provider, and from nowhere else', async () => {
    const ann = await lab.lead(team);
    lab.sandbox.control.configure({ targetUrl: lab.sandbox.url });
    const content = Buffer.from('JPEG bytes').toString('base64');
    await lab.sandbox.control.inboundText({
      ...{ from: ann.phone, to: team.number, accountSid: sandboxAccount, body: 'kept' },
      media: [{ contentType: 'image/jpeg', content }],
    });
    const [kept] = lab.sandbox.control.outbox(ann.phone).texts;
    const url = `${lab.sandbox.url}/2010-04-01/Accounts/${sandboxAccount}/Messages/${kept!.sid}/Media/${kept!.media[0]!.sid}`;
    const id = await lab.receiveText(ann.phone, team.number, 'Look', {
      ...{ NumMedia: '3', MediaUrl0: url, MediaContentType0: 'image/jpeg' },
      ...{ MediaUrl1: 'http://169.254.169.254/latest/meta-data', MediaContentType1: 'image/png' },
      ...{ MediaUrl2: url.replace(/.$/, 'x'), MediaContentType2: 'image/png' },
    });
    const { attachments } = await lab.stored(team, id);
    expect(attachments).toMatchObject([
      { name: 'media-1.jpg', state: 'stored', size: 10, contentType: 'image/jpeg' },
      { name: 'media-2.png', state: 'refused', reason: 'foreign_address' },
      { name: 'media-3.png', state: 'refused', reason: 'gone' },
    ]);
    const file = await lab.call(team, 'GET', `/messages/${id}/attachments/${attachments[0].id}`);
    expect(file.text).toBe('JPEG bytes');
  });

  it('lets strangers wait, until somebody says who they are', async () => {
    const first = await mail('Eve Doe <eve@strangers.example>', 'Do you have flats?');
    expect(await threads()).toEqual([]);
    const [{ id }] = await threads('view=triage');
    expect(await get('/threads/counts')).toMatchObject({ triage: 1, unread: 0 });
    // Set aside, and back with the next mail.
    await lab.call(team, 'POST', `/threads/${id}/dismiss`);
    expect(await threads('view=triage')).toEqual([]);
    expect(await threads('view=dismissed')).toMatchObject([{ id, unread: 0 }]);
    await mail('Eve Doe <eve@strangers.example>', 'Hello?');
    expect(await threads('view=triage')).toMatchObject([{ id, senderName: 'Eve Doe', unread: 1 }]);
    // Answered without being a lead.
    const { body: answer } = await lab.call(team, 'POST', '/messages/email', {
      threadId: id,
      text: 'Who is it?',
    });
    expect(await get(`/messages/${answer.id}`)).toMatchObject({ to: 'eve@strangers.example', leadId: null });
    const made = await lab.call(team, 'POST', `/threads/${id}/lead`, {});
    expect(made.body).toMatchObject({ id, leadName: 'Eve Doe' });
    expect(await get(`/leads/${made.body.leadId}`)).toMatchObject({
      ...{ name: 'Eve Doe', email: 'eve@strangers.example', source: 'inbound_email' },
    });
    expect(await get(`/messages/${first}`)).toMatchObject({ leadId: made.body.leadId });
    expect((await lab.call(team, 'POST', `/threads/${id}/dismiss`)).body.code).toBe('thread_has_lead');
  });

  it('gives a stranger’s messages to the lead they are, now and later', async () => {
    const ann = await lab.lead(team);
    await mail(ann.email, 'From home');
    const [{ id: own }] = await threads();
    const work = await mail('ann@work.example', 'From work');
    const [{ id }] = await threads('view=triage');
    const attached = await lab.call(team, 'POST', `/threads/${id}/attach`, { leadId: ann.id });
    expect(attached.body).toMatchObject({ id: own, unread: 2, leadId: ann.id });
    expect((await lab.call(team, 'GET', `/threads/${id}`)).body.code).toBe('thread_not_found');
    const { data } = await get(`/threads/${own}/messages`);
    expect(data.map((one: { id: string }) => one.id)).toContain(work);
    await mail('ann@work.example', 'Again from work');
    expect(await threads('view=all')).toMatchObject([{ id: own, unread: 3 }]);
  });

  it('makes leads of strangers at once when the team wants it, but not of machines', async () => {
    await lab.call(team, 'PUT', '/settings/business', { unknownSenders: 'create_lead' });
    await lab.receiveText('+13125550177', team.number, 'Is the loft free?');
    await lab.receiveText('+13125550178', team.number, 'STOP');
    await mail('news@letters.example', 'Our offers', { headers: { Precedence: 'bulk' } });
    expect(await threads()).toMatchObject([{ leadName: '+13125550177', unread: 1 }]);
    expect(await threads('view=triage')).toMatchObject([
      { address: 'news@letters.example', unread: 0 },
      { address: '+13125550178' },
    ]);
  });

  it('lets colleagues talk about it, and tells those who are mentioned', async () => {
    const ann = await lab.lead(team);
    await mail(ann.email, 'Hello');
    const [{ id }] = await threads();
    const colleague = await lab.routes.member(team.scope.teamId);
    const { body, status } = await lab.call(team, 'POST', `/threads/${id}/comments`, {
      content: `Yours, @[Jo](${colleague})?`,
    });
    expect([status, body.mentions]).toEqual([201, [colleague]]);
    expect(await lab.routes.events(team, 'inbox.member_mentioned')).toEqual([
      { threadId: id, commentId: body.id, mentionedId: colleague, leadId: ann.id, userId: team.userId },
    ]);
    expect((await get(`/threads/${id}/comments`)).data).toEqual([body]);
    const other = { ...team, userId: colleague };
    const path = `/threads/${id}/comments/${body.id}`;
    expect((await lab.call(other, 'DELETE', path, undefined, 'MEMBER')).body.code).toBe('comment_not_yours');
    expect((await lab.call(team, 'DELETE', path, undefined, 'MEMBER')).status).toBe(204);
    expect((await lab.call(team, 'DELETE', path)).body.code).toBe('comment_not_found');
    const stranger = await lab.team();
    expect((await lab.call(stranger, 'GET', `/threads/${id}/comments`)).body.code).toBe('thread_not_found');
  });

  it('shows members their own leads’ conversations and nobody else’s', async () => {
    const [ann, bob] = [await lab.lead(team), await lab.lead(team, 'Bob Ray')];
    const viewer = { ...team, userId: await lab.routes.member(team.scope.teamId) };
    await lab.call(team, 'PATCH', `/leads/${ann.id}/assign`, { userId: team.userId });
    await lab.call(team, 'PATCH', `/leads/${bob.id}/assign`, { userId: viewer.userId });
    const hidden = await mail(ann.email, 'A secret terrace');
    await mail(bob.email, 'An open terrace');
    const [{ id }] = await threads(`leadId=${ann.id}`);
    // Not even by being assigned: the lead is what is seen.
    await lab.call(team, 'PATCH', `/threads/${id}/assign`, { userId: viewer.userId });
    const see = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) =>
      lab.call(viewer, method, path, body, 'VIEWER');
    for (const query of ['view=all', 'view=all&search=terrace', 'responsible=me'])
      expect((await see('GET', `/threads?${query}`)).body.data).toMatchObject([{ leadId: bob.id }]);
    expect((await see('GET', '/threads/counts')).body).toMatchObject({ unread: 1, mine: 1 });
    const attempts = [
      see('GET', `/threads/${id}`),
      see('GET', `/threads/${id}/messages`),
      see('GET', `/threads/${id}/comments`),
      see('POST', `/threads/${id}/comments`, { content: 'x' }),
      see('PATCH', `/threads/${id}/read`, {}),
      see('PATCH', `/threads/${id}/snooze`, { until: null }),
      see('POST', '/messages/email', { threadId: id, text: 'x' }),
      see('POST', '/messages/email', { leadId: ann.id, subject: 'x', text: 'x' }),
      see('GET', `/messages/${hidden}`),
      see('DELETE', `/messages/${hidden}`),
      see('PATCH', `/messages/${hidden}/read`, {}),
    ];
    expect((await Promise.all(attempts)).map(({ status }) => status)).toEqual(attempts.map(() => 404));
    const [{ id: open }] = (await see('GET', '/threads')).body.data;
    expect((await see('POST', '/messages/email', { threadId: open, text: 'Yes' })).status).toBe(201);
    expect((await see('PATCH', `/threads/${open}/read`, {})).body).toMatchObject({ unread: 0 });
    // Of strangers there is nobody yet whose they could be.
    await mail('new@strangers.example', 'Hi');
    const [stranger] = (await see('GET', '/threads?view=triage')).body.data;
    expect((await see('POST', `/threads/${stranger.id}/lead`, {})).status).toBe(201);
  });

  it('goes with its lead', async () => {
    const ann = await lab.lead(team);
    await mail(ann.email, 'Hello');
    const [{ id }] = await threads();
    await lab.call(team, 'DELETE', `/leads/${ann.id}`);
    expect((await lab.call(team, 'GET', `/threads/${id}`)).body.code).toBe('thread_not_found');
    await mail(ann.email, 'Hello again');
    expect(await threads('view=triage')).toMatchObject([{ address: ann.email, unread: 1 }]);
  });
});
