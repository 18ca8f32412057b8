import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import messageSchema from '../../specs/twilio/message.schema.json' with { type: 'json' };
import { account, authToken, textClient } from '../../test/provider-clients';
import { createSandbox } from '../sandbox';
import type { Sandbox } from '../sandbox';

const from = '+15017122661';
const to = '+15558675310';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(async () => sandbox.close());
beforeEach(() => {
  sandbox.control.record.reset();
  sandbox.control.clearOutbox();
});

const basic = `Basic ${Buffer.from(`${account}:${authToken}`).toString('base64')}`;

async function post(form: string, authorization = basic) {
  const answer = await fetch(`${sandbox.url}/2010-04-01/Accounts/${account}/Messages.json`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: form,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('a text sent with the SDK', () => {
  it('is accepted, recorded under the id in its callback URL, and can be fetched', async () => {
    const client = textClient(sandbox.url);
    const statusCallback = 'http://127.0.0.1:1/api/webhooks/twilio/status?mid=m-7';
    const message = await client.messages.create({ from, to, body: 'Hello', statusCallback });
    expect(message).toMatchObject({ status: 'queued', numSegments: '1', to, from, accountSid: account });
    expect(message.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(message.dateCreated).toBeInstanceOf(Date);
    expect((await client.messages(message.sid).fetch()).body).toBe('Hello');
    expect(sandbox.control.record.page({ limit: 5 }).data).toEqual([
      expect.objectContaining({
        provider: 'sms',
        messageId: 'm-7',
        address: to,
        providerMessageId: message.sid,
        account,
      }),
    ]);
  });

  it('is listed by recipient, newest first, in pages', async () => {
    const client = textClient(sandbox.url);
    for (let index = 0; index < 5; index++) await client.messages.create({ from, to, body: `text ${index}` });
    await client.messages.create({ from, to: '+15558675311', body: 'other' });
    const found = await client.messages.list({ to, pageSize: 2 });
    expect(found.map((message) => message.body)).toEqual(['text 4', 'text 3', 'text 2', 'text 1', 'text 0']);
    const today = new Date();
    expect(
      await client.messages.list({ to, dateSentAfter: new Date(today.getTime() + 2 * 86_400_000) }),
    ).toEqual([]);
  });

  it('of another account is not found', async () => {
    const { sid } = await textClient(sandbox.url).messages.create({ from, to, body: 'mine' });
    const stranger = textClient(sandbox.url, `AC${'b'.repeat(32)}`);
    await expect(stranger.messages(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    expect(await stranger.messages.list()).toEqual([]);
  });

  it('is answered in the form of the provider document', async () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    for (const format of ['phone-number', 'uri-map', 'date-time-rfc-2822', 'currency'])
      ajv.addFormat(format, true);
    const validate = ajv.compile(messageSchema);
    const service = `MG${'a'.repeat(32)}`;
    for (const sender of [`From=${encodeURIComponent(from)}`, `MessagingServiceSid=${service}`]) {
      const { status, body } = await post(`To=${encodeURIComponent(to)}&Body=x&${sender}`);
      expect(status).toBe(201);
      validate(body);
      expect(validate.errors).toBeNull();
      expect(body['date_created']).toMatch(/^\w{3}, \d{2} \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
    }
  });

  it.each([
    ['a'.repeat(160), '1'],
    ['a'.repeat(161), '2'],
    [`${'a'.repeat(159)}€`, '2'],
    ['ü'.repeat(160), '1'],
    ['ç'.repeat(70), '1'],
    ['ç'.repeat(71), '2'],
    [`${'a'.repeat(68)}👍`, '1'],
  ])('counts its segments (case %#)', async (body, segments) => {
    const message = await textClient(sandbox.url).messages.create({ from, to, body });
    expect(message.numSegments).toBe(segments);
  });
});

const good = 'To=%2B15558675310&From=%2B15017122661&Body=x';

describe('a refusal', () => {
  it.each([
    ['+15005550001', 21211],
    ['+15005550004', 21610],
    ['+15005550009', 21614],
    ['5558675310', 21211],
  ])('for %s is %d', async (number, code) => {
    await expect(
      textClient(sandbox.url).messages.create({ from, to: number, body: 'x' }),
    ).rejects.toMatchObject({
      status: 400,
      code,
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    });
    expect(sandbox.control.record.summary()).toMatchObject({ refused: 1, sms: { accepted: 0 } });
  });

  it.each([
    ['no To', 'From=%2B15017122661&Body=x', 21604],
    ['no From', 'To=%2B15558675310&Body=x', 21603],
    ['a bad From', 'To=%2B15558675310&From=%2B1&Body=x', 21212],
    ['no Body', 'To=%2B15558675310&From=%2B15017122661', 21602],
    ['too long a Body', `To=%2B15558675310&From=%2B15017122661&Body=${'x'.repeat(1_601)}`, 21617],
    ['a lower-case name', 'to=%2B15558675310&From=%2B15017122661&Body=x', 21604],
    ['an unknown parameter', `${good}&Mid=1`, 20001],
    ['a bad callback URL', `${good}&StatusCallback=nowhere`, 21609],
    ['a callback to no web page', `${good}&StatusCallback=mailto%3Aa%40b.cc`, 21609],
    ['a bad service', 'To=%2B15558675310&MessagingServiceSid=MG1&Body=x', 21701],
    ['a number that is none', `${good}&ValidityPeriod=soon`, 20001],
  ])('for %s names its code', async (_name, form, code) => {
    const { status, body } = await post(form);
    expect([status, body['code']]).toEqual([400, code]);
    expect(Object.keys(body).sort()).toEqual(['code', 'message', 'more_info', 'status']);
  });

  it.each([
    ['no credentials', ''],
    ['a Bearer', 'Bearer x'],
    ['another account', `Basic ${btoa(`AC${'c'.repeat(32)}:t`)}`],
  ])('for %s is 401', async (_name, authorization) => {
    const { status, body } = await post(good, authorization);
    expect([status, body['code']]).toEqual([401, 20003]);
  });
});

it('takes repeated media URLs and an API key', async () => {
  const form =
    'To=%2B15558675310&From=%2B15017122661&MediaUrl=https%3A%2F%2Fa.example%2F1&MediaUrl=https%3A%2F%2Fa.example%2F2';
  const { status, body } = await post(form, `Basic ${btoa('SK1:secret')}`);
  expect([status, body['num_media']]).toEqual([201, '2']);
});

it('keeps the newest texts only', async () => {
  const small = await createSandbox({ keepMessages: 2 });
  const client = textClient(small.url);
  const sids: string[] = [];
  for (const body of ['one', 'two', 'three'])
    sids.push((await client.messages.create({ from, to, body })).sid);
  expect((await client.messages.list()).map((message) => message.body)).toEqual(['three', 'two']);
  await expect(client.messages(sids[0] ?? '').fetch()).rejects.toMatchObject({ code: 20404 });
  small.control.clearOutbox();
  await client.messages.create({ from, to, body: 'four' });
  expect(small.control.outbox().texts.map((text) => text.body)).toEqual(['four']);
  expect(small.control.record.summary().sms.accepted).toBe(4);
  await small.close();
});
