import type { Located, Scene } from '../mechanism/rule';

/** A certificate, as far as rules look at it. */
export interface CertificateSpec {
  readonly secretName: string;
  readonly duration?: string;
  readonly renewBefore?: string;
  readonly dnsNames?: readonly string[];
  readonly issuerRef: { readonly kind?: string; readonly name: string };
}

/** How an issuer proves whose a name is. */
export interface Solver {
  readonly dns01?: { readonly route53?: object };
  readonly http01?: {
    readonly ingress?: { readonly ingressClassName?: string; readonly class?: string };
    readonly gatewayHTTPRoute?: { readonly parentRefs?: readonly { readonly name: string; readonly namespace?: string }[] };
  };
}

/** What of an issuer speaks to an authority by ACME. */
export interface Acme {
  readonly server: string;
  readonly solvers?: readonly Solver[];
}

/** The certificates of a cluster. */
export const certificatesIn = ({ objects }: Pick<Scene, 'objects'>): (Located & { readonly spec: CertificateSpec })[] =>
  objects.filter(({ json }) => json.kind === 'Certificate').map((at) => ({ ...at, spec: at.json.spec as CertificateSpec }));

/** The issuers of a cluster that ask an authority by ACME. */
export const acmeIssuersIn = ({ objects }: Pick<Scene, 'objects'>): (Located & { readonly acme: Acme })[] =>
  objects.flatMap((at) => {
    const { acme } = (/^(Cluster)?Issuer$/.test(at.json.kind) ? at.json.spec : {}) as { readonly acme?: Acme };
    return acme ? [{ ...at, acme }] : [];
  });

/**
 * Whether the server is the one of Let's Encrypt whose certificates everybody trusts, and who counts what is asked of it.
 * @see https://letsencrypt.org/docs/rate-limits/
 */
export const isProduction = ({ server }: Acme): boolean => server.startsWith('https://acme-v02.api.letsencrypt.org/');
