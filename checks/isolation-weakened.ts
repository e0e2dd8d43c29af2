import { firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** Settings of the kernel that concern the pod alone. @see https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/ */
const safe = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

export default defineRule({
  why: 'A container sees the memory and the environment of those beside it, or changes the kernel for every pod of the node.',
  elsewhere: {
    'kube-linter': ['unsafe-proc-mount', 'unsafe-sysctls'],
    polaris: ['procMount'],
    kyverno: ['disallow-proc-mount', 'restrict-sysctls', 'restrict-process-namespace-sharing'],
  },
  *check({ pods, containers }) {
    for (const { app, json, spec } of pods) {
      if (spec.shareProcessNamespace === true)
        yield { app, json, fact: 'the pod has shareProcessNamespace true', fix: 'remove shareProcessNamespace' };
      for (const { name, value } of spec.securityContext?.sysctls ?? [])
        if (!safe.has(name))
          yield { app, json, fact: `the pod sets '${name}' of the kernel to '${value}'`, fix: `remove it, or use ${[...safe].join(', ')}` };
    }
    for (const { app, json, container } of containers) {
      const { procMount = 'Default' } = container.securityContext ?? {};
      if (procMount !== 'Default')
        yield { app, json, fact: `container '${container.name}' has procMount '${procMount}'`, fix: 'remove procMount' };
    }
  },
  mutation: (apps) => {
    firstPod(apps).shareProcessNamespace = true;
  },
});
