import * as z from 'zod';
import type { KubernetesModel } from '#model';

/**
 * The policy objects of Linkerd, of which no package has models; as much of them as is used here.
 * @see https://linkerd.io/2/reference/authorization-policy/
 */

const name = z.string().max(253);
const group = 'policy.linkerd.io';

const server = z.strictObject({
  podSelector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
  port: z.union([z.int().min(1).max(65_535), z.string()]),
  proxyProtocol: z.enum(['unknown', 'HTTP/1', 'HTTP/2', 'gRPC', 'opaque', 'TLS']),
});

const meshTls = z.strictObject({
  identityRefs: z.array(z.strictObject({ kind: z.enum(['ServiceAccount', 'Namespace']), name, namespace: name.optional() })).min(1),
});

const authorization = z.strictObject({
  targetRef: z.strictObject({ group: z.literal(group), kind: z.literal('Server'), name }),
  requiredAuthenticationRefs: z
    .array(z.strictObject({ group: z.literal(group), kind: z.literal('MeshTLSAuthentication'), name }))
    .length(1),
});

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Content<Spec> {
  readonly metadata: Metadata;
  readonly spec: Spec;
}

/** A port of some pods, and what is spoken on it. Nobody comes in whom no authorization names. */
export class Server implements KubernetesModel, Content<z.infer<typeof server>> {
  readonly apiVersion = `${group}/v1beta3`;
  readonly kind = 'Server';
  readonly metadata: Metadata;
  readonly spec: z.infer<typeof server>;

  constructor({ metadata, spec }: Content<z.infer<typeof server>>) {
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    server.parse(this.spec);
  }

  toJSON(): object {
    return { ...this };
  }
}

/** Some pods, by the service accounts that their certificates name. */
export class MeshTLSAuthentication implements KubernetesModel, Content<z.infer<typeof meshTls>> {
  readonly apiVersion = `${group}/v1alpha1`;
  readonly kind = 'MeshTLSAuthentication';
  readonly metadata: Metadata;
  readonly spec: z.infer<typeof meshTls>;

  constructor({ metadata, spec }: Content<z.infer<typeof meshTls>>) {
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    meshTls.parse(this.spec);
  }

  toJSON(): object {
    return { ...this };
  }
}

/** Lets them come to a port. */
export class LinkerdAuthorization implements KubernetesModel, Content<z.infer<typeof authorization>> {
  readonly apiVersion = `${group}/v1alpha1`;
  readonly kind = 'AuthorizationPolicy';
  readonly metadata: Metadata;
  readonly spec: z.infer<typeof authorization>;

  constructor({ metadata, spec }: Content<z.infer<typeof authorization>>) {
    this.metadata = metadata;
    this.spec = spec;
  }

  validate(): void {
    authorization.parse(this.spec);
  }

  toJSON(): object {
    return { ...this };
  }
}
