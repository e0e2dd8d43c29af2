import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export default definePolicy({
  purpose: 'No container takes a port of its node.',
  why: 'A second pod on the node cannot start, and the port is open to whoever reaches the node, past every network policy.',
  message: 'a container takes a port of its node; remove hostPort and use a Service',
  match: 'workloads',
  validations: ['variables.everyContainer.all(c, c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0))'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['host-access'],
  elsewhere: { kyverno: ['disallow-host-ports'], gatekeeper: ['K8sPSPHostNetworkingPorts'], pss: ['Host Ports'] },
  cases: ({ workload }) => ({
    accepted: [workload(), workload({ container: { ports: [{ containerPort: 8080 }] } })],
    denied: [workload({ container: { ports: [{ containerPort: 8080, hostPort: 80 }] } })],
  }),
});
