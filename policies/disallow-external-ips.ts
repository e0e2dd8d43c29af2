import { definePolicy, type KubernetesJson, type PolicyExample } from '#model';

/** A Service with these fields. */
const serviceOf =
  ({ object }: PolicyExample) =>
  (spec: object): KubernetesJson =>
    object('v1', 'Service', { spec: { selector: { app: 'example' }, ports: [{ port: 80 }], ...spec } });

/** @see https://kubernetes.io/docs/concepts/services-networking/service/#external-ips */
export default definePolicy({
  purpose: 'No Service claims addresses outside the cluster.',
  why: 'Whoever may write a Service can draw the traffic of any address to his own pods (CVE-2020-8554).',
  message: 'the Service has externalIPs; remove them',
  match: { v1: ['Service'] },
  validations: ['size(object.spec.?externalIPs.orValue([])) == 0'],
  modes: { frugal: 'deny', small: 'deny', full: 'audit' },
  elsewhere: { kyverno: ['restrict-external-ips'], gatekeeper: ['K8sExternalIPs'] },
  cases: (example) => {
    const service = serviceOf(example);
    return { accepted: [service({}), service({ externalIPs: [] })], denied: [service({ externalIPs: ['203.0.113.7'] })] };
  },
});
