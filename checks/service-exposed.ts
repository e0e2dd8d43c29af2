import type { IServiceSpec } from 'kubernetes-models/v1/ServiceSpec';
import { firstOf } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';

export default defineRule({
  why: 'A port is open on every node, or a load balancer of its own is, past the gateway with its limits, its certificate and its firewall.',
  elsewhere: { 'kube-linter': ['exposed-services'], kyverno: ['restrict-nodeport', 'no-loadbalancer-service', 'restrict-external-ips'] },
  *check({ objects }) {
    for (const { app, json } of objects)
      if (json.kind === 'Service') for (const found of mistakesOf(json.spec as IServiceSpec)) yield { app, json, ...found };
  },
  mutation: (apps) => {
    firstOf(apps, 'Service').spec.type = 'NodePort';
  },
});

function* mistakesOf({ type, externalIPs = [] }: IServiceSpec): Generator<Pick<Violation, 'fact' | 'fix' | 'unless'>> {
  if (type === 'NodePort' || type === 'LoadBalancer')
    yield { fact: `has type '${type}'`, fix: "leave it 'ClusterIP', and let callers in by a route of the gateway" };
  if (externalIPs.length > 0) {
    const fact = `takes ${externalIPs.join(', ')} from outside`;
    // The admission policy says the same, where it holds.
    yield { fact, fix: 'remove externalIPs: who sets them takes the traffic of others', unless: ['policy-rejects-rendered-object'] };
  }
}
