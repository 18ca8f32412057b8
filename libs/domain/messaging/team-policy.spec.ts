import { SMS_MARKETING_WINDOW } from './send-window';
import { teamPolicy } from './team-policy';

describe('a team policy', () => {
  it('is the lawful one until the team says otherwise', () => {
    expect(teamPolicy({})).toEqual({
      window: { EMAIL: null, SMS: SMS_MARKETING_WINDOW },
      cap: { EMAIL: null, SMS: { max: 3, windowHours: 24 } },
      smsConsentRequired: true,
    });
  });

  it('keeps the default of each day that the team leaves out', () => {
    const { window } = teamPolicy({ sendWindow: { 7: null } });
    expect(window.SMS![7]).toBeNull();
    expect(window.SMS![1]).toEqual(SMS_MARKETING_WINDOW[1]);
  });

  it('is one object per text, because windows are cached by it', () => {
    const stored = {
      sendWindow: { 1: { from: '10:00', to: '12:00' } },
      frequencyCap: { max: 1, windowHours: 48 },
    };
    expect(teamPolicy(stored)).toBe(teamPolicy(structuredClone(stored)));
    expect(teamPolicy(stored).cap).toEqual({ EMAIL: stored.frequencyCap, SMS: stored.frequencyCap });
  });

  it('refuses a window that ends before it begins', () => {
    expect(() => teamPolicy({ sendWindow: { 2: { from: '12:00', to: '10:00' } } })).toThrow(RangeError);
  });
});
