import { definePolicy, type KubernetesJson, type PolicyExample } from '#model';

/** A Service with these fields. */
const serviceOf =
  ({ object }: PolicyExample) =>
  (spec: object): KubernetesJson =>
    object('v1', 'Service', { spec: { selector: { app: 'example' }, ports: [{ port: 80 }], ...spec } });

/** @see https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types */
export default definePolicy({
  purpose: 'A service is reached inside the cluster, or through the gateway.',
  why: 'A port of the nodes or a load balancer of its own leads past the gateway, its firewall and its certificate.',
  message: 'the Service is not of type ClusterIP; remove the type, and publish a path through the gateway',
  match: { v1: ['Service'] },
  validations: ['object.spec.?type.orValue("ClusterIP") == "ClusterIP"'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['service-exposed'],
  elsewhere: { kyverno: ['restrict-nodeport', 'no-loadbalancer-service'], gatekeeper: ['K8sBlockNodePort', 'K8sBlockLoadBalancer'] },
  cases: (example) => {
    const service = serviceOf(example);
    return {
      accepted: [service({}), service({ type: 'ClusterIP' }), service({ clusterIP: 'None' })],
      denied: [
        service({ type: 'NodePort' }),
        service({ type: 'LoadBalancer' }),
        service({ type: 'ExternalName', externalName: 'elsewhere.sample.org' }),
      ],
    };
  },
});
