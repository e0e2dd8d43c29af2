import { keyMisfit, misfit, portName } from './names';
import { canonical, nanoOf } from './quantity';
import { scheduleFlaw } from './schedule';
import { placeOf, walk } from './walk';

test.each([
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['0.5', '500m'],
  ['1.5', '1500m'],
  ['2000', '2k'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['0.5Ki', '512'],
  ['1e3', '1e3'],
  ['0Mi', '0'],
  ['512Mi', '512Mi'],
  ['-1000m', '-1'],
])('%s is stored as %s', (text, stored) => expect(canonical(text)).toBe(stored));

test.each(['', 'm', '1Kib', 'one', '1.2.3'])("'%s' is no quantity", (text) => expect(canonical(text)).toBeUndefined());

test('amounts of different suffixes can be compared', () => {
  expect(nanoOf('1Gi')).toBe(nanoOf('1024Mi'));
  expect(nanoOf('1G')).toBe(nanoOf('1e9'));
});

test.each(['* * * * *', '*/5 0-6,22 1 jan-mar mon', '0 3 29 2 *', '@daily', '15 2 ? * 0', '0 0 31 2 mon', '5/15 * * * *'])(
  "'%s' is a schedule",
  (schedule) => expect(scheduleFlaw(schedule)).toBeUndefined(),
);

test.each([
  ['* * * *', 'has 4 fields of five'],
  ['60 * * * *', "has '60' for the minute, which is 0 to 59"],
  ['* * * * 7', "has '7' for the day of the week, which is 0 to 6"],
  ['*/0 * * * *', "has '*/0' for the minute, which is 0 to 59"],
  ['5-1 * * * *', "has '5-1' for the minute, which is 0 to 59"],
  ['0 0 31 2,4 *', 'names day 31 of month 2,4, which never comes'],
  ['TZ=UTC 0 0 1 *', "has 'TZ=UTC' for the minute, which is 0 to 59"],
])("'%s' %s", (schedule, flaw) => expect(scheduleFlaw(schedule)).toBe(flaw));

test.each(['app', 'app.kubernetes.io/name', 'a_b.c-D'])("'%s' is the key of a label", (key) => expect(keyMisfit(key)).toBeUndefined());

test.each(['', '-a', 'a/b/c', 'App.example/x y', `${'a'.repeat(64)}`, 'UPPER.case/name'])("'%s' is no key of a label", (key) =>
  expect(keyMisfit(key)).toBeDefined(),
);

test('a port has at most 15 characters', () => {
  expect(misfit('http-metrics', portName)).toBeUndefined();
  expect(misfit('http-metrics-and', portName)?.fact).toBe('has 16 characters of at most 15');
  expect(misfit('8080', portName)).toBeDefined();
});

test('a field is named by its place', () => {
  const places: string[] = [];
  walk({ spec: { ports: [{ port: 1 }] } }, (key, value, path) => typeof value === 'number' && places.push(placeOf(path, key)));
  expect(places).toEqual(['spec.ports[0].port']);
});
