import { cpuQuantity, inMebibytes, inMillicores, inSeconds, memoryQuantity, unitPatterns } from './units';

test.each([
  ['300ms', 0.3],
  ['20s', 20],
  ['5m', 300],
  ['1h', 3600],
  ['7d', 604_800],
] as const)('%s is %d seconds', (duration, seconds) => expect(inSeconds(duration)).toBe(seconds));

test.each([
  ['512Mi', 512],
  ['1Gi', 1024],
  ['20Gi', 20_480],
] as const)('%s is %d MiB', (bytes, mebibytes) => expect(inMebibytes(bytes)).toBe(mebibytes));

test('250m is 250 thousandths of a core', () => expect(inMillicores('250m')).toBe(250));

// What the API server reads back; anything else would differ from Git for ever.
test.each([
  [1, '1m'],
  [250, '250m'],
  [1000, '1'],
  [1500, '1500m'],
  [2000, '2'],
])('%d thousandths of a core are stored as %s', (millicores, quantity) => expect(cpuQuantity(millicores)).toBe(quantity));

test.each([
  [1, '1Mi'],
  [0, '0'],
  [512, '512Mi'],
  [1024, '1Gi'],
  [1536, '1536Mi'],
  [20_480, '20Gi'],
  [1_047_552, '1023Gi'],
  [1_048_576, '1Ti'],
  [1_049_600, '1025Gi'],
  [3_145_728, '3Ti'],
  [1_073_741_824, '1Pi'],
])('%d MiB are stored as %s', (mebibytes, quantity) => expect(memoryQuantity(mebibytes)).toBe(quantity));

describe.each([
  ['cpu', ['1m', '250m', '4000m'], ['250', '0m', '-5m', '1e3m', '0.5m', '250 m', '250M', 'm', '']],
  ['bytes', ['1Mi', '512Mi', '20Gi'], ['512', '512M', '0Gi', '-1Gi', '1.5Gi', '1Ki', '1Ti', '1Gi ']],
  ['duration', ['300ms', '20s', '5m', '1h', '7d'], ['20', '0s', '-5m', '1.5h', '1w', '1h30m']],
  ['cidr', ['10.0.0.0/16'], ['10.0.0.0', '10.0.0/16', '10.0.0.0/', 'fd00::/8']],
  ['day', ['2026-11-30'], ['30.11.2026', '2026-1-1', '2026-11', '2026-11-30T00:00']],
] as const)('%s', (unit, right, wrong) => {
  const { pattern, like } = unitPatterns[unit];
  test.each(right)("accepts '%s'", (text) => expect(text).toMatch(pattern));
  test.each(wrong)("refuses '%s'", (text) => expect(text).not.toMatch(pattern));
  test('accepts what its messages suggest', () => {
    for (const [, text] of like.matchAll(/'(.+?)'/g)) expect(text).toMatch(pattern);
  });
});
