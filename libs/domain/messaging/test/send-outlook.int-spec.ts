import type { TenantScope } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import { forecastSend } from '../forecast/forecast-send';
import { SendOutlooks } from '../forecast/send-outlooks.service';
import { Messages } from '../messages.service';
import { SendingLab } from './sending-lab';

describe('a forecast', () => {
  let lab: SendingLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await SendingLab.start();
    scope = await lab.team({ policy: { frequencyCap: { max: 1, windowHours: 24 } } });
  });
  afterAll(() => lab.stop());

  it('says of every lead and channel what the gate then does', async () => {
    const phone = (last: number) => `+1212555${String(last).padStart(4, '0')}`;
    const ids = await lab.leads(scope, [
      { phone: phone(1), email: 'a@example.com', timezone: 'America/New_York' },
      { phone: phone(2), email: 'b@example.com', timezone: 'Pacific/Auckland' },
      {
        phone: phone(3),
        email: 'c@example.com',
        timezone: 'Europe/London',
        smsConsent: 'unknown',
        doNotEmail: true,
      },
      { phone: null, email: 'd@example.com', emailConsent: 'denied' },
      { phone: phone(5), email: 'e@example.com', timezone: 'Asia/Tokyo' },
      { phone: phone(6), email: null, timezone: 'America/Denver' },
    ]);
    await lab.rows(
      `INSERT INTO suppression (id, team_id, channel, address, reason, scope)
       VALUES (gen_random_uuid(), $1, 'EMAIL', 'b@example.com', 'bounce', 'all')`,
      [scope.teamId],
    );
    await lab.rows(
      `INSERT INTO opt_out_review (id, team_id, channel, address, text) VALUES (gen_random_uuid(), $1, 'SMS', $2, 'stop by?')`,
      [scope.teamId, phone(6)],
    );
    const send = (leadId: string, channel: 'EMAIL' | 'SMS', round: number) =>
      lab.sql(scope, async (tx) => {
        const [lead] = await lab.rows<{ email: string | null; phone: string | null }>(
          'SELECT email, phone FROM lead WHERE id = $1',
          [leadId],
        );
        const { messageId } = await lab.get(Messages).sendSingle(tx, {
          content: { channel, subject: 'S', text: 'T' },
          purpose: 'marketing',
          kind: 'workflow',
          to: (channel === 'EMAIL' ? lead!.email : lead!.phone) ?? '',
          leadId,
          dedupeKey: `forecast:${leadId}:${channel}:${round}`,
        });
        return messageId;
      });

    for (const round of [1, 2]) {
      const now = new Date();
      const outlook = await lab.sql(scope, (tx) => lab.get(SendOutlooks).of(tx, ids, now));
      for (const leadId of ids) {
        for (const channel of ['EMAIL', 'SMS'] as const) {
          const address = outlook.leads.get(leadId)![channel].address;
          if (address === null) continue;
          const forecast = forecastSend(outlook, {
            leadId,
            channel,
            purpose: 'marketing',
            dueAt: now,
            missingFields: [],
          });
          const id = await send(leadId, channel, round);
          const real = await eventually(async () => {
            const [row] = await lab.rows<{ state: string; reason: string | null; due_at: Date }>(
              `SELECT state, reason, due_at FROM message_ledger WHERE id = $1 AND state NOT IN ('queued', 'claimed', 'handed_off')`,
              [id],
            );
            if (!row) throw new Error('still queued');
            return row;
          });
          const first = forecast.verdicts[0]!.verdict;
          const what = { send: 'accepted', hold: 'held', skip: 'skipped' }[first.action];
          expect({ leadId, channel, state: real.state }).toEqual({ leadId, channel, state: what });
          if (first.action !== 'send') expect(real.reason).toBe(first.reason);
          const isTold = first.action === 'hold' && first.reason !== 'opt_out_review';
          // The second round is held by the first, which left a moment after it was foreseen.
          const step = 5 * 60_000;
          if (isTold) expect(Math.abs(real.due_at.getTime() - first.until!.getTime())).toBeLessThan(2 * step);
        }
      }
    }
  });
});
