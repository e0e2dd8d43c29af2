/** A practice that people insist on, and what holds it here. */
export interface Practice {
  readonly practice: string;
  /** Ids of rules. */
  readonly rules: readonly string[];
  /** What else holds it, or where it is meant otherwise than elsewhere. @default - nothing */
  readonly note?: string;
}

/** What public tools test of Kubernetes objects, and the rules that hold it here. */
export const practices: readonly Practice[] = [
  { practice: 'containers run as a user that is not root, with an id that no node uses', rules: ['run-as-root'] },
  { practice: 'no privilege escalation, nothing privileged', rules: ['privilege-escalation'] },
  { practice: 'all capabilities are dropped', rules: ['capabilities-not-dropped'] },
  {
    practice: 'read-only root file system, with a sized emptyDir where a program writes',
    rules: ['root-filesystem-writable', 'readonly-root-without-writable-path'],
  },
  { practice: 'seccomp RuntimeDefault', rules: ['seccomp-missing'] },
  { practice: 'namespaces enforce Pod Security', rules: ['namespace-not-restricted'] },
  {
    practice: 'nothing of the node: network, processes, memory, paths, ports, settings of the kernel',
    rules: ['host-access', 'isolation-weakened'],
  },
  {
    practice: 'no token is mounted, and each workload has an account of its own that is there',
    rules: ['token-mounted', 'service-account-shared'],
  },
  {
    practice: 'roles without wildcards, escalation, secrets or pods; nobody is administrator',
    rules: ['role-wildcard', 'role-escalates', 'role-reads-secrets', 'role-runs-pods', 'admin-bound', 'role-unknown', 'subject-unknown'],
    note: 'in frugal environments teams may run pods',
  },
  {
    practice: 'requests of CPU, memory and scratch space, limits of memory and scratch space',
    rules: ['resources-missing', 'memory-limit-missing', 'node-heap-above-limit'],
    note: 'no CPU limits, because throttling costs latency; memory is requested in full only where data is kept',
  },
  {
    practice: 'startup, readiness and liveness probes that differ, on ports that exist',
    rules: ['probes-weak', 'probes-identical', 'probe-port-missing'],
  },
  {
    practice: 'pods enough for a node or a zone to go, and replaced by new ones that are ready',
    rules: ['hpa-min-below-zones', 'hpa-range-empty', 'replicas-below-zones', 'rollout-without-surge'],
  },
  {
    practice: 'no replicas where an autoscaler sets them; one autoscaler, whose target and figures exist',
    rules: ['replicas-with-autoscaler', 'hpa-target-missing', 'two-autoscalers-one-target', 'hpa-without-request', 'hpa-without-behavior'],
  },
  {
    practice: 'a disruption budget that lets nodes drain',
    rules: ['pdb-blocks-scale-or-drain', 'pdb-without-eviction-policy', 'pdb-selects-nothing', 'pdb-overlap'],
  },
  { practice: 'pods are spread over zones and nodes', rules: ['spread-missing'] },
  { practice: 'a priority class', rules: ['priority-class-missing', 'priority-class-unknown'] },
  { practice: 'time to drain before a pod is stopped', rules: ['drain-too-short'] },
  {
    practice: 'networks are closed, DNS is open, policies hit pods and peers exist',
    rules: [
      'namespace-without-default-deny',
      'dns-blocked-by-policy',
      'policy-selects-nothing',
      'policy-peer-unknown',
      'call-blocked-by-policy',
    ],
  },
  {
    practice: "images by digest, from the organisation's registry",
    rules: ['image-not-pinned', 'image-never-built', 'image-pulled-always'],
    note: 'IfNotPresent: a digest names the same image for ever',
  },
  {
    practice: 'secrets by file and by reference, none in variables, ConfigMaps or Git',
    rules: ['secret-in-env', 'secret-by-subpath', 'secret-literal-in-output', 'secret-object-rendered'],
  },
  {
    practice: 'references resolve: Services, ports, routes, settings, monitors',
    rules: [
      'dangling-service',
      'target-port-unknown',
      'service-selector-not-unique',
      'route-destination-unknown',
      'unresolved-config-ref',
      'servicemonitor-selects-nothing',
      'servicemonitor-port-unknown',
    ],
  },
  { practice: 'nothing in the namespace default; owner and standard labels', rules: ['default-namespace', 'labels-missing'] },
  {
    practice: 'TLS on every way in, no wildcard hosts, no snippets, no Service past the gateway',
    rules: ['tls-missing', 'tls-host-not-covered', 'route-host-open', 'route-backend-not-granted', 'nginx-snippet', 'service-exposed'],
  },
  { practice: 'jobs with a deadline, few tries and an end, which do not overlap', rules: ['job-unbounded', 'cronjob-overlaps'] },
  { practice: 'kinds that the cluster serves, valid by their schemas', rules: ['kind-not-installed', 'schema-invalid'] },
  { practice: 'names are looked up without detours', rules: ['dns-ndots-default'] },
];
