import type { KubernetesModel } from '#model';
import type { Account, Admission } from './admitted';
import type { MeshMetadata } from './istio';
import { LinkerdAuthorization, MeshTLSAuthentication, Server } from './linkerd-models';

const protocols = { http: 'HTTP/1', grpc: 'gRPC', tcp: 'opaque' } as const;

const group = 'policy.linkerd.io';

type IdentityRef = MeshTLSAuthentication['spec']['identityRefs'][number];

const identityOf = ({ namespace, name }: Account): IdentityRef =>
  name ? { kind: 'ServiceAccount', name, namespace } : { kind: 'Namespace', name: namespace };

/**
 * A Server for each port, and who may come to it. A port that nobody may come to has a Server alone, which lets in nothing but the kubelet's
 * questions.
 * @see https://linkerd.io/2/reference/authorization-policy/
 */
export const linkerdAuthorization = (service: string, admissions: readonly Admission[], shared: MeshMetadata): KubernetesModel[] =>
  admissions.flatMap(({ name: port, port: number, protocol, callers }): KubernetesModel[] => {
    const name = `${service}-${port}`;
    const metadata = { name, ...shared };
    const server = new Server({
      metadata,
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': service } },
        port: number,
        proxyProtocol: protocols[protocol],
      },
    });
    if (callers.length === 0) return [server];
    return [
      server,
      new MeshTLSAuthentication({ metadata, spec: { identityRefs: callers.map(identityOf) } }),
      new LinkerdAuthorization({
        metadata,
        spec: {
          targetRef: { group, kind: 'Server', name },
          requiredAuthenticationRefs: [{ group, kind: 'MeshTLSAuthentication', name }],
        },
      }),
    ];
  });
