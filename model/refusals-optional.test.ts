import { samplePlatform } from './sample';
import {
  accepted,
  component,
  definition,
  type Fields,
  mistakesIn,
  open,
  organisation,
  refused,
  sampleWith,
  unknownFields,
} from './testing';

/** Components that an environment may have or not, keys of their own, and what AWS runs in place of a chart. */

const bar = (fields: Fields = {}) =>
  definition(component('bar'), {
    purpose: 'Serves drinks to those who asked for a bar.',
    optional: true,
    chart: { repository: 'https://charts.sample.org', name: 'bar', version: '1.0.0' },
    ...fields,
  });

const identityCenter = {
  instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
  region: 'ap-south-1',
  adminsGroupId: '90670a1b2c-01234567-89ab-cdef-0123-456789abcdef',
};

const runByAws = { chart: undefined, capability: 'ARGOCD' };

accepted([
  [organisation, { identityCenter }],
  [organisation, { identityCenter: { ...identityCenter, adminsGroupId: '01234567-89ab-cdef-0123-456789abcdef' } }],
  [component('door'), { keys: ['till'], iam: () => ({}), provides: { serviceAccounts: ['door'] } }],
]);

unknownFields([
  [organisation, { identityCenter: { ...identityCenter, adminGroupId: '' } }, 'identityCenter.adminGroupId', 'adminsGroupId'],
  [open, { component: [] }, 'component', 'components'],
  [component('door'), { capabilty: 'ARGOCD' }, 'capabilty', 'capability'],
  [component('door'), { optinal: true }, 'optinal', 'optional'],
  [component('door'), { key: [] }, 'key', 'keys'],
]);

describe('further components of an environment', () => {
  const withBar = { components: [bar()] };

  test('are those that are optional, and nowhere else', () => {
    const clusters = [['bar'], undefined].flatMap(
      (further) => samplePlatform(sampleWith({ [open]: { components: further } }, withBar)).clusters,
    );
    expect(clusters.map(({ components }) => components.some(({ name }) => name === 'bar'))).toEqual([true, false]);
  });

  refused(
    open,
    [
      [{ components: ['barr'] }, "unknown-optional-component: components names 'barr', which is not a component; did you mean 'bar'?"],
      [{ components: ['terrace'] }, "unknown-optional-component: components names 'terrace', which is not a component; remove it"],
      [{ components: ['kinds'] }, "unknown-optional-component: components names 'kinds', which is not optional; remove it"],
      [
        { components: ['door'] },
        "unknown-optional-component: components names 'door', which is not optional; choose it under roles['api-gateway']",
      ],
      [{ components: ['bar', 'bar'] }, 'listed-twice: components is a list of 2; name each once'],
    ],
    withBar,
  );
});

describe('a component that may stand beside the holder of its role', () => {
  const safe = (fields: Fields = {}) =>
    definition(component('safe'), {
      purpose: 'Hands out secrets without a copy.',
      role: 'secrets',
      chart: { repository: 'https://charts.sample.org', name: 'safe', version: '1.0.0' },
      provides: { secretProvider: 'aws' },
      ...fields,
    });
  const companion = definition(component('clerk'), {
    purpose: 'Carries what lies in the safe and in the vault.',
    with: ['safe', 'vault'],
    chart: { repository: 'https://charts.sample.org', name: 'clerk', version: '1.0.0' },
  });
  const more = { components: [safe(), companion] };
  const beside = { [component('vault')]: { beside: true } };
  const inSafe = { roles: { secrets: 'safe' } };
  const on = (changes: Parameters<typeof sampleWith>[0]) => samplePlatform(sampleWith(changes, more)).clusters[0];
  const names = (changes: Parameters<typeof sampleWith>[0]) => on(changes)?.components.map(({ name }) => name) ?? [];

  test('is there where it is named, and services get their secrets from the holder', () => {
    const cluster = on({ ...beside, [open]: { ...inSafe, components: ['vault'] } });
    expect(cluster?.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['safe', 'vault']));
    expect([cluster?.secretProvider, cluster?.secretStore]).toEqual(['aws', 'vault']);
  });

  test('is nowhere else', () => {
    expect(names({ ...beside, [open]: inSafe })).not.toContain('vault');
    expect(names(beside)).not.toContain('safe');
  });

  test('what comes with several is only where they all are', () => {
    expect(names({ ...beside, [open]: { ...inSafe, components: ['vault'] } })).toContain('clerk');
    expect(names({ ...beside, [open]: inSafe })).not.toContain('clerk');
    expect(names(beside)).not.toContain('clerk');
  });

  test('copies what components log in with, and where nothing does that is refused', () => {
    const keeps = { ...beside, [component('scraper')]: { logins: { screens: 'admin' } } };
    expect(mistakesIn(sampleWith({ ...keeps, [open]: { ...inSafe, components: ['vault'] } }, more))).toEqual([]);
    expect(mistakesIn(sampleWith({ ...keeps, [open]: inSafe }, more))).toEqual([
      `${open}: login-not-copied: nothing copies secrets, and scraper keeps the login 'screens'; name 'vault' in components`,
    ]);
  });

  test.each<[Fields, string]>([
    [{ with: ['safe', 'vautl'] }, "unknown-component: with names 'vautl', which is not a component; did you mean 'vault'?"],
    [{ with: 1 }, 'wrong-value: with is 1; write the name of a component, or a list of names'],
  ])('%j is refused', (fields, mistake) => {
    const wrong = { ...companion, exports: { default: { ...(companion.exports.default as Fields), ...fields } } };
    expect(mistakesIn(sampleWith({}, { components: [safe(), wrong] }))).toEqual([`${component('clerk')}: ${mistake}`]);
  });

  refused(component('kinds'), [[{ beside: true }, 'beside-nobody: has beside and no role; write optional: true instead']]);
});

