import { isMessagingPolicy } from './messaging-policy.rule';

describe('isMessagingPolicy', () => {
  it.each([
    {},
    { smsConsentRequired: false },
    { sendWindow: { '1': { from: '09:00', to: '24:00' }, '7': null } },
    { frequencyCap: { max: 3, windowHours: 168 } },
  ])('takes %j', (policy) => expect(isMessagingPolicy(policy)).toBe(true));

  it.each([
    null,
    [],
    'x',
    { quietHours: true },
    { smsConsentRequired: 'no' },
    { sendWindow: { '8': null } },
    { sendWindow: { '1': { from: '20:00', to: '09:00' } } },
    { sendWindow: { '1': { from: '9:00', to: '20:00' } } },
    { sendWindow: { '1': { from: '09:00', to: '24:30' } } },
    { sendWindow: { '1': { from: '09:00', to: '20:00', zone: 'UTC' } } },
    { frequencyCap: { max: 0, windowHours: 24 } },
    { frequencyCap: { max: 1.5, windowHours: 24 } },
    { frequencyCap: { max: 3 } },
  ])('refuses %j', (policy) => expect(isMessagingPolicy(policy)).toBe(false));
});
