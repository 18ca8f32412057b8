import { scrub, scrubDeep } from './scrub';

const secrets: Record<string, string> = {
  'an API key': 'used crm_live_ab12cd34_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG twice',
  'a JWT': 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl0 here',
  'a bearer header': 'authorization: Bearer c2lnbmF0dXJl0.x-y',
  'a basic header': 'authorization: Basic c2lnbmF0dXJl0Og==',
  'a SendGrid key': 'key SG.c2lnbmF0dXJl0xyz.c2lnbmF0dXJl0abcdefgh',
  'a database URL': 'cannot reach postgresql://app:c2lnbmF0dXJl0@db:5432/x',
  'a mailed link': 'GET https://app.example/reset#token=c2lnbmF0dXJl0 failed',
};

describe('scrub', () => {
  it.each(Object.entries(secrets))('removes %s', (_what, line) => {
    expect(scrub(line)).not.toMatch(/c2lnbmF0dXJl0|0123456789abc/);
    expect(scrub(line)).toContain('[removed');
  });

  it('leaves an ordinary line alone', () => {
    const line = '{"level":30,"msg":"campaign 42 launched at https://app.example/c/42?page=2"}';
    expect(scrub(line)).toBe(line);
  });
});

it('empties named secrets at any depth of a report', () => {
  const report = scrubDeep({
    a: [{ Password: 'x1', deep: { 'api-key': 'x2', api_key: 'x3', n: 1 } }],
    refreshToken: 'x4',
  });
  expect(JSON.stringify(report)).not.toMatch(/x\d/);
  expect(report).toMatchObject({ a: [{ deep: { n: 1 } }] });
});
