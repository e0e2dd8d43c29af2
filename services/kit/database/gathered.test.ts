import { Gathered } from './gathered';

/** Lookups that end when told, with the keys that each was asked for. */
const controlled = () => {
  const asked: { readonly keys: readonly string[]; end(): void; fail(error: Error): void }[] = [];
  const gathered = new Gathered<string, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        asked.push({ keys, end: () => resolve(keys.map((key) => (key === 'missing' ? undefined : `found ${key}`))), fail: reject });
      }),
  );
  return { asked, gathered };
};
const turn = () => new Promise(setImmediate);

test('the first is looked up at once, those that come meanwhile together, each with its own answer', async () => {
  const { asked, gathered } = controlled();
  const found = ['a', 'b', 'missing', 'b'].map((key) => gathered.find(key));
  expect(asked.map(({ keys }) => keys)).toEqual([['a']]);
  asked[0]?.end();
  await turn();
  expect(asked.map(({ keys }) => keys)).toEqual([['a'], ['b', 'missing', 'b']]);
  asked[1]?.end();
  expect(await Promise.all(found)).toEqual(['found a', 'found b', undefined, 'found b']);
});

test('a failure reaches those that were asked together, and nobody after them', async () => {
  const { asked, gathered } = controlled();
  const [first, second] = [gathered.find('a'), gathered.find('b')];
  asked[0]?.fail(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  await turn();
  asked[1]?.end();
  expect(await second).toBe('found b');
  const third = gathered.find('c');
  asked[2]?.end();
  expect(await third).toBe('found c');
});

test('a hundred keys at most go into one lookup', async () => {
  const { asked, gathered } = controlled();
  const found = Array.from({ length: 251 }, (_, at) => gathered.find(`${at}`));
  for (let at = 0; at < 4; at++) {
    asked[at]?.end();
    await turn();
  }
  expect(asked.map(({ keys }) => keys.length)).toEqual([1, 100, 100, 50]);
  expect(await Promise.all(found)).toHaveLength(251);
});
