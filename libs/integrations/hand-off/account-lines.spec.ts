import { AccountLines } from './account-lines';

const account = (key: string, secret = 'a') => ({ key, secret, timeoutMs: 1000 });
const accepted = () => Promise.resolve({ kind: 'accepted' });

function openedBy(capacity?: number) {
  const opened: string[] = [];
  const lines = new AccountLines(
    ({ key, secret }: ReturnType<typeof account>) => opened.push(`${key}/${secret}`),
    ({ secret }) => secret,
    3,
    { capacity },
  );
  return { lines, opened };
}

it('keeps the lines used last and closes the others', async () => {
  const { lines, opened } = openedBy(2);
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await lines.call(account(key), accepted);
  expect(opened).toEqual(['a/a', 'b/a', 'c/a', 'b/a']);
  lines.close();
});

it('opens a new line with a closed circuit when the credentials change', async () => {
  const { lines, opened } = openedBy();
  for (let call = 0; call < 3; call++) await lines.call(account('a'), async () => ({ kind: 'unknown' }));
  expect(lines.circuit(account('a'))).toBe('open');
  expect(await lines.call(account('a', 'b'), accepted)).toEqual({ kind: 'accepted' });
  expect(lines.circuit(account('a'))).toBe('closed');
  expect(opened).toEqual(['a/a', 'a/b']);
  lines.close();
});

it('lets calls under way settle when their line is closed', async () => {
  const { lines } = openedBy();
  const { promise, resolve } = Promise.withResolvers<{ kind: string }>();
  const calls = [lines.call(account('a'), () => promise), lines.call(account('a'), () => promise)];
  await lines.call(account('a', 'b'), accepted);
  lines.close();
  resolve({ kind: 'unknown' });
  expect(await Promise.all(calls)).toEqual([{ kind: 'unknown' }, { kind: 'unknown' }]);
});

it('passes on what is thrown, because only a mistake of ours throws', async () => {
  const { lines } = openedBy();
  await expect(lines.call(account('a'), () => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
  lines.close();
});
