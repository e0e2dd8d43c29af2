import type { IIngressSpec } from 'kubernetes-models/networking.k8s.io/v1/IngressSpec';
import { defineRule, type Violation } from './mechanism/rule';
import { coversHost } from './routes/read';

interface Listener {
  readonly name: string;
  readonly protocol: string;
  readonly tls?: { readonly mode?: string; readonly certificateRefs?: readonly object[] };
}

type Found = Pick<Violation, 'fact' | 'fix'>;

export default defineRule({
  why: 'Passwords and tokens of callers can be read by whoever is on their way.',
  elsewhere: { polaris: ['tlsSettingsMissing', 'gatewayTLSMissing'], kyverno: ['require-ingress-https'] },
  incidents: ['I10'],
  *check({ objects }) {
    for (const { app, json } of objects) {
      const found = json.kind === 'Ingress' ? ofIngress(json.spec as IIngressSpec) : json.kind === 'Gateway' ? ofGateway(json.spec) : [];
      for (const each of found) yield { app, json, ...each };
    }
  },
  mutation: (apps) => {
    const ingress = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === 'Ingress' && json.spec.tls)?.json;
    if (ingress === undefined) throw new RangeError('no Ingress to change');
    delete ingress.spec.tls;
  },
});

function* ofIngress({ rules = [], tls = [] }: IIngressSpec): Generator<Found> {
  const covered = tls.flatMap(({ hosts = [] }) => hosts);
  for (const { host = '' } of rules)
    if (!covered.some((each) => coversHost(each, host))) yield { fact: `serves '${host}' without TLS`, fix: 'add the host to tls.hosts' };
}

function* ofGateway(spec: unknown): Generator<Found> {
  const { listeners = [] } = spec as { readonly listeners?: readonly Listener[] };
  for (const { name, protocol, tls } of listeners) {
    if (protocol === 'HTTP' || protocol === 'TCP')
      yield { fact: `listener '${name}' has protocol '${protocol}'`, fix: "set it to 'HTTPS', with a certificate" };
    else if (tls?.mode !== 'Passthrough' && !tls?.certificateRefs?.length)
      yield { fact: `listener '${name}' has no certificate`, fix: 'name one in tls.certificateRefs' };
  }
}
