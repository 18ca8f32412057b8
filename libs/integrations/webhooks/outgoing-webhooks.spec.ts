import { Clock } from '@platform/clock';
import { Env } from '@platform/config';
import { forbiddenAddress } from './forbidden-address';
import { OutgoingWebhooks } from './outgoing-webhooks.service';

const post = { id: 'x', body: {}, secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] };
const guarded = new OutgoingWebhooks(Object.assign(new Env(), { PROVIDER_TIMEOUT_MS: 1_000 }), new Clock());

describe('addresses that are not called for others', () => {
  it.each([
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '0.0.0.0',
      '100.64.0.1',
      '224.0.0.1',
    ],
    ...[
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fc00::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      'ff02::1',
      'nonsense',
    ],
  ])('%s', (address) => expect(forbiddenAddress(address)).not.toBeNull());

  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('but %s', (address) =>
    expect(forbiddenAddress(address)).toBeNull(),
  );
});

describe('a webhook is refused for good', () => {
  it.each([
    ['http://example.com/hook', 'not https'],
    ['https://127.0.0.1/hook', 'loopback'],
    ['https://[::1]/hook', 'loopback'],
    ['https://169.254.169.254/latest/meta-data', 'linkLocal'],
    ['https://0x7f.1/hook', 'loopback'],
    ['https://2130706433/hook', 'loopback'],
    ['https://user:secret@example.com/', 'a URL with a password'],
    ['ftp://example.com/', 'not https'],
    ['nonsense', 'not a URL'],
  ])('%s: %s', async (url, why) =>
    expect(await guarded.post({ ...post, url })).toEqual({
      ok: false,
      status: null,
      error: `refused: ${why}`,
      retry: false,
    }),
  );

  it('also when only its name leads inside', async () => {
    const answer = await guarded.post({ ...post, url: 'https://localhost/hook' });
    expect(answer).toMatchObject({
      ok: false,
      status: null,
      retry: false,
      error: expect.stringMatching(/not allowed/),
    });
  });
});

it('each team has a secret of its own, the same every time', () => {
  const [one, two] = ['01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f', '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8ea0'];
  expect(guarded.secretOf(one!)).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
  expect(guarded.secretOf(one!)).toBe(guarded.secretOf(one!));
  expect(guarded.secretOf(one!)).not.toBe(guarded.secretOf(two!));
  expect(guarded.secretOf(one!, 1)).not.toBe(guarded.secretOf(one!));
  expect(guarded.secretOf(one!, 0)).toBe(guarded.secretOf(one!));
});
