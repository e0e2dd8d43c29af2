import * as z from 'zod';
import { roles, secretProviders } from './component';
import { stores } from './environment';
import { hostName, integer, label, labels, sentence, text, waivers } from './schema-parts';
import { type Duration, inSeconds, unitPatterns } from './units';

/**
 * The shapes of definitions at run time. The types say the same to the compiler; these also see numbers, patterns and unknown fields,
 * and speak to people who run the platform without a type check.
 */

const account = text('bad-account', (value) => /^\d{12}$/.test(value), 'an AWS account has 12 digits');
const repository = text('bad-address', (value) => /^https:\/\/[^\s]+$/.test(value), "write an address that begins with 'https://'");

const ports = z.array(integer(1, 65535));

const callable = (error: string) => z.custom((value) => typeof value === 'function', { error, params: { rule: 'wrong-type' } });
const ofCluster = callable('write a function of the cluster: (cluster) => …');
const texts = z.record(z.string(), z.string());
const requestSeries = z.strictObject({
  ...{ requests: z.string().min(1), failed: z.string().min(1), durations: z.string().min(1), counting: z.string().optional() },
  secondsPerUnit: z.number().positive().optional(),
  edges: z.array(z.number().positive()).min(1),
  of: callable('write a function of the service: ({ name, namespace }) => …'),
  named: z.boolean().optional(),
  fromPods: z.strictObject({ port: integer(1, 65535), portName: label }).optional(),
});
const pods = z.strictObject({ namespace: label, labels: texts, serviceAccount: label.optional() });

export { policy } from './schema-policy';
export { service } from './schema-service';

export const component = z.strictObject({
  purpose: sentence,
  namespace: label.optional(),
  role: z.enum(roles).optional(),
  with: z.union([z.string(), z.array(z.string())], { error: 'write the name of a component, or a list of names' }).optional(),
  optional: z.boolean().optional(),
  beside: z.boolean().optional(),
  after: z.array(z.string()).optional(),
  chart: z
    .strictObject({
      repository: z.string(),
      name: z.string(),
      version: text(
        'version-not-exact',
        (version) => /^v?\d+\.\d+\.\d+(-[\w.]+)?(\+[\w.]+)?$/.test(version),
        "pin one exact version such as '1.2.3'",
      ),
    })
    .optional(),
  git: z
    .strictObject({
      repository,
      path: z.string(),
      revision: text(
        'revision-moves',
        (value) => /^(refs\/tags\/\S+|[0-9a-f]{40})$/.test(value),
        "write 'refs/tags/…' or a commit of 40 digits",
      ),
    })
    .optional(),
  values: ofCluster.optional(),
  objects: ofCluster.optional(),
  iam: ofCluster.optional(),
  keys: labels.optional(),
  capability: z.enum(['ARGOCD']).optional(),
  logins: z.record(label, z.string()).optional(),
  network: z
    .strictObject({
      ingress: z
        .array(z.strictObject({ from: z.enum(['control-plane', 'scraper', 'load-balancer', 'readers-of-metrics', 'cluster']), ports }))
        .optional(),
      egress: z.array(z.enum(['kubernetes', 'aws', 'https', 'metrics', 'cluster', 'nodes'])).optional(),
    })
    .optional(),
  provides: z
    .strictObject({
      kinds: z
        .record(z.string(), z.strictObject({ namespaced: z.array(z.string()).optional(), cluster: z.array(z.string()).optional() }))
        .optional(),
      series: z.record(z.string(), z.array(z.string())).optional(),
      serviceAccounts: z.array(z.string()).optional(),
      gateway: z
        .strictObject({
          ...{ name: label.optional(), listener: label.optional() },
          ...{ ingressClass: label.optional(), requests: requestSeries.optional() },
          annotations: callable('write a function of the limits of routes: (limits) => …').optional(),
          ...{ namespace: label, pods },
        })
        // Without a class of Ingress it is told of routes by the Gateway API, for which it has a name and a listener.
        .superRefine((gateway, context) => {
          for (const field of ['name', 'listener'] as const)
            if (gateway.ingressClass === undefined && gateway[field] === undefined)
              context.addIssue({ code: 'invalid_type', expected: 'string', path: [field], input: undefined });
        })
        .optional(),
      scraper: pods.optional(),
      prometheus: z.string().optional(),
      delivery: z.enum(['rollout', 'canary']).optional(),
      nodeScaling: z.enum(['pools', 'groups']).optional(),
      policy: z.enum(['kyverno', 'gatekeeper']).optional(),
      mesh: z
        .strictObject({
          authorization: z.enum(['istio', 'linkerd']),
          namespace: z.strictObject({
            labels: texts.optional(),
            annotations: texts.optional(),
          }),
          ofComponents: z.strictObject({ annotations: texts.optional() }).optional(),
          tunnelPort: integer(1, 65535).optional(),
          controlPlane: z.strictObject({ pods, ports }).optional(),
          probesFrom: z.string().optional(),
          perPod: z.strictObject({ cpuMillicores: integer(1, 64_000), memoryMebibytes: integer(1, 65_536) }).optional(),
          containers: z.array(z.string()).optional(),
          requests: requestSeries.optional(),
        })
        .optional(),
      storageClass: label.optional(),
      secretStore: label.optional(),
      secretProvider: z.enum(secretProviders).optional(),
      startupTaint: z.string().optional(),
    })
    .optional(),
  meshed: z.strictObject({ plainFrom: sentence }).optional(),
  alsoWritesTo: labels.optional(),
  podSecurity: z.strictObject({ level: z.enum(['baseline', 'privileged']), reason: sentence }).optional(),
  ignoreDifferences: z
    .array(
      z.strictObject({
        group: z.string().optional(),
        kind: z.string().min(1),
        jqPathExpressions: z.array(z.string().min(1)).min(1, 'name the fields, as jq finds them'),
      }),
    )
    .optional(),
  prune: z.boolean().optional(),
  waivers: waivers.optional(),
});

