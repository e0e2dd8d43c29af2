import * as z from 'zod';
import type { KubernetesModel } from '#model';
import { type Identity, labelsOf } from './labels';
import { foundation } from './sync';

/**
 * The object by which Kong is told how to spread requests over pods, as much of it as is used here.
 * @see https://developer.konghq.com/kubernetes-ingress-controller/reference/custom-resources/#kongupstreampolicy
 */
const schema = z.strictObject({
  algorithm: z.literal('round-robin'),
  healthchecks: z.strictObject({
    active: z.strictObject({
      type: z.enum(['http', 'tcp']),
      httpPath: z.string().startsWith('/').optional(),
      timeout: z.int().min(1),
      healthy: z.strictObject({ interval: z.literal(0), successes: z.int().min(1) }),
      unhealthy: z.strictObject({ interval: z.int().min(1) }),
    }),
    passive: z.strictObject({
      type: z.literal('http'),
      unhealthy: z.strictObject({
        httpFailures: z.int().min(1).max(254),
        tcpFailures: z.int().min(1).max(254),
        timeouts: z.int().min(1).max(254),
        httpStatuses: z.array(z.int().min(500).max(599)).min(1),
      }),
    }),
  }),
});

/** Properties of how the gateway treats pods that fail. */
export interface UpstreamPolicyProps {
  readonly identity: Identity;
  /** Failures in a row after which a pod gets no requests. */
  readonly failures: number;
  /** What a pod answers when it is well. @default - whether its port accepts connections is asked */
  readonly path?: string;
}

interface Content {
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: z.infer<typeof schema>;
}

/** A policy of Kong. */
export class UpstreamPolicy implements KubernetesModel, Content {
  readonly apiVersion = 'configuration.konghq.com/v1beta1';
  readonly kind = 'KongUpstreamPolicy';
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

/**
 * Sends nothing to a pod whose answers fail, and asks it by itself every 5 s whether it is well again: by failures alone Kong would never take
 * it back. Pods that are well are not asked, and nothing is sent twice.
 */
export const upstreamPolicy = ({ identity, failures, path }: UpstreamPolicyProps): UpstreamPolicy =>
  new UpstreamPolicy({
    metadata: { name: identity.name, labels: labelsOf(identity), annotations: foundation },
    spec: {
      algorithm: 'round-robin',
      healthchecks: {
        active: {
          ...(path ? { type: 'http', httpPath: path } : { type: 'tcp' }),
          timeout: 2,
          healthy: { interval: 0, successes: 1 },
          unhealthy: { interval: 5 },
        },
        passive: {
          type: 'http',
          unhealthy: { httpFailures: failures, tcpFailures: failures, timeouts: failures, httpStatuses: [500, 502, 503, 504] },
        },
      },
    },
  });
