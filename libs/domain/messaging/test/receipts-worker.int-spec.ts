import { newId, type TenantScope } from '@platform/database';
import { backendUnderTest } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import { ReceiptIntake } from '../receipts/receipt-intake.service';
import { ParkedReceiptsTask } from '../worker/parked-receipts.task';
import { ReceiptsLab } from './receipts-lab';

describe(`webhooks through the queue on ${backendUnderTest}`, () => {
  let lab: ReceiptsLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await ReceiptsLab.start({ worker: true });
    scope = await lab.team();
  });
  afterAll(() => lab.stop());

  const delivered = (message: { id: string; address: string }) => ({
    ...{
      email: message.address,
      event: 'delivered',
      timestamp: 1_780_000_000,
      sg_event_id: `d-${message.id}`,
    },
    ...{ crm_message_id: message.id, crm_team_id: scope.teamId },
  });
  const stateOf = async (id: string) =>
    (await lab.rows<{ state: string }>(`SELECT state FROM message_ledger WHERE id = $1`, [id]))[0]?.state;

  it('applies what comes back, and parks what comes early', async () => {
    const [mail] = await lab.messages(scope);
    const [text] = await lab.messages(scope, { channel: 'SMS', address: '+12125550101' });
    const early = { id: newId(), address: 'early@example.com' };
    await lab.postEvents([delivered(mail!), delivered(early)]);
    await lab.postTwilio('inbound', {
      MessageSid: 'SM1',
      SmsStatus: 'received',
      From: text!.address,
      To: '+15005550006',
      Body: 'STOP',
    });
    await eventually(async () => {
      expect(await stateOf(mail!.id)).toBe('delivered');
      expect(await lab.rows(`SELECT reason FROM suppression WHERE address = $1`, [text!.address])).toEqual([
        { reason: 'stop' },
      ]);
      expect(
        await lab.rows(`SELECT outcome FROM provider_receipt WHERE message_id = $1`, [early.id]),
      ).toEqual([{ outcome: 'parked' }]);
    });
    await lab.messages(scope, early);
    await lab.get(ParkedReceiptsTask).tick();
    expect(await stateOf(early.id)).toBe('delivered');
    await eventually(async () => {
      expect(
        await lab.rows(
          `SELECT name, state FROM job WHERE name LIKE 'messaging.apply-%' AND state <> 'completed'`,
        ),
      ).toEqual([]);
    });
  });

  it('enqueues a batch again whose job was lost', async () => {
    const [mail] = await lab.messages(scope);
    await lab.rows(
      `INSERT INTO provider_receipt (id, provider, event_id, team_id, message_id, kind, at, detail, batch_id, received_at)
       VALUES ($1, 'sendgrid', 'lost', $2, $3, 'delivered', now(), '{}', $1, now() - interval '2 hours')`,
      [newId(), scope.teamId, mail!.id],
    );
    expect(await lab.get(ReceiptIntake).enqueueForgotten()).toBe(1);
    await eventually(async () => expect(await stateOf(mail!.id)).toBe('delivered'));
    expect(await lab.get(ReceiptIntake).enqueueForgotten()).toBe(0);
  });
});
