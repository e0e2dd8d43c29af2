import { kubernetesCel } from './kubernetes-cel';

const cel = kubernetesCel();

test.each([
  ['quantity("1Gi").isGreaterThan(quantity("1G"))', true],
  ['quantity("500m").compareTo(quantity("0.5"))', 0n],
  ['quantity("1.5Ki").compareTo(quantity("1536"))', 0n],
  ['quantity("1e3").compareTo(quantity("1k"))', 0n],
  ['quantity("-1").isLessThan(quantity("0"))', true],
  ['quantity("1").add(quantity("500m")).compareTo(quantity("1500m"))', 0n],
  ['quantity("1").sub(quantity("1")).compareTo(quantity("0"))', 0n],
  ['[isQuantity("10Mi"), isQuantity("10 MB"), isQuantity("")]', [true, false, false]],
  ['url("https://example.org:8443/a/b?c=d").getHost()', 'example.org:8443'],
  ['url("https://example.org:8443/a/b?c=d").getPort()', '8443'],
  ['url("https://example.org/a/b").getScheme() + url("https://example.org/a/b").getEscapedPath()', 'https/a/b'],
  ['[isURL("https://example.org"), isURL("example")]', [true, false]],
  ['[ip("10.0.0.1").family(), ip("::1").family()]', [4n, 6n]],
  ['[isIP("10.0.0.1"), isIP("10.0.0")]', [true, false]],
  ['cidr("10.0.0.0/8").containsIP(ip("10.1.2.3")) && !cidr("10.0.0.0/8").containsIP("11.0.0.0")', true],
  ['cidr("10.0.0.0/8").containsIP("::1")', false],
  ['"orders-v12".find("[0-9]+") + string("a1b22".findAll("[0-9]+").size())', '122'],
  ['[[1, 2, 2].isSorted(), [2, 1].isSorted(), ["a", "b"].isSorted()]', [true, false, true]],
  ['[1, 2].indexOf(2)', 1n],
])('%s', (expression, value) => expect(cel.evaluate(expression, {})).toEqual(value));

test.each(['quantity("10 MB")', 'ip("nowhere")', 'noSuch(1)', '1 + "a"', 'object.missing'])('%s is an error', (expression) =>
  expect(() => cel.evaluate(expression, { object: {} })).toThrow(),
);
