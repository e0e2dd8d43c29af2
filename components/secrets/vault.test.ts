import { arnOf, type Cluster, load, names } from '#model';
import { registry } from '#registry';
import vault from './vault';
import vaultCsi from './vault-csi';

interface Values {
  readonly global: { readonly tlsDisable: boolean };
  readonly injector: { readonly enabled: boolean };
  readonly server: {
    readonly authDelegator: { readonly enabled: boolean };
    readonly auditStorage: { readonly enabled: boolean };
    readonly ha: {
      readonly replicas: number;
      readonly raft: { readonly config: string };
      readonly disruptionBudget: { readonly enabled: boolean };
    };
    readonly statefulSet: { readonly securityContext: { readonly pod: object; readonly container: object } };
  };
}

/** What the chart makes of its agents. */
interface Agents {
  readonly global: { readonly externalVaultAddr: string };
  readonly server: { readonly enabled: boolean; readonly serviceAccount: { readonly create: boolean } };
  readonly csi: { readonly enabled: boolean };
}

const clusters = load(registry).platform?.clusters ?? [];
const chosen = clusters.filter(({ components }) => components.some(({ chart }) => chart?.name === vault.chart?.name));
const [cluster] = chosen as [Cluster];
const valuesOn = (at: Cluster): Values => vault.values?.(at) as Values;
const configurationOn = (at: Cluster): string => valuesOn(at).server.ha.raft.config;

test('some environment has it, and others do not', () => {
  expect(chosen).not.toEqual([]);
  expect(chosen.length).toBeLessThan(clusters.length);
});

describe('the key that opens it', () => {
  const alias = names.keyAlias(cluster.name, 'vault/unseal');
  const statements = vault.iam?.(cluster).vault ?? [];

  test('is its own', () =>
    expect(vault.keys?.map((key) => names.keyAlias(cluster.name, names.componentKey('vault', key)))).toEqual([alias]));

  test('is the one of its configuration', () => expect(/kms_key_id = "(.*)"/.exec(configurationOn(cluster))?.[1]).toBe(alias));

  test('is all that it may use in AWS, and no more than it needs for that', () =>
    expect(statements.map(({ resources, ...statement }) => ({ ...statement, on: resources.map((each) => arnOf(each, cluster)) }))).toEqual([
      {
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt'],
        on: [`arn:aws:kms:${cluster.region}:${cluster.account}:key/*`],
        conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
      },
    ]));
});

describe.each([
  [1, 1],
  [2, 3],
])('where controllers have %i pods', (controllerReplicas, servers) => {
  const at = { ...cluster, controllerReplicas };

  test('there are as many servers as agree by majority, and each knows all of them', () => {
    expect(valuesOn(at).server.ha.replicas).toBe(servers);
    expect(configurationOn(at).match(/leader_api_addr = "https:\/\/vault-\d\.vault-internal:8200"/g)).toHaveLength(servers);
  });

  test('a node may take one of several, and is never held up by the only one', () =>
    expect(valuesOn(at).server.ha.disruptionBudget.enabled).toBe(servers > 1));
});

describe('its configuration', () => {
  const text = configurationOn(cluster);

  test('closes every block that it opens', () => expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length));

  test('speaks TLS alone, to callers and among servers', () => {
    expect(valuesOn(cluster).global.tlsDisable).toBe(false);
    expect(text).not.toContain('tls_disable');
    expect(text).not.toContain('http://');
    for (const file of ['tls_cert_file', 'tls_key_file', 'leader_ca_cert_file'])
      expect(text).toContain(`${file} = "/vault/userconfig/vault-tls/`);
  });

  test('says what Vault refuses to start without, where it stores by itself', () => expect(text).toContain('disable_mlock = true'));

  test('holds no secret', () => expect(text).not.toMatch(/access_key|secret_key|token|password/i));
});

test('it can be watched, and puts nothing into the pods of others', () => {
  expect(valuesOn(cluster).server.auditStorage.enabled).toBe(true);
  expect(valuesOn(cluster).injector.enabled).toBe(false);
});

test('its pods meet what the namespace enforces', () => {
  expect(vault.podSecurity).toBeUndefined();
  const { pod, container } = valuesOn(cluster).server.statefulSet.securityContext;
  expect(pod).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(container).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
});

describe('pods that mount what it keeps', () => {
  const without = { ...cluster, components: cluster.components.filter(({ name }) => name !== 'vault-csi') };
  const policies = (at: Cluster) => (vault.objects?.(at) ?? []).filter(({ kind }) => kind === 'NetworkPolicy');

  test('may be asked about, and their agents come in, where there are any', () => {
    expect(without.components.length).toBeLessThan(cluster.components.length);
    expect([valuesOn(cluster), valuesOn(without)].map(({ server }) => server.authDelegator.enabled)).toEqual([true, false]);
    expect([policies(cluster).length, policies(without).length]).toEqual([1, 0]);
  });

  test('are served by the same version, whose chart makes the agents alone', () => {
    expect(vaultCsi.chart).toEqual(vault.chart);
    const values = vaultCsi.values as (at: Cluster) => Values & Agents;
    const { server, injector, csi, global } = values(cluster);
    expect([server.enabled, server.serviceAccount.create, server.authDelegator.enabled, injector.enabled]).toEqual(Array(4).fill(false));
    expect(csi.enabled).toBe(true);
    // A name of its certificate.
    expect(new URL(global.externalVaultAddr).hostname).toBe('vault-active.vault.svc');
  });
});

test('its servers have a certificate for every name that they are called by', () => {
  const [certificate] = (vault.objects?.(cluster) ?? []).map((object) => object.toJSON()) as {
    spec: { dnsNames: string[]; ipAddresses: string[] };
  }[];
  expect(certificate?.spec.dnsNames).toEqual(expect.arrayContaining(['localhost', '*.vault-internal', 'vault.vault.svc']));
  expect(certificate?.spec.ipAddresses).toEqual(['127.0.0.1']);
});
