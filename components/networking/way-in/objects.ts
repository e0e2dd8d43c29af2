import { Certificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import * as z from 'zod';
import { type Cluster, type KubernetesModel, names } from '#model';

/** The secret with the certificate for the API's host, which cert-manager keeps beside the gateway. */
export const apiSecret = 'api-tls';

/** The certificate for the host of the API. */
export const apiCertificate = ({ apiHost }: Cluster): Certificate =>
  new Certificate({
    metadata: { name: apiSecret },
    spec: {
      secretName: apiSecret,
      dnsNames: [apiHost],
      // Renewed before anybody is told that a month is left.
      duration: '2160h0m0s',
      renewBefore: '768h0m0s',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'public' },
    },
  });

/** The port of the gateway's pods that the load balancer sends to. */
export const podPort = 8443;

const binding = z.strictObject({
  targetGroupName: z.string().max(32),
  targetType: z.literal('ip'),
  serviceRef: z.strictObject({ name: z.string(), port: z.int() }),
  networking: z.strictObject({
    ingress: z.array(
      z.strictObject({
        from: z.array(z.strictObject({ ipBlock: z.strictObject({ cidr: z.string() }) })),
        ports: z.array(z.strictObject({ protocol: z.literal('TCP'), port: z.int() })),
      }),
    ),
  }),
});

interface Content {
  readonly metadata: { readonly name: string };
  readonly spec: z.infer<typeof binding>;
}

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/ */
class TargetGroupBinding implements KubernetesModel, Content {
  readonly apiVersion = 'elbv2.k8s.aws/v1beta1';
  readonly kind = 'TargetGroupBinding';
  readonly metadata: Content['metadata'];
  readonly spec: Content['spec'];

  constructor({ metadata, spec }: Content) {
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    binding.parse(this.spec);
  }

  toJSON(): object {
    return { ...this };
  }
}

/** Puts the pods of a Service into the targets of the load balancer that a stack has made, by their name, and opens the nodes to where it stands. */
export const targets = ({ environment, subnets }: Pick<Cluster, 'environment' | 'subnets'>, service: string): TargetGroupBinding => {
  const from = subnets.public.map((cidr) => ({ ipBlock: { cidr } }));
  return new TargetGroupBinding({
    metadata: { name: 'public' },
    spec: {
      targetGroupName: names.gatewayTargets(environment.name),
      targetType: 'ip',
      serviceRef: { name: service, port: 443 },
      networking: { ingress: [{ from, ports: [{ protocol: 'TCP', port: podPort }] }] },
    },
  });
};
