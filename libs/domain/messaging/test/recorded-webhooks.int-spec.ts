import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TwilioWebhook } from '../receipts/twilio-webhook.service';
import { publicUrl, ReceiptsLab } from './receipts-lab';

const recorded = path.resolve(import.meta.dirname, '../../../integrations');

interface RecordedRequest {
  name: string;
  url: string;
  contentType: string;
  body: string;
  signature: string;
  params: Record<string, string>;
}

describe('webhooks as the providers recorded them', () => {
  let lab: ReceiptsLab;
  beforeAll(async () => {
    lab = await ReceiptsLab.start();
  });
  afterAll(() => lab.stop());

  it("takes SendGrid's example of every event type", async () => {
    const scope = await lab.team();
    const folder = path.join(recorded, 'email/test/payloads');
    const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'rest-errors.json');
    const messages = await lab.messages(scope, { count: files.length });
    const events = files.map((file, index) => {
      const parsed = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as object | object[];
      const { id, address } = messages[index]!;
      // The examples share placeholder ids, and their dates are of another decade.
      const ours = {
        email: address,
        timestamp: 1_780_000_000,
        sg_event_id: file,
        crm_message_id: id,
        crm_team_id: scope.teamId,
      };
      return { ...(Array.isArray(parsed) ? parsed[0] : parsed), ...ours };
    });
    await lab.postEvents(events);
    await lab.drain();
    const rows = await lab.rows<{ id: string; state: string }>(
      `SELECT id, state FROM message_ledger WHERE team_id = $1`,
      [scope.teamId],
    );
    const stateOf = new Map(rows.map(({ id, state }) => [id, state]));
    expect(Object.fromEntries(files.map((file, index) => [file, stateOf.get(messages[index]!.id)]))).toEqual({
      'bounce-blocked.json': 'bounced',
      'bounce-bounce.json': 'bounced',
      'click.json': 'delivered',
      'deferred.json': 'accepted',
      'delivered.json': 'delivered',
      'dropped.json': 'failed',
      'group_unsubscribe.json': 'delivered',
      'open.json': 'delivered',
      'processed.json': 'accepted',
      'spamreport.json': 'delivered',
      'unsubscribe.json': 'delivered',
    });
  });

  it("takes Twilio's messaging webhooks by their own signatures", async () => {
    const file = path.join(recorded, 'sms/test/payloads/webhooks.json');
    const { requests } = JSON.parse(readFileSync(file, 'utf8')) as { requests: RecordedRequest[] };
    const texts = requests.filter(({ name }) => name.startsWith('sms-'));
    expect(texts.length).toBeGreaterThan(15);
    const scope = await lab.team();
    await lab.messages(scope, { channel: 'SMS', address: '+15558675310' });
    for (const { url, contentType, body, signature, name } of texts) {
      const post = { rawBody: Buffer.from(body), contentType, signature, path: url.slice(publicUrl.length) };
      const tampered = { ...post, rawBody: Buffer.from(body.replace('AccountSid=AC', 'AccountSid=AD')) };
      await expect(lab.get(TwilioWebhook).either(tampered)).rejects.toMatchObject({
        code: 'webhook_signature_invalid',
      });
      expect(await lab.get(TwilioWebhook).either(post)).toBe(
        name.startsWith('sms-inbound') ? 'inbound' : 'status',
      );
      await lab.drain();
    }
    const inbound = texts.filter(({ name }) => name.startsWith('sms-inbound'));
    const kept = await lab.rows<{ body: string; classified: string }>(
      `SELECT body, classified FROM inbound_message WHERE team_id = $1`,
      [scope.teamId],
    );
    // Some recorded requests share a message SID: those are one text.
    expect(kept).toHaveLength(new Set(inbound.map(({ params }) => params['MessageSid'])).size);
    const judged = new Map(kept.map(({ body, classified }) => [body, classified]));
    expect(judged.get('Is the 3-bed on Elm St still available?')).toBe('none');
    expect(judged.get('STOP')).toBe('stop');
  });

  it("takes SendGrid's recorded mail, and refuses its raw mode", async () => {
    const scope = await lab.team();
    const [sent] = await lab.messages(scope, { address: 'test@example.com' });
    const read = (file: string) => readFileSync(path.join(recorded, 'email/test/payloads', file));
    await lab.postMail(read('default_data.multipart'), 'multipart/form-data; boundary=xYzZY');
    await lab.postMail(read('default_data.multipart'), 'multipart/form-data; boundary="xYzZY"');
    await lab.drain();
    const mails = await lab.rows(
      `SELECT channel, from_address, subject, lead_id, message_id, classified FROM inbound_message WHERE team_id = $1`,
      [scope.teamId],
    );
    expect(mails).toEqual([
      {
        ...{ channel: 'EMAIL', from_address: 'test@example.com', subject: 'Testing non-raw' },
        ...{ lead_id: sent!.leadId, message_id: sent!.id, classified: 'none' },
      },
    ]);
    await expect(
      lab.postMail(read('raw_data.multipart'), 'multipart/form-data; boundary=xYzZY'),
    ).rejects.toMatchObject({
      code: 'webhook_malformed',
    });
    await expect(
      lab.postMail(read('default_data.multipart'), 'multipart/form-data; boundary=other'),
    ).rejects.toMatchObject({
      code: 'webhook_malformed',
    });
  });
});
