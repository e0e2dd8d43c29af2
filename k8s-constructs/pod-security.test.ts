import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Cluster } from '#model';
import { samplePlatform } from '#model/sample';
import { renderCluster } from './render';

const platform = samplePlatform();
const active = platform.clusters[0] as Cluster;
const clusters = {
  active,
  standby: { ...active, standby: true },
  frugal: { ...active, environment: { ...active.environment, shape: 'frugal' } },
} satisfies Record<string, Cluster>;

const volumeTypes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

/**
 * What a pod does although Pod Security `restricted` forbids it.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
const violations = (pod: IPodSpec): string[] => [
  ...(['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]),
  ...(pod.volumes ?? []).flatMap(({ name, ...source }) => Object.keys(source).filter((type) => !volumeTypes.includes(type))),
  ...(pod.securityContext?.sysctls ?? []).map(({ name }) => `sysctl ${name}`),
  ...[...pod.containers, ...(pod.initContainers ?? [])].flatMap((each) => containerViolations(each, pod)),
];

const containerViolations = (container: IContainer, pod: IPodSpec): string[] => {
  const own = container.securityContext ?? {};
  const effective = { ...pod.securityContext, ...own };
  const forbidden: Record<string, boolean | undefined> = {
    hostPort: container.ports?.some(({ hostPort }) => hostPort),
    privileged: own.privileged,
    allowPrivilegeEscalation: own.allowPrivilegeEscalation !== false,
    'capabilities kept': !own.capabilities?.drop?.includes('ALL'),
    'capabilities added': own.capabilities?.add?.some((capability) => capability !== 'NET_BIND_SERVICE'),
    procMount: (own.procMount ?? 'Default') !== 'Default',
    root: !effective.runAsNonRoot || effective.runAsUser === 0,
    seccomp: !['RuntimeDefault', 'Localhost'].includes(effective.seccompProfile?.type ?? 'none'),
    selinux: effective.seLinuxOptions !== undefined,
    apparmor: effective.appArmorProfile?.type === 'Unconfined',
  };
  return Object.keys(forbidden).filter((what) => forbidden[what]);
};

const podsOn = (cluster: Cluster): IPodSpec[] =>
  [...renderCluster(platform, cluster)].flatMap(({ objects }) =>
    objects.flatMap(({ json }) => (json.spec as { template?: { spec: IPodSpec } } | undefined)?.template?.spec ?? []),
  );

describe.each(Object.entries(clusters))('every pod of the %s cluster', (_, cluster) => {
  const pods = podsOn(cluster);

  // A Deployment for each of three services, and a migration for each of two databases.
  test('is looked at', () => expect(pods).toHaveLength(cluster.standby ? 3 : 5));

  test('meets Pod Security restricted', () => expect(pods.map(violations)).toEqual(pods.map(() => [])));

  test('mounts no token and writes to no root file system', () => {
    for (const { automountServiceAccountToken, containers } of pods) {
      expect(automountServiceAccountToken).toBe(false);
      expect(containers.map(({ securityContext }) => securityContext?.readOnlyRootFilesystem)).toEqual([true]);
    }
  });
});

describe('a pod would not meet it with', () => {
  const good = podsOn(active)[0] as IPodSpec;
  const inContainer = (change: Partial<IContainer>): Partial<IPodSpec> => ({
    containers: good.containers.map((each) => ({ ...each, ...change })),
  });
  const secured = (change: IContainer['securityContext']): Partial<IPodSpec> =>
    inContainer({ securityContext: { ...good.containers[0]?.securityContext, ...change } });

  test.each<[string, Partial<IPodSpec>]>([
    ['hostNetwork', { hostNetwork: true }],
    ['hostPID', { hostPID: true }],
    ['hostPath', { volumes: [{ name: 'node', hostPath: { path: '/' } }] }],
    ['sysctl kernel.msgmax', { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }],
    ['hostPort', inContainer({ ports: [{ containerPort: 1, hostPort: 1 }] })],
    ['privileged', secured({ privileged: true })],
    ['allowPrivilegeEscalation', secured({ allowPrivilegeEscalation: undefined })],
    ['capabilities kept', secured({ capabilities: { drop: ['NET_RAW'] } })],
    ['capabilities added', secured({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })],
    ['procMount', secured({ procMount: 'Unmasked' })],
    ['root', secured({ runAsUser: 0 })],
    ['root', secured({ runAsNonRoot: false })],
    ['seccomp', secured({ seccompProfile: { type: 'Unconfined' } })],
    ['selinux', secured({ seLinuxOptions: { type: 'spc_t' } })],
    ['apparmor', secured({ appArmorProfile: { type: 'Unconfined' } })],
  ])('%s', (violation, change) => expect(violations({ ...good, ...change })).toEqual([violation]));
});