describe('a component', () => {
  refused(component('door'), [
    [
      { optional: true },
      "optional-with-role: is optional and has the role 'api-gateway'; remove optional; the environment picks the holder of a role",
    ],
    [
      { keys: ['till'] },
      "key-without-use: keys names 'till', and without iam no pod may use it; allow it by its alias to a service account in iam, or remove it",
    ],
    [{ keys: ['Till'] }, "bad-name: keys[0] is 'Till'; use at most 63 lower-case letters, digits and hyphens"],
    [{ capability: 'ACK' }, "unknown-value: capability is 'ACK'; write 'ARGOCD'"],
  ]);

  refused(component('kinds'), [
    [
      { git: undefined, capability: 'ARGOCD' },
      "capability-without-role: has the capability ARGOCD without the role 'gitops'; write role: 'gitops'",
    ],
  ]);
});

describe('an Argo CD that AWS runs', () => {
  const changes = (own: Fields, ...others: readonly Fields[]) =>
    sampleWith({ [component('gitops')]: own, [organisation]: { identityCenter }, ...Object.assign({}, ...others) });

  test('needs nothing but a place where people sign in', () => expect(mistakesIn(changes(runByAws))).toEqual([]));

  test('is refused where people could not sign in', () =>
    expect(mistakesIn(changes(runByAws, { [organisation]: {} }))).toEqual([
      `${open}: identity-center-missing: roles.gitops is 'gitops', which people reach by IAM Identity Center, and ` +
        'platform/organisation.ts has no identityCenter; add identityCenter there, with instanceArn, region and adminsGroupId',
    ]));

  test.each([
    ['chart', {}],
    ['git', { chart: undefined, git: { repository: 'https://github.com/sample/gitops', path: '.', revision: 'refs/tags/v1.0.0' } }],
  ])('has no %s', (other, fields) =>
    expect(mistakesIn(changes({ ...fields, capability: 'ARGOCD' }))).toEqual([
      `${component('gitops')}: two-origins: has the capability ARGOCD and ${other}; remove ${other}; AWS installs a capability`,
    ]),
  );

  test('has a role in AWS whose name fits', () =>
    expect(mistakesIn(changes({ ...runByAws, namespace: 'a-namespace-with-a-very-long-name-for-it' }))).toEqual([
      `${component('gitops')}: name-too-long: the IAM role 'open-ap-south-1-a-namespace-with-a-very-long-name-for-it-capability' would have ` +
        '67 characters, AWS allows 64; shorten a name',
    ]));
});

describe('where people sign in', () => {
  const arn = "write what 'aws sso-admin list-instances' shows: 'arn:aws:sso:::instance/ssoins-' and 16 letters and digits";
  refused(organisation, [
    [{ identityCenter: { ...identityCenter, instanceArn: 'ssoins-1' } }, `bad-arn: identityCenter.instanceArn is 'ssoins-1'; ${arn}`],
    [
      { identityCenter: { ...identityCenter, region: 'india' } },
      "bad-region: identityCenter.region is 'india'; write an AWS region such as 'us-east-1'",
    ],
    [
      { identityCenter: { ...identityCenter, adminsGroupId: 'admins' } },
      "bad-id: identityCenter.adminsGroupId is 'admins'; write the group's id as 'aws identitystore list-groups' shows it, not its name",
    ],
    [{ identityCenter: { ...identityCenter, region: undefined } }, 'missing-field: identityCenter.region is missing; add it, a string'],
  ]);
});
