import {
  accessLogBucket,
  auditBucket,
  backupVault,
  bucketName,
  cacheUser,
  clusterName,
  gatewayAlarm,
  gatewayTargets,
  githubRepository,
  imageRepository,
  isDnsLabel,
  keyAlias,
  originHost,
  queueName,
  queueUrl,
  roleName,
  screamingSnake,
  secretPath,
  serviceUrl,
  snake,
  streamSecretPath,
  subnets,
  webOrigin,
} from './names';
import type { Cidr } from './units';

const located = { name: 'open-ap-south-1', region: 'ap-south-1', account: '888888888888' };

test.each([
  [clusterName('open', 'ap-south-1'), 'open-ap-south-1'],
  [snake('till-key-2'), 'till_key_2'],
  [screamingSnake('till-key-2'), 'TILL_KEY_2'],
  [imageRepository('999999999999', 'ap-south-1', 'waiter'), '999999999999.dkr.ecr.ap-south-1.amazonaws.com/waiter'],
  [secretPath('restaurant', 'open', 'waiter', 'database'), 'restaurant/open/waiter/database'],
  [streamSecretPath('restaurant', 'open'), 'restaurant/open/stream'],
  [queueName('open', 'kitchen', 'pans'), 'open-kitchen-pans'],
  [queueUrl(located, 'open-kitchen-pans'), 'https://sqs.ap-south-1.amazonaws.com/888888888888/open-kitchen-pans'],
  [bucketName(located, 'waiter', 'receipts'), 'open-ap-south-1-waiter-receipts-888888888888'],
  [accessLogBucket(located), 'open-ap-south-1-logs-888888888888'],
  [cacheUser('open', 'menu'), 'open-menu'],
  [keyAlias('open-ap-south-1', 'data'), 'alias/open-ap-south-1/data'],
  [webOrigin('restaurant.example.org'), 'https://restaurant.example.org'],
  [roleName('open-ap-south-1', 'restaurant', 'waiter'), 'open-ap-south-1-restaurant-waiter'],
  [serviceUrl('waiter', 'restaurant', 7003), 'http://waiter.restaurant.svc.cluster.local:7003'],
  [gatewayTargets('open'), 'gateway-open'],
  [gatewayAlarm('open-ap-south-1'), 'open-ap-south-1-gateway-without-pods'],
  [originHost('open.example.org'), 'origin.open.example.org'],
  [auditBucket(located), 'open-ap-south-1-audit-888888888888'],
  [backupVault('open-ap-south-1'), 'open-ap-south-1-backups'],
])('%s', (name, expected) => expect(name).toBe(expected));

test.each(['a', 'waiter', 'till-key-2', '2'])("'%s' is a DNS label", (name) => expect(isDnsLabel(name)).toBe(true));
test.each(['', 'Waiter', 'till_key', '-a', 'a-', 'a.b', 'ä', 'a\n'])('%j is not a DNS label', (name) =>
  expect(isDnsLabel(name)).toBe(false),
);

test.each([
  ['https://github.com/sample/restaurant', 'sample/restaurant'],
  ['https://github.com/sample/restaurant.git', 'sample/restaurant'],
  ['https://github.com/sample/restaurant/', 'sample/restaurant'],
  ['https://github.com/sample/restaurant.js', 'sample/restaurant.js'],
  ['https://github.com/sample', undefined],
  ['https://github.com/sample/*', undefined],
  ['https://github.com/sample/restaurant/tree/main', undefined],
  ['https://github.com.example.org/sample/restaurant', undefined],
  ['https://git.example.org/sample/restaurant', undefined],
])('%s is the repository %s', (address, repository) => expect(githubRepository(address)).toBe(repository));

interface Range {
  readonly first: number;
  readonly size: number;
}

const rangeOf = (cidr: Cidr): Range => {
  const [address = '', bits] = cidr.split('/');
  return { first: address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0), size: 2 ** (32 - Number(bits)) };
};

describe.each([2, 3])('the subnets of a VPC with %d zones', (zones) => {
  const vpc = rangeOf('10.200.0.0/16');
  const parts = subnets('10.200.0.0/16', zones);
  const all = Object.values(parts).flat().map(rangeOf);

  test.each([
    ['pods', 16_384],
    ['public', 1024],
    ['stores', 1024],
    ['endpoints', 256],
    ['controlPlane', 256],
  ] as const)('%s have %d addresses in each zone', (part, addresses) => {
    expect(parts[part].map((cidr) => rangeOf(cidr).size)).toEqual(Array(zones).fill(addresses));
  });

  test('begin where a range of their size can', () => expect(all.filter(({ first, size }) => first % size !== 0)).toEqual([]));

  test('lie in the VPC', () => {
    expect(all.filter(({ first, size }) => first < vpc.first || first + size > vpc.first + vpc.size)).toEqual([]);
  });

  test('do not overlap', () => {
    const sorted = all.toSorted((a, b) => a.first - b.first);
    expect(sorted.filter(({ first, size }, at) => first + size > (sorted[at + 1]?.first ?? Number.POSITIVE_INFINITY))).toEqual([]);
  });
});

test('the subnets are these, because networks that exist cannot be cut again', () => {
  expect(subnets('10.200.0.0/16', 2)).toEqual({
    pods: ['10.200.0.0/18', '10.200.64.0/18'],
    public: ['10.200.192.0/22', '10.200.196.0/22'],
    stores: ['10.200.208.0/22', '10.200.212.0/22'],
    endpoints: ['10.200.224.0/24', '10.200.225.0/24'],
    controlPlane: ['10.200.232.0/24', '10.200.233.0/24'],
  });
});
