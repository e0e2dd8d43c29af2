import { templatesOf } from '#cdk';
import { findingsOf, rulesOf, sceneOf } from '#checks';
import type { MutableApp } from '#checks/rule';
import { renderCluster } from '#k8s-constructs/render';
import type { Cluster, RenderedApp } from '#model';
import { samplePlatform } from '#model/sample';
import { component, sampleWith } from '#model/testing';
import { privilegesBeyondNeed } from '../../cdk/least-privilege';
import * as bySubPath from '../secret-by-subpath';
import * as formatMismatch from '../secret-format-mismatch';
import * as notGranted from '../secret-path-not-granted';
import * as unresolved from '../unresolved-config-ref';
import { crossingsOf, type MutableTemplate, mismatches } from '.';

/** A cluster whose pods get their secrets from AWS by the Secrets Store CSI driver. */
const platform = samplePlatform(
  sampleWith({
    [component('vault')]: {
      provides: {
        kinds: { 'secrets-store.csi.x-k8s.io/v1': { namespaced: ['SecretProviderClass'] } },
        secretStore: undefined,
        secretProvider: 'aws',
      },
    },
  }),
);
const [cluster] = platform.clusters as [Cluster];
const templates = templatesOf(platform);
const rendered = [...renderCluster(platform, cluster)];

const draftOfTemplates = (): MutableTemplate[] => structuredClone(templates) as unknown as MutableTemplate[];
const draftOfApps = (): MutableApp[] =>
  rendered.map((app) => ({
    ...app,
    objects: app.objects.map(({ json }) => ({ json: structuredClone(json) })),
  })) as unknown as MutableApp[];
const sceneWith = (apps: readonly MutableApp[]) => sceneOf(platform, cluster, apps as unknown as readonly RenderedApp[]);

const differences = (some = draftOfTemplates(), apps = draftOfApps()): string[] =>
  mismatches(crossingsOf({ platform, cluster, templates: some, scene: sceneWith(apps) }))
    .map(({ fact }) => fact)
    .filter((fact) => /secret|pod identity|permission/.test(fact));

const objectOf = (apps: readonly MutableApp[], kind: string, name: string) => {
  const found = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === kind && json.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found.json;
};

const policyOf = (some: readonly MutableTemplate[], service: string) => {
  const found = some
    .flatMap(({ resources }) => Object.entries(resources))
    .find(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(`restaurant${service}`));
  if (found === undefined) throw new Error(`no policy of ${service}`);
  return found[1].Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: string | string[]; Condition?: unknown }[];
};

const till = 'restaurant/open/waiter/till-key';

test('both sides agree', () => expect(differences()).toEqual([]));

test('a service may read its own secrets, each by its name, by the key that they have, and no other', () => {
  const reading = policyOf(draftOfTemplates(), 'waiter').filter(({ Action, Condition = {} }) =>
    /secretsmanager/.test(JSON.stringify(Action) + JSON.stringify(Condition)),
  );
  const arn = (path: string): string => `arn:aws:secretsmanager:ap-south-1:888888888888:secret:${path}-??????`;
  expect(reading).toEqual([
    {
      Effect: 'Allow',
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      Resource: [
        'restaurant/open/database',
        'restaurant/open/stream',
        'restaurant/open/waiter/client',
        'restaurant/open/waiter/database',
        till,
      ].map(arn),
    },
    expect.objectContaining({
      Action: 'kms:Decrypt',
      Condition: {
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/open-ap-south-1/secrets' },
        StringEquals: { 'kms:ViaService': 'secretsmanager.ap-south-1.amazonaws.com' },
      },
    }),
  ]);
});

test('no role may do more than it needs', async () => expect(await privilegesBeyondNeed(templates)).toEqual([]));

test('a secret that is not there, or has no such key, is missed', () => {
  const apps = draftOfApps();
  const { parameters } = objectOf(apps, 'SecretProviderClass', 'waiter-till-key').spec;
  parameters.objects = parameters.objects.replace('"value"', '"worth"');
  expect(differences(undefined, apps)).toEqual(
    expect.arrayContaining([`SecretProviderClass restaurant/waiter-till-key relies on the secret '${till} worth', which no stack creates`]),
  );
});

