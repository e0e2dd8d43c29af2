import * as z from 'zod';
import type { KubernetesModel } from '#model';

/** As much of a policy of Cilium's own as opens a way to what no policy of Kubernetes can name. */
const schema = z.strictObject({
  description: z.string(),
  endpointSelector: z.strictObject({}),
  /** Whether pods that it selects are closed to everything else. */
  enableDefaultDeny: z.strictObject({ egress: z.literal(false), ingress: z.literal(false) }),
  egress: z.array(
    z.strictObject({
      toEntities: z.array(z.enum(['host', 'remote-node', 'kube-apiserver'])).min(1),
      toPorts: z
        .array(z.strictObject({ ports: z.array(z.strictObject({ port: z.string(), protocol: z.enum(['TCP', 'UDP']) })).min(1) }))
        .min(1),
    }),
  ),
});

interface Content {
  readonly metadata: { readonly name: string };
  readonly spec: z.infer<typeof schema>;
}

/** @see https://docs.cilium.io/en/stable/network/kubernetes/policy/#ciliumclusterwidenetworkpolicy */
export class CiliumClusterwideNetworkPolicy implements KubernetesModel, Content {
  readonly apiVersion = 'cilium.io/v2';
  readonly kind = 'CiliumClusterwideNetworkPolicy';
  readonly metadata: Content['metadata'];
  readonly spec: Content['spec'];

  constructor({ metadata, spec }: Content) {
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    schema.parse(this.spec);
  }

  toJSON(): object {
    return { ...this };
  }
}
