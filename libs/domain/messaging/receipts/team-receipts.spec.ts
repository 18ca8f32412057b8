import type { NewReceipt } from './receipt';
import { ofTeams } from './team-receipts';

const [ours, theirs] = ['0192f0c1-8b10-7f42-8a1c-6e5d4c3b2a18', '0192f0c1-8b10-7f42-8a1c-6e5d4c3b2a19'];
const report: NewReceipt = {
  provider: 'sendgrid',
  eventId: 'event-1',
  teamId: ours!,
  messageId: '0192f0c1-8b10-7f42-8a1c-6e5d4c3b2a20',
  providerId: 'p',
  kind: 'delivered',
  address: 'ana@example.com',
  at: new Date(0),
  detail: {},
};

describe('receipts of a team’s own account', () => {
  it('keep their message when it is the team’s, and lose it otherwise', () => {
    expect(ofTeams(report, [ours!])).toMatchObject({ teamId: ours, messageId: report.messageId });
    expect(ofTeams({ ...report, teamId: theirs! }, [ours!])).toMatchObject({ teamId: null, messageId: null });
    expect(ofTeams({ ...report, teamId: null }, [ours!])).toMatchObject({ teamId: null, messageId: null });
  });

  it('cannot use up event ids of others', () => {
    const ids = [report.eventId, ofTeams(report, [ours!]).eventId, ofTeams(report, [theirs!]).eventId];
    expect(new Set(ids).size).toBe(3);
    expect(ofTeams(report, [ours!]).eventId).toBe(ids[1]);
  });

  it('name the teams that what a person wrote may reach', () => {
    expect(ofTeams({ ...report, kind: 'inbound', teamId: null }, [ours!]).detail).toEqual({ teams: [ours] });
  });
});