test('a secret that nobody mounts any more is noticed', () => {
  const apps = draftOfApps();
  for (const { objects } of apps)
    for (const [index, { json }] of objects.entries()) if (json.metadata.name === 'waiter-till-key') objects.splice(index, 1);
  expect(differences(undefined, apps).filter((fact) => fact.includes(till))).toHaveLength(1);
});

test('pods that mount secrets as an account without a role are noticed', () => {
  const apps = draftOfApps();
  objectOf(apps, 'Deployment', 'menu').spec.template.spec.serviceAccountName = 'somebody';
  expect(differences(undefined, apps)).toEqual(
    expect.arrayContaining(["Deployment restaurant/menu relies on the pod identity 'restaurant/somebody', which no stack creates"]),
  );
});

test('a right that was taken from a role is missed, and one that was added is noticed', () => {
  const some = draftOfTemplates();
  const [reading] = policyOf(some, 'menu').filter(({ Action }) => String(Action).includes('secretsmanager'));
  if (reading === undefined) throw new Error('nothing is read');
  reading.Resource = `arn:aws:secretsmanager:ap-south-1:888888888888:secret:${till}-??????`;
  const found = differences(some);
  expect(found.some((fact) => fact.includes('which no stack creates'))).toBe(true);
  expect(found.some((fact) => fact.includes(`GetSecretValue on secretsmanager:secret:${till}`))).toBe(true);
});

describe('the rules', () => {
  const files = Object.entries({
    'secret-path-not-granted': notGranted,
    'secret-format-mismatch': formatMismatch,
    'secret-by-subpath': bySubPath,
    'unresolved-config-ref': unresolved,
  }).map(([id, exports]) => ({ file: `checks/${id}.ts`, exports }));
  const findings = (apps: readonly MutableApp[]): string[] =>
    findingsOf(rulesOf(files), sceneWith(apps)).findings.map(({ rule, fact, fix }) => `${rule}: ${fact}; ${fix}`);
  // biome-ignore lint/suspicious/noExplicitAny: a mutation writes what no type would allow
  const changed = (kind: string, name: string, change: (json: any) => void): string[] => {
    const apps = draftOfApps();
    change(objectOf(apps, kind, name));
    return findings(apps);
  };

  test('are silent', () => expect(findings(draftOfApps())).toEqual([]));

  test('see a secret of another service', () =>
    expect(
      changed('SecretProviderClass', 'menu-cache', ({ spec: { parameters } }) => {
        parameters.objects = parameters.objects.replace('restaurant/open/menu/cache', till);
      }),
    ).toEqual([
      `secret-path-not-granted: Deployment restaurant/menu: mounts '${till}' by SecretProviderClass menu-cache, and its account 'menu' may read ` +
        "'restaurant/open/menu/cache-??????'; name a secret that is its own, or run it as the account whose secrets these are",
    ]));

  test('see a file under another name', () =>
    expect(
      changed('SecretProviderClass', 'menu-cache', ({ spec: { parameters } }) => {
        parameters.objects = parameters.objects.replace('"objectAlias": "password"', '"objectAlias": "pass"');
      }),
    ).toEqual([expect.stringContaining('and SecretProviderClass menu-cache has host, pass, port, username')]));

  test('see a class that is not there', () =>
    expect(
      changed('Deployment', 'menu', ({ spec }) => {
        spec.template.spec.volumes.find((each: { csi?: object }) => each.csi).csi.volumeAttributes.secretProviderClass = 'menu-cash';
      }),
    ).toEqual([
      "unresolved-config-ref: Deployment restaurant/menu: needs SecretProviderClass 'menu-cash', which nothing makes in namespace 'restaurant'; did you mean 'menu-cache'?",
    ]));

  test('see a file that never changes', () =>
    expect(
      changed('Deployment', 'menu', ({ spec }) => {
        const [{ volumeMounts }] = spec.template.spec.containers;
        volumeMounts.find(({ name }: { name: string }) => name === 'secret-cache').subPath = 'password';
      }).map((line) => line.split(':')[0]),
    ).toEqual(['secret-by-subpath']));
});
