import * as z from 'zod';
import type { KubernetesModel } from '#model';

/**
 * The objects of Karpenter, as far as a platform has a use for their fields. What the compiler lets pass, because it is computed, is held
 * against the same description when it is rendered.
 * @see https://karpenter.sh/docs/concepts/nodepools/
 * @see https://karpenter.sh/docs/concepts/nodeclasses/
 */

const duration = z.string().regex(/^((\d+[smh])+|Never)$/, "write it like '720h' or 'Never'");
const quantity = z.string().regex(/^\d+(m|[KMGT]i)?$/, "write it like '32' or '64Gi'");
const texts = z.record(z.string(), z.string());
const byTags = z.strictObject({ tags: texts });

const requirement = z.strictObject({
  key: z.string(),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
  values: z.array(z.string()).optional(),
});

const budget = z.strictObject({
  /** How many nodes at once, as a number or a part of all. */
  nodes: z.string().regex(/^(\d+|\d{1,2}%|100%)$/, "write it like '1' or '10%'"),
  reasons: z.array(z.enum(['Drifted', 'Empty', 'Underutilized'])).optional(),
  /** When it holds, as cron in UTC; always where it is not said. */
  schedule: z.string().optional(),
  duration: duration.optional(),
});

const nodePool = z.strictObject({
  disruption: z.strictObject({
    consolidationPolicy: z.enum(['WhenEmpty', 'WhenEmptyOrUnderutilized']),
    consolidateAfter: duration,
    budgets: z.array(budget).refine((all) => all.every((each) => !each.schedule === !each.duration), 'a schedule needs a duration'),
  }),
  limits: z.strictObject({ cpu: quantity, memory: quantity }),
  template: z.strictObject({
    metadata: z.strictObject({ labels: texts }),
    spec: z.strictObject({
      nodeClassRef: z.strictObject({ group: z.literal('karpenter.k8s.aws'), kind: z.literal('EC2NodeClass'), name: z.string() }),
      requirements: z.array(requirement),
      taints: z.array(z.strictObject({ key: z.string(), value: z.string(), effect: z.enum(['NoSchedule', 'NoExecute']) })).optional(),
      startupTaints: z.array(z.strictObject({ key: z.string(), effect: z.enum(['NoSchedule', 'NoExecute']) })).optional(),
      expireAfter: duration,
      terminationGracePeriod: duration,
    }),
  }),
});

const disk = z.strictObject({
  deviceName: z.string(),
  ebs: z.strictObject({ volumeType: z.literal('gp3'), volumeSize: quantity, encrypted: z.literal(true), deleteOnTermination: z.boolean() }),
});

const nodeClass = z.strictObject({
  amiSelectorTerms: z.tuple([z.strictObject({ alias: z.string().regex(/^(al2023|bottlerocket)@\S+$/, "write it like 'al2023@latest'") })]),
  associatePublicIPAddress: z.literal(false),
  blockDeviceMappings: z.array(disk).min(1),
  detailedMonitoring: z.boolean(),
  kubelet: z.strictObject({ maxPods: z.int(), podsPerCore: z.int() }).optional(),
  metadataOptions: z.strictObject({
    httpEndpoint: z.literal('enabled'),
    httpProtocolIPv6: z.literal('disabled'),
    httpPutResponseHopLimit: z.literal(1),
    httpTokens: z.literal('required'),
  }),
  role: z.string().min(1),
  securityGroupSelectorTerms: z.array(byTags).min(1),
  subnetSelectorTerms: z.array(byTags).min(1),
  tags: texts,
});

interface Written<Spec> {
  readonly metadata: { readonly name: string };
  readonly spec: Spec;
}

const held = (schema: z.ZodType, spec: unknown): void => {
  const { error } = schema.safeParse(spec);
  if (error) throw new Error(error.issues.map(({ path, message }) => `spec.${path.join('.')}: ${message}`).join(', '));
};

/** Which nodes there may be, how many, and when they are replaced. */
export class NodePool implements KubernetesModel {
  readonly apiVersion = 'karpenter.sh/v1';
  readonly kind = 'NodePool';
  readonly metadata: Written<unknown>['metadata'];
  readonly spec: z.input<typeof nodePool>;

  constructor({ metadata, spec }: Written<z.input<typeof nodePool>>) {
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    held(nodePool, this.spec);
  }

  toJSON(): unknown {
    return { ...this };
  }
}

/** What instances of EC2 are made from: image, disks, network and rights. */
export class NodeClass implements KubernetesModel {
  readonly apiVersion = 'karpenter.k8s.aws/v1';
  readonly kind = 'EC2NodeClass';
  readonly metadata: Written<unknown>['metadata'];
  readonly spec: z.input<typeof nodeClass>;

  constructor({ metadata, spec }: Written<z.input<typeof nodeClass>>) {
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    held(nodeClass, this.spec);
  }

  toJSON(): unknown {
    return { ...this };
  }
}
