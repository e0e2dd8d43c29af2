import { rulesOf } from '#checks';
import { practices } from '#checks/practices';
import { registry } from '#registry';
import { checksPage } from './checks-page';

const rules = rulesOf(registry.rules);
const page = checksPage(rules);

test.each(practices.map(({ practice, rules: held }) => [practice, held] as const))('%s: is held by rules that there are', (_, held) => {
  const known = rules.map(({ id }) => id);
  expect(held.length).toBeGreaterThan(0);
  expect(held.filter((id) => !known.includes(id))).toEqual([]);
});

test('no practice is listed twice', () => expect(new Set(practices.map(({ practice }) => practice)).size).toBe(practices.length));

test('the page says of each rule what goes wrong, once', () => {
  for (const { id, why } of rules) expect(page.split('\n').filter((line) => line.startsWith(`| \`${id}\` | ${why} |`))).toHaveLength(1);
});

test('no id of another tool stands for a rule twice', () => {
  for (const { id, elsewhere = {} } of rules)
    for (const ids of Object.values(elsewhere)) expect({ id, ids: [...new Set(ids)] }).toEqual({ id, ids });
});