/** Whether a range is one /16 of the private addresses of RFC 1918. */
const isPrivate16 = (range: string): boolean => {
  const [first, second] = (/^([1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.0\.0\/16$/.exec(range) ?? []).slice(1).map(Number);
  if (first === undefined || second === undefined || second > 255) return false;
  return first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168);
};

const region = text('bad-region', (value) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(value), "write an AWS region such as 'us-east-1'");

export const environment = z.strictObject({
  purpose: sentence,
  account,
  domain: hostName,
  shape: z.enum(['frugal', 'small', 'full']),
  edge: z.boolean().optional(),
  requestsPerAddress: integer(1, 10_000).optional(),
  roles: z.strictObject({ ...Object.fromEntries(roles.map((role) => [role, z.string().optional()])), gitops: z.string() }),
  components: labels.optional(),
  forbids: z.array(z.enum(stores)).optional(),
  database: z.strictObject({ maxConnections: integer(50, 20_000), writesWait: z.boolean().optional() }),
  budget: integer(1, 10_000_000).optional(),
  targets: z.literal('none').optional(),
  clusters: z
    .array(
      z.strictObject({
        region,
        zones: z
          .array(text('bad-zone', (value) => /^[a-f]$/.test(value), "write the letter of a zone, such as 'a'"))
          .min(2, 'name two or three zones')
          .max(3, 'name two or three zones'),
        kubernetes: text('bad-version', (value) => /^1\.\d{2}$/.test(value), "write a minor version such as '1.35'"),
        cidr: text('bad-cidr', isPrivate16, "write a private range of exactly /16, which has room for the pods, such as '10.0.0.0/16'"),
        standby: z.boolean().optional(),
      }),
    )
    .min(1, 'describe at least one cluster'),
});

export const organisation = z.strictObject({
  name: label,
  repository,
  registryAccount: account,
  registryRegion: region,
  platformTeam: z.string(),
  alarmsEmail: text(
    'bad-address',
    (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value),
    "write an address such as 'alarms@example.org'",
  ).optional(),
  identity: z.string().optional(),
  identityCenter: z
    .strictObject({
      instanceArn: text(
        'bad-arn',
        (value) => /^arn:aws:sso:::instance\/ssoins-[0-9a-z]{16}$/.test(value),
        "write what 'aws sso-admin list-instances' shows: 'arn:aws:sso:::instance/ssoins-' and 16 letters and digits",
      ),
      region,
      adminsGroupId: text(
        'bad-id',
        (value) => /^([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
        "write the group's id as 'aws identitystore list-groups' shows it, not its name",
      ),
    })
    .optional(),
});

export const teams = z.record(
  label,
  z.strictObject({
    slack: text('bad-channel', (value) => value.startsWith('#'), "write it like '#team-name'"),
    pagerduty: z.string(),
    github: z.string(),
  }),
);

export const release = z.strictObject({
  revision: z.string("write 'main', a tag, or null before the first release").nullable(),
  images: z.record(
    z.string(),
    z.strictObject({
      version: z.string(),
      digest: text('bad-digest', (value) => /^sha256:[0-9a-f]{64}$/.test(value), "write 'sha256:' and 64 hexadecimal digits"),
    }),
  ),
});

export const topic = z.strictObject({
  context: label,
  entity: label,
  version: integer(1, 99),
  key: z.string(),
  partitions: integer(1, 200),
  retention: text(
    'bad-unit',
    (value) => unitPatterns.duration.pattern.test(value) && inSeconds(value as Duration) <= 14 * 86_400,
    "write at most '14d', because events may carry personal data",
  ),
  anyProducer: z.boolean().optional(),
  sensitive: z.boolean().optional(),
  name: z.string(),
});
