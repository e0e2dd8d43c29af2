import type { Scene } from './mechanism/rule';
import { defineRule, type Located } from './mechanism/rule';
import { coversHost } from './routes/read';

interface CertificateSpec {
  readonly secretName: string;
  readonly dnsNames?: readonly string[];
}

interface Asked {
  readonly at: Located;
  readonly host: string;
  readonly namespace: string;
  /** @default - any certificate of the namespace */
  readonly secret?: string;
}

interface GatewaySpec {
  readonly listeners?: readonly {
    readonly hostname?: string;
    readonly tls?: { readonly certificateRefs?: readonly { readonly name: string; readonly namespace?: string }[] };
  }[];
}

const ofGateway = (at: Located): Asked[] =>
  ((at.json.spec as GatewaySpec).listeners ?? []).flatMap(({ hostname: host, tls }) =>
    (tls?.certificateRefs ?? []).flatMap(({ name: secret, namespace = at.json.metadata.namespace ?? 'default' }) =>
      host ? [{ at, host, namespace, secret }] : [],
    ),
  );

/** One that names no Secret is shown the gateway's own. */
const ofIngress = (at: Located, { cluster }: Scene): Asked[] =>
  ((at.json.spec as { readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[] }).tls ?? []).flatMap(
    ({ hosts = [], secretName }) =>
      hosts.map((host) =>
        secretName
          ? { at, host, namespace: at.json.metadata.namespace ?? 'default', secret: secretName }
          : { at, host, namespace: cluster.gateway?.namespace ?? '' },
      ),
  );

export default defineRule({
  why: 'Callers refuse the connection, because the certificate that they are shown is not for the host that they asked for.',
  incidents: ['I10'],
  *check(scene) {
    const certificates = scene.objects.filter(({ json }) => json.kind === 'Certificate');
    const asked = scene.objects.flatMap((at) => {
      if (at.json.kind === 'Gateway') return ofGateway(at);
      return at.json.kind === 'Ingress' ? ofIngress(at, scene) : [];
    });
    for (const { at, host, namespace, secret } of asked) {
      const specs = certificates
        .filter(({ json }) => json.metadata.namespace === namespace)
        .map(({ json }) => json.spec as unknown as CertificateSpec)
        .filter(({ secretName }) => secret === undefined || secretName === secret);
      const names = specs.flatMap(({ dnsNames = [] }) => dnsNames);
      if (specs.length === 0 || names.some((name) => coversHost(name, host))) continue;
      const which = secret ? `Secret ${namespace}/${secret}` : `namespace ${namespace}`;
      yield {
        ...at,
        fact: `shows ${host} a certificate of ${which}, which is for ${names.join(', ')}`,
        fix: `add ${host} to its dnsNames`,
      };
    }
  },
  mutation: (apps) => {
    const all = apps.flatMap(({ objects }) => objects);
    const secret = all.find(({ json }) => json.kind === 'Gateway')?.json.spec.listeners[0].tls.certificateRefs[0].name;
    const certificate = all.find(({ json }) => json.kind === 'Certificate' && json.spec.secretName === secret)?.json;
    if (certificate) certificate.spec.dnsNames[0] = `other.${certificate.spec.dnsNames[0]}`;
  },
});
