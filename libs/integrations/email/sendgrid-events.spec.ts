import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MalformedWebhookError } from '@integrations/hand-off';
import { parseSendGridEvents } from './sendgrid-events';

const payload = (name: string) => readFileSync(join(import.meta.dirname, 'test/payloads', `${name}.json`));
const body = (...events: unknown[]) => Buffer.from(JSON.stringify(events));

describe("SendGrid's example of each event", () => {
  it.each([
    ['processed', 'processed'],
    ['deferred', 'deferred'],
    ['delivered', 'delivered'],
    ['bounce-bounce', 'bounced'],
    ['bounce-blocked', 'blocked'],
    ['dropped', 'dropped'],
    ['open', 'opened'],
    ['click', 'clicked'],
    ['spamreport', 'spam_report'],
    ['unsubscribe', 'unsubscribed'],
    ['group_unsubscribe', 'group_unsubscribed'],
  ])('%s is %s', (file, kind) => {
    const [event, ...more] = parseSendGridEvents(payload(file));
    expect(more).toHaveLength(0);
    expect(event).toMatchObject({
      kind,
      email: 'example@test.com',
      at: new Date('2017-12-15T00:59:29Z'),
      providerId: '14c5d75ce93',
    });
    expect(event?.eventId).toMatch(/==$/);
  });

  it('keeps the details a reader acts on', () => {
    expect(parseSendGridEvents(payload('click'))[0]?.url).toBe('http://www.sendgrid.com/');
    expect(parseSendGridEvents(payload('deferred'))[0]?.reason).toBe('400 try again later');
    expect(parseSendGridEvents(payload('dropped'))[0]?.reason).toBe('Bounced Address');
    expect(parseSendGridEvents(payload('group_unsubscribe'))[0]?.groupId).toBe(10);
    expect(parseSendGridEvents(payload('bounce-bounce'))[0]).toMatchObject({
      reason: '500 unknown recipient',
      smtpStatus: '5.0.0',
    });
  });
});

describe('our own ids', () => {
  it('come back from the custom arguments, and the provider id is the X-Message-Id', () => {
    const [event] = parseSendGridEvents(
      body({
        event: 'open',
        email: 'a@x.example',
        timestamp: 1_700_000_000,
        sg_event_id: 'e1',
        sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
        sg_machine_open: true,
        crm_message_id: 'm1',
        crm_team_id: 't1',
      }),
    );
    expect(event).toMatchObject({
      messageId: 'm1',
      teamId: 't1',
      providerId: 'LRzXl_NHStOGhQ4kofSm_A',
      machineOpen: true,
    });
  });

  it('are absent on a late bounce of foreign mail', () => {
    const [event] = parseSendGridEvents(
      body({ event: 'bounce', email: 'a@x.example', timestamp: 1, sg_event_id: 'e' }),
    );
    expect(event?.kind).toBe('bounced');
    expect(event?.messageId).toBeUndefined();
    expect(event?.providerId).toBeUndefined();
  });
});

describe('what nobody foresaw', () => {
  it('keeps an unknown event type and broken elements beside good ones', () => {
    const events = parseSendGridEvents(
      body({ event: 'account_status_change', sg_event_id: 'e1' }, null, 'x', [1], {
        event: 'delivered',
        sg_event_id: 'e2',
      }),
    );
    expect(events.map(({ kind }) => kind)).toEqual(['other', 'other', 'other', 'other', 'delivered']);
    expect(events[1]?.raw).toBeNull();
  });

  it('gives an element without an id the same id each time it comes', () => {
    const twice = [0, 1].map(
      () => parseSendGridEvents(body({ event: 'open', email: 'a@x.example' }))[0]?.eventId,
    );
    expect(twice[0]).toBe(twice[1]);
    expect(parseSendGridEvents(body({ event: 'open', email: 'b@x.example' }))[0]?.eventId).not.toBe(twice[0]);
  });

  it('reads a timestamp in a string, and puts the moment of receipt in place of a broken one', () => {
    const receivedAt = new Date('2026-01-02T03:04:05Z');
    const at = (timestamp: unknown) =>
      parseSendGridEvents(body({ event: 'open', timestamp }), receivedAt)[0]?.at;
    expect(at('1700000000')).toEqual(new Date(1_700_000_000_000));
    for (const broken of ['soon', '', null, 1e300, {}]) expect(at(broken)).toEqual(receivedAt);
  });

  it('treats a bounce of a type to come as soft, so that it suppresses nobody', () => {
    expect(parseSendGridEvents(body({ event: 'bounce', type: 'expired' }))[0]?.kind).toBe('blocked');
  });

  it.each(['{"event":"open"}', 'null', '"x"', '', '[{', '\u0000'])('refuses the body %j', (text) => {
    expect(() => parseSendGridEvents(Buffer.from(text))).toThrow(MalformedWebhookError);
  });
});
