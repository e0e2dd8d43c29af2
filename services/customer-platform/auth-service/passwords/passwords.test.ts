import { Metrics } from '#kit';
import { Passwords } from './passwords';
import { isCommon } from './widespread';

const context = (left = 60_000) => ({ deadline: performance.now() + left }) as never;
const passwords = (atOnce: number) => new Passwords({ HASHES_AT_ONCE: atOnce } as never, new Metrics());

describe('hashing', () => {
  test('uses Argon2id with 19 MiB, two passes and one lane', async () => {
    const hash = await passwords(1).hash(context(), 'three small boats 77');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords(1).verify(context(), hash, 'three small boats 77')).toBe(true);
    expect(await passwords(1).verify(context(), hash, 'three small boats 78')).toBe(false);
  });

  test('takes as long where there is nothing to compare with, and never fits', async () => {
    const tested = passwords(1);
    const hash = await tested.hash(context(), 'x');
    const time = async (stored: string | null): Promise<number> => {
      const started = performance.now();
      expect(await tested.verify(context(), stored, 'y')).toBe(false);
      return performance.now() - started;
    };
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let n = 0; n < 7; n++) {
      known.push(await time(hash));
      unknown.push(await time(null));
    }
    const least = (times: number[]): number => Math.min(...times);
    expect(least(unknown) / least(known)).toBeGreaterThan(0.6);
    expect(least(unknown) / least(known)).toBeLessThan(1.7);
  });

  test('lets 64 wait and refuses more', async () => {
    const tested = passwords(2);
    const refused: unknown[] = [];
    const all = Array.from({ length: 70 }, () => tested.hash(context(1), 'x').catch((error: unknown) => void refused.push(error)));
    await new Promise(setImmediate);
    expect(refused).toMatchObject(Array(4).fill({ status: 503, code: 'overloaded', facts: { headers: { 'retry-after': '1' } } }));
    await Promise.all(all);
    await expect(tested.hash(context(), 'x')).resolves.toMatch(/^\$argon2id/);
  });

  test('does not work for whoever has gone', async () => {
    const tested = passwords(1);
    await expect(tested.hash(context(-1), 'x')).rejects.toMatchObject({ code: 'overloaded' });
    await expect(tested.hash(context(), 'x')).resolves.toMatch(/^\$argon2id/);
  });
});

describe('common passwords', () => {
  test.each([
    ...['password1234', 'P@ssw0rd2024!', 'PASSWORDPASSWORD', 'password-password', 'iloveyou12345', '!!!Welcome!!!1', 'Administrator'],
    ...[
      '123456789012',
      '098765432109',
      '111111111111',
      'abcabcabcabc',
      'qwertyuiop12',
      'qwertyasdfgh',
      '1qaz2wsx3edc4rfv',
      'abcdefghijklm',
    ],
    ...['Summer2024!!', 'liverpool1892', '...dragon.dragon...'],
  ])('%s is one', (password) => expect(isCommon(password)).toBe(true));

  test.each([
    ...['three small boats 77', 'correct horse battery staple', 'kT9#vLq2!xWz', 'purple-rain-over-bonn', 'a-Long-Passw0rd!'],
    ...['Sup3r-Secret-Passw0rd', 'жираф летит домой', 'öäüßöäü-genug-lang', '8f3e1c97a2b4d650'],
  ])('%s is none', (password) => expect(isCommon(password)).toBe(false));
});
