import type { Registry } from './registry';
import { sampleRegistry } from './sample';
import {
  accepted,
  definition,
  type Fields,
  kitchen,
  mistakesIn,
  open,
  organisation,
  type Row,
  refused,
  release,
  sampleWith,
  teams,
  unknownFields,
} from './testing';

const first = { region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.200.0.0/16' };
const second = { ...first, region: 'sa-east-1', cidr: '10.201.0.0/16', standby: true };
const cluster = (fields: Fields): Fields => ({ clusters: [{ ...first, ...fields }] });

accepted([
  [open, { database: { maxConnections: 75 } }],
  ...['10.0.0.0/16', '10.255.0.0/16', '172.16.0.0/16', '172.31.0.0/16', '192.168.0.0/16'].map((cidr) => [open, cluster({ cidr })] as const),
  [open, cluster({ zones: ['a', 'b', 'c'] })],
  [open, { clusters: [first, second] }],
  [release, { revision: null }],
  [release, { images: {} }],
]);

unknownFields([
  [open, { shap: 'full' }, 'shap', 'shape'],
  [open, { roles: { metric: 'scraper' } }, 'roles.metric', 'metrics'],
  [open, { database: { maxConnection: 1 } }, 'database.maxConnection', 'maxConnections'],
  [open, cluster({ zone: 'a' }), 'clusters[0].zone', 'zones'],
  [organisation, { nam: '' }, 'nam', 'name'],
  [teams, { front: { slak: '' } }, 'front.slak', 'slack'],
  [release, { image: {} }, 'image', 'images'],
  [release, { images: { waiter: { digst: '' } } }, 'images.waiter.digst', 'digest'],
]);

describe('an environment', () => {
  const onlyOne = 'exactly one is active; mark the others with standby: true';

  refused(open, [
    [{ account: '123' }, "bad-account: account is '123'; an AWS account has 12 digits"],
    [{ domain: 'localhost' }, "bad-host: domain is 'localhost'; write a host name such as 'api.example.org'"],
    [{ shape: 'big' }, "unknown-value: shape is 'big'; write 'frugal' or 'small' or 'full'"],
    [{ edge: 'yes' }, "wrong-type: edge is 'yes'; write a boolean"],
    [{ budget: 0 }, 'out-of-range: budget is 0; write a whole number from 1 to 10000000'],
    [{ budget: 99.5 }, 'wrong-type: budget is 99.5; write a whole number from 1 to 10000000'],
    [{ database: { maxConnections: 49 } }, 'out-of-range: database.maxConnections is 49; write a whole number from 50 to 20000'],
    [{ roles: { gitops: undefined } }, 'missing-field: roles.gitops is missing; add it, a string'],
    [{ roles: { metrics: 'scrapr' } }, "unknown-role-holder: roles.metrics is 'scrapr', which is not a component; did you mean 'scraper'?"],
    [
      { roles: { metrics: 'thermometer' } },
      "unknown-role-holder: roles.metrics is 'thermometer', which is not a component; choose 'scraper'",
    ],
    [{ roles: { metrics: 'vault' } }, "unknown-role-holder: roles.metrics is 'vault', which does not have this role; choose 'scraper'"],
    [{ clusters: [] }, 'out-of-range: clusters is a list of 0; describe at least one cluster'],
    [cluster({ region: 'india' }), "bad-region: clusters[0].region is 'india'; write an AWS region such as 'us-east-1'"],
    [cluster({ zones: ['a', '1b'] }), "bad-zone: clusters[0].zones[1] is '1b'; write the letter of a zone, such as 'a'"],
    [cluster({ zones: ['a'] }), 'out-of-range: clusters[0].zones is a list of 1; name two or three zones'],
    [cluster({ zones: ['a', 'b', 'c', 'd'] }), 'out-of-range: clusters[0].zones is a list of 4; name two or three zones'],
    [cluster({ zones: ['a', 'a', 'b'] }), 'zone-taken: the zones of ap-south-1 are a, a, b; name each zone once'],
    [cluster({ kubernetes: '1.35.1' }), "bad-version: clusters[0].kubernetes is '1.35.1'; write a minor version such as '1.35'"],
    [
      cluster({ region: 'ap-soth-1' }),
      "unknown-region: clusters[0].region is 'ap-soth-1', which is not a region with EKS; did you mean 'ap-south-1'?",
    ],
    [
      cluster({ region: 'zz-mordor-1' }),
      "unknown-region: clusters[0].region is 'zz-mordor-1', which is not a region with EKS; choose another",
    ],
    [cluster({ zones: ['a', 'd'] }), "unknown-zone: clusters[0].zones names 'd', and ap-south-1 has a, b, c; use b or c"],
    [cluster({ zones: ['a', 'b', 'e'] }), "unknown-zone: clusters[0].zones names 'e', and ap-south-1 has a, b, c; use c"],
    [
      cluster({ kubernetes: '1.31' }),
      "kubernetes-unsupported: clusters[0].kubernetes is '1.31', which EKS does not support; choose one of 1.32, 1.33, 1.34, 1.35, 1.36",
    ],
    [
      cluster({ kubernetes: '1.37' }),
      "kubernetes-unsupported: clusters[0].kubernetes is '1.37', which EKS, eks-pod-identity-agent, vpc-cni, kube-proxy, coredns, " +
        'aws-ebs-csi-driver, aws-efs-csi-driver, snapshot-controller do not support; choose one of 1.32, 1.33, 1.34, 1.35, 1.36',
    ],
    [cluster({ standby: true }), `one-active-cluster: 0 clusters are not a standby; ${onlyOne}`],
    [{ clusters: [first, { ...second, standby: false }] }, `one-active-cluster: 2 clusters are not a standby; ${onlyOne}`],
    [
      { clusters: [first, { ...second, region: first.region }] },
      'region-taken: two clusters are in ap-south-1; give each cluster a region of its own',
    ],
    [
      cluster({ cidr: '172.20.0.0/16' }),
      'cidr-overlap: the cidr 172.20.0.0/16 of ap-south-1 is the range of Services on every cluster; choose another /16',
    ],
    [
      { clusters: [first, { ...second, cidr: first.cidr }] },
      `cidr-overlap: the cidr 10.200.0.0/16 of sa-east-1 is also that of ap-south-1 in ${open}; choose another /16`,
    ],
    [
      { database: { maxConnections: 50 } },
      'database-too-small: database.maxConnections 50 gives a pod 1 when all services run at their maximum; ' +
        'raise it until each pod has 2 connections, or lower the maxima',
    ],
  ]);

  const notPrivate = ['8.8.0.0/16', '10.256.0.0/16', '172.15.0.0/16', '172.32.0.0/16', '192.167.0.0/16', '100.64.0.0/16'];
  const not16 = ['10.200.0.0/20', '10.0.0.0/8', '10.200.1.0/16', '10.200.0.1/16', '10.200.0.0', 'fd00::/16'];
  refused(
    open,
    [...notPrivate, ...not16].map((cidr): Row => {
      const fix = "write a private range of exactly /16, which has room for the pods, such as '10.0.0.0/16'";
      return [cluster({ cidr }), `bad-cidr: clusters[0].cidr is '${cidr}'; ${fix}`];
    }),
  );

  const anotherOne = sampleRegistry().environments[0]?.exports.default as Fields;

  test('whose network is also that of another environment', () => {
    const environments = [definition('platform/environments/tent.ts', anotherOne)];
    const mistake = `cidr-overlap: the cidr 10.200.0.0/16 of ap-south-1 is also that of ap-south-1 in ${open}; choose another /16`;
    expect(mistakesIn(sampleWith({}, { environments }))).toEqual([`platform/environments/tent.ts: ${mistake}`]);
  });

  test.each(['Tent', 'tent_1', 'tent-'])("whose name is '%s'", (name) => {
    const file = `platform/environments/${name}.ts`;
    const environments = [definition(file, { ...anotherOne, clusters: [{ ...first, cidr: '10.201.0.0/16' }] })];
    const mistake = `bad-name: '${name}' is not a DNS label; rename it; use lower-case letters, digits and hyphens`;
    expect(mistakesIn(sampleWith({}, { environments }))).toEqual([`${file}: ${mistake}`]);
  });
});

describe('the organisation', () => {
  refused(organisation, [
    [{ name: 'The Restaurant' }, "bad-name: name is 'The Restaurant'; use at most 63 lower-case letters, digits and hyphens"],
    [
      { repository: 'git@github.com:sample/restaurant' },
      "bad-address: repository is 'git@github.com:sample/restaurant'; write an address that begins with 'https://'",
    ],
    [{ alarmsEmail: 'the kitchen' }, "bad-address: alarmsEmail is 'the kitchen'; write an address such as 'alarms@example.org'"],
    [{ registryRegion: 'india' }, "bad-region: registryRegion is 'india'; write an AWS region such as 'us-east-1'"],
    [
      { registryRegion: 'ap-soth-1' },
      "unknown-region: registryRegion is 'ap-soth-1', which is not a region with EKS; did you mean 'ap-south-1'?",
    ],
    [{ registryAccount: '12345678901' }, "bad-account: registryAccount is '12345678901'; an AWS account has 12 digits"],
    [{ registryAccount: '1' }, "bad-account: registryAccount is '1'; an AWS account has 12 digits"],
    [{ platformTeam: 'bac' }, "unknown-team: platformTeam is 'bac', which is not a team; did you mean 'back'?"],
    [{ platformTeam: 'owners' }, "unknown-team: platformTeam is 'owners', which is not a team; add it to platform/teams.ts"],
    [{ identity: 'waitr' }, "unknown-callee: identity is 'waitr', which is not a service; did you mean 'waiter'?"],
    [{ identity: 'bouncer' }, "unknown-callee: identity is 'bouncer', which is not a service; remove it or add the service"],
  ]);

  test('an empty folder lacks three things, and is told of all of them', () => {
    const nothing = Object.fromEntries(Object.keys(sampleWith({})).map((kind) => [kind, []])) as unknown as Registry;
    expect(mistakesIn(nothing)).toEqual([
      "platform/environments: missing-file: there is no environment; add one as <name>.ts, with 'export default defineEnvironment({ … })'",
      `${organisation}: missing-file: there is no such file; add it, with 'export default defineOrganisation({ … })'`,
      "platform/teams.ts: missing-file: there is no such file; add it, with 'export default defineTeams({ … })'",
    ]);
  });

  test('may not be missing, and does not hide other mistakes', () => {
    const missing = "missing-file: there is no such file; add it, with 'export default defineOrganisation({ … })'";
    expect(mistakesIn({ ...sampleWith({ [kitchen]: { calls: ['mnu'] } }), organisation: [] })).toEqual([
      `${organisation}: ${missing}`,
      `${kitchen}: unknown-callee: calls 'mnu', which is not a service; did you mean 'menu'?`,
    ]);
  });
});

describe('teams', () => {
  const team = { slack: '#new', pagerduty: 'new', github: 'sample/new' };
  refused(teams, [
    [{ components: team }, "name-taken: 'components' is the name of a project of the platform itself; rename the team"],
    [{ root: team }, "name-taken: 'root' is the name of a project of the platform itself; rename the team"],
    [{ 'Front Desk': team }, "bad-name: 'Front Desk' is not a name; use at most 63 lower-case letters, digits and hyphens"],
    [{ cellar: { ...team, slack: 'cellar' } }, "bad-channel: cellar.slack is 'cellar'; write it like '#team-name'"],
    [{ cellar: { ...team, github: undefined } }, 'missing-field: cellar.github is missing; add it, a string'],
  ]);
});

describe('a release', () => {
  const digestFix = "write 'sha256:' and 64 hexadecimal digits";
  refused(release, [
    [{ images: { waiter: { digest: 'sha256:abc' } } }, `bad-digest: images.waiter.digest is 'sha256:abc'; ${digestFix}`],
    [{ images: { waiter: undefined } }, 'missing-field: images.waiter is missing; add it, an object'],
    [{ revision: undefined }, 'missing-field: revision is missing; add it, a string'],
    [{ revision: 3 }, "wrong-type: revision is 3; write 'main', a tag, or null before the first release"],
  ]);

  test.each([
    ['opne', "did you mean 'open'?"],
    ['moon', 'remove the file'],
  ])("of '%s', which is not an environment", (name, fix) => {
    const releases = [definition(`releases/${name}.json`, { revision: null, images: {} })];
    const mistake = `unknown-environment: '${name}' is not an environment; ${fix}`;
    expect(mistakesIn(sampleWith({}, { releases }))).toEqual([`releases/${name}.json: ${mistake}`]);
  });

  test('of an environment that has a mistake of its own', () => {
    expect(mistakesIn(sampleWith({ [open]: { account: '1' } }))).toEqual([
      `${open}: bad-account: account is '1'; an AWS account has 12 digits`,
    ]);
  });
});

test('an environment whose vault AWS would not take', () => {
  const file = 'platform/environments/terrace-with-a-view-over-the-bay.ts';
  const fields = { ...(sampleRegistry().environments[0]?.exports.default as object), account: '777777777777' };
  expect(mistakesIn(sampleWith({}, { environments: [definition(file, fields)] }))).toContain(
    `${file}: name-too-long: the vault of backups 'terrace-with-a-view-over-the-bay-ap-south-1-backups' would have 51 characters, ` +
      'AWS allows 50; shorten a name',
  );
});

test('an environment whose load balancer AWS would not take', () => {
  const file = 'platform/environments/terrace-with-a-long-view.ts';
  const fields = { ...(sampleRegistry().environments[0]?.exports.default as object), account: '777777777777' };
  expect(mistakesIn(sampleWith({}, { environments: [definition(file, fields)] })).filter((each) => each.includes('load balancer'))).toEqual(
    [],
  );
  const longer = file.replace('.ts', 's.ts');
  expect(mistakesIn(sampleWith({}, { environments: [definition(longer, fields)] }))).toContain(
    `${longer}: name-too-long: the load balancer 'gateway-terrace-with-a-long-views' would have 33 characters, AWS allows 32; shorten a name`,
  );
});
