import { hash } from 'argon2';
import { dummyHash, PasswordHasher } from './password-hasher.service';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('hashes with argon2id at the stated cost and verifies', async () => {
    const stored = await hasher.hash('correct horse');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
    expect(await hasher.verify(stored, 'correct horse')).toBe(true);
    expect(await hasher.verify(stored, 'correct horse ')).toBe(false);
    expect(hasher.isOutdated(stored)).toBe(false);
    expect(hasher.isOutdated(await hash('x', { memoryCost: 8_192, timeCost: 1, parallelism: 1 }))).toBe(true);
  });

  it('does the work for an account that does not exist, and answers false', async () => {
    expect(await hasher.verify(null, 'whatever')).toBe(false);
    // As much work as for an account that exists.
    expect(hasher.isOutdated(dummyHash)).toBe(false);
  });

  it('refuses a flood instead of queueing it, and recovers', async () => {
    const calls = await Promise.allSettled(Array.from({ length: 40 }, () => hasher.hash('flood')));
    const refused = calls.filter((call) => call.status === 'rejected');
    expect(refused).toHaveLength(20);
    expect(refused[0]!.reason).toMatchObject({ kind: 'unavailable', code: 'too_busy_to_sign_in' });
    await expect(hasher.hash('after the flood')).resolves.toContain('$argon2id$');
    await expect(Promise.all(Array.from({ length: 20 }, () => hasher.hash('again')))).resolves.toHaveLength(
      20,
    );
  });
});
