import * as z from 'zod';
import type { KubernetesModel } from '#model';

const text = z.string().min(1);

/** What the provider reads, and the parts of it that become files. */
const objects = z
  .array(
    z.strictObject({
      objectName: text,
      objectType: z.literal('secretsmanager'),
      jmesPath: z.array(z.strictObject({ path: text, objectAlias: text.regex(/^[^/]+$/) })).min(1),
    }),
  )
  .min(1)
  .refine((all) => allDiffer(all.map(({ objectName }) => objectName)))
  .refine((all) => allDiffer(all.flatMap(({ jmesPath }) => jmesPath.map(({ objectAlias }) => objectAlias))));

const allDiffer = (names: readonly string[]): boolean => new Set(names).size === names.length;

const json = (given: string): unknown => {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
};

const schema = z.strictObject({
  provider: z.literal('aws'),
  parameters: z.strictObject({
    region: text,
    usePodIdentity: z.literal('true'),
    objects: z
      .string()
      .refine(
        (given) => objects.safeParse(json(given)).success,
        'must be a list in JSON of secrets and of the files that are made of them, each once',
      ),
  }),
});

type Spec = z.infer<typeof schema>;

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Says what the Secrets Store CSI driver shall put into a folder: `objects` is a list in YAML, of which JSON, as it is written here, is a part. */
export class SecretProviderClass implements KubernetesModel {
  readonly apiVersion = 'secrets-store.csi.x-k8s.io/v1';
  readonly kind = 'SecretProviderClass';
  readonly metadata: Metadata;
  readonly spec: Spec;

  constructor(given: { readonly metadata: Metadata; readonly spec: Spec }) {
    this.metadata = given.metadata;
    this.spec = given.spec;
  }

  validate(): void {
    const { error } = schema.safeParse(this.spec);
    if (error) throw new Error(error.issues.map(({ path, message }) => `spec.${path.join('.')}: ${message}`).join(', '));
  }

  toJSON(): unknown {
    return { ...this };
  }
}
