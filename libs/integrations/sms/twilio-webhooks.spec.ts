import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MalformedWebhookError } from '@integrations/hand-off';
import { messageIdOfCallback, statusCallbackUrls } from './status-callback-url';
import { parseTwilioInbound, parseTwilioStatus, type TwilioParams } from './twilio-webhooks';

interface Recorded {
  name: string;
  url: string;
  params: TwilioParams;
}
const path = join(import.meta.dirname, 'test/payloads/webhooks.json');
const { requests } = JSON.parse(readFileSync(path, 'utf8')) as { requests: Recorded[] };
const named = (name: string): Recorded => {
  const found = requests.find((request) => request.name === name);
  if (!found) throw new Error(`no webhook ${name}`);
  return found;
};

describe('status callbacks', () => {
  it.each([
    ['sms-status-queued', { kind: 'pending', status: 'queued', effect: 'none' }],
    ['sms-status-sending', { kind: 'pending', status: 'sending' }],
    ['sms-status-delivered', { kind: 'delivered', carrierDoneDate: '2508242137' }],
    ['sms-status-undelivered-30003', { kind: 'undelivered', errorCode: 30003, effect: 'none' }],
    ['sms-status-failed-30034', { kind: 'failed', errorCode: 30034, effect: 'account' }],
    ['sms-status-failed-21610', { kind: 'failed', errorCode: 21610, effect: 'suppress' }],
    ['sms-status-service-accepted', { kind: 'pending', from: undefined }],
    ['sms-status-service-delivered', { kind: 'delivered' }],
  ])('%s', (name, expected) => {
    const { params, url } = named(name);
    const status = parseTwilioStatus(params, url);
    expect(status).toMatchObject({ messageId: '1', sid: params['MessageSid'], ...expected });
  });

  it('keep a status and an error code that are new', () => {
    const status = parseTwilioStatus({ MessageSid: 'SM1', MessageStatus: 'beamed', ErrorCode: '99999' });
    expect(status).toMatchObject({ kind: 'other', status: 'beamed', errorCode: 99999, effect: 'none' });
    expect(status.messageId).toBeUndefined();
  });

  it('have no error when Twilio writes 0 or nothing readable', () => {
    const errorCode = (ErrorCode: string) =>
      parseTwilioStatus({ MessageSid: 'SM1', MessageStatus: 'sent', ErrorCode }).errorCode;
    expect(['0', '', 'x'].map(errorCode)).toEqual([undefined, undefined, undefined]);
  });

  it.each<[TwilioParams]>([[{}], [{ MessageSid: 'SM1' }], [{ MessageStatus: 'sent' }]])(
    'refuse %j',
    (params) => {
      expect(() => parseTwilioStatus(params)).toThrow(MalformedWebhookError);
    },
  );
});

describe('incoming messages', () => {
  const inbound = requests.filter(({ name }) => name.startsWith('sms-inbound'));

  it.each(inbound)('$name', ({ params }) => {
    expect(parseTwilioInbound(params)).toMatchObject({
      sid: params['MessageSid'],
      from: params['From'],
      to: params['To'],
      body: params['Body'],
      numMedia: Number(params['NumMedia']),
      optOutType: params['OptOutType'],
    });
  });

  it('bring their pictures', () => {
    const { media } = parseTwilioInbound(named('sms-inbound-two-media').params);
    expect(media).toHaveLength(2);
    for (const { url, contentType } of media) {
      expect(url).toMatch(/^https:/);
      expect(contentType).toMatch(/^image\//);
    }
  });

  it('take the first of repeated values, and no opt-out of a kind unknown here', () => {
    const message = parseTwilioInbound({
      MessageSid: 'SM1',
      From: ['+1', '+2'],
      To: '+3',
      OptOutType: 'NEVER',
    });
    expect(message).toMatchObject({ from: '+1', body: '', media: [], segments: 1 });
    expect(message.optOutType).toBeUndefined();
  });

  it.each<[TwilioParams]>([[{}], [{ MessageSid: 'SM1', From: '+1' }], [{ From: '+1', To: '+2' }]])(
    'refuse %j',
    (params) => {
      expect(() => parseTwilioInbound(params)).toThrow(MalformedWebhookError);
    },
  );
});

describe('the status callback address', () => {
  it('carries our id there and back, whatever is in it', () => {
    const url = statusCallbackUrls('https://crm.example/api/webhooks/twilio/status?a=1')('m&1 ?#');
    expect(new URL(url).searchParams.get('a')).toBe('1');
    expect(url).toMatch(/#rc=3&rp=5xx,ct,rt$/);
    expect(messageIdOfCallback(url)).toBe('m&1 ?#');
    const plain = statusCallbackUrls('https://crm.example/status#x')('m2');
    expect(plain).toBe('https://crm.example/status?mid=m2#rc=3&rp=5xx,ct,rt');
    expect(messageIdOfCallback('/api/webhooks/twilio/status?mid=m2')).toBe('m2');
    expect(messageIdOfCallback('/api/webhooks/twilio/status')).toBeUndefined();
  });
});
