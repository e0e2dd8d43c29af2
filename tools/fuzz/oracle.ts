import type { KubernetesJson, RenderedApp } from '#model';

/**
 * What an API server or a person would object to in rendered objects, found the plain way: by looking at each value, with nothing of what
 * rules and constructs know. Rules may object to more; what is found here and by no rule has slipped through.
 */

interface Found {
  readonly json: KubernetesJson;
  readonly wrong: string;
}

type Visit = (value: unknown, key: string, path: string) => void;

const walk = (value: unknown, visit: Visit, key = '', path = ''): void => {
  visit(value, key, path);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) walk(inner, visit, name, path ? `${path}.${name}` : name);
};

const subdomain = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
/** Names of roles and bindings are parts of paths, and may be nearly anything. */
const free = /^(ClusterRole|ClusterRoleBinding|Role|RoleBinding)$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

const isName = ({ kind, metadata: { name } }: KubernetesJson): boolean =>
  free.test(kind) ? name !== '' && !/[/%]/.test(name) : name.length <= 253 && subdomain.test(name);

/** What is wrong with one object alone. */
function* alone(json: KubernetesJson): Generator<string> {
  const { apiVersion, kind, metadata } = json;
  if (!apiVersion || !kind) yield `has apiVersion ${apiVersion} and kind ${kind}`;
  if (typeof metadata?.name !== 'string') {
    yield 'has no name';
    return;
  }
  if (!isName(json)) yield `is called '${metadata.name}'`;
  for (const [label, value] of Object.entries(metadata.labels ?? {}))
    if (typeof value !== 'string' || !labelValue.test(value)) yield `has the label ${label} '${value}'`;
  const found: string[] = [];
  walk(json.spec, (value, key, path) => {
    if (
      /^(containerPort|servicePort|nodePort)$/.test(key) &&
      !(Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536)
    )
      found.push(`spec.${path} is ${value}`);
    if (typeof value === 'number' && !Number.isFinite(value)) found.push(`spec.${path} is ${value}`);
  });
  yield* found;
}

const keyOf = (kind: string, namespace: string | undefined, name: unknown): string => `${kind} ${namespace ?? ''}/${name}`;

/** What an object needs by name in its own namespace. */
const needs = ({ kind, spec, metadata: { namespace } }: KubernetesJson): string[] => {
  const named: string[] = [];
  const need = (of: string, name: unknown): void => void (typeof name === 'string' && named.push(keyOf(of, namespace, name)));
  const { scaleTargetRef } = (spec ?? {}) as { scaleTargetRef?: { kind?: string; name?: string } };
  if (kind === 'HorizontalPodAutoscaler' && scaleTargetRef) need(scaleTargetRef.kind ?? 'Deployment', scaleTargetRef.name);
  if (/^(Deployment|StatefulSet|Job|CronJob|Rollout)$/.test(kind))
    walk(spec, (value, key) => {
      const { name } = (value ?? {}) as { name?: unknown };
      if (key === 'serviceAccountName') need('ServiceAccount', value);
      if (key === 'configMapRef' || key === 'configMap') need('ConfigMap', name);
    });
  return named;
};

type Selecting = { selector?: { matchLabels?: Record<string, string> }; template?: { metadata?: { labels?: Record<string, string> } } };

/** Whether a workload selects the pods that it makes. */
const selectsItself = ({ kind, spec }: KubernetesJson): boolean => {
  if (!/^(Deployment|StatefulSet|Rollout)$/.test(kind)) return true;
  const { selector, template } = (spec ?? {}) as Selecting;
  const labels = template?.metadata?.labels ?? {};
  return Object.entries(selector?.matchLabels ?? {}).every(([label, value]) => labels[label] === value);
};

/** Everything that is plainly wrong with what is applied to one cluster. */
export const plainlyWrong = (apps: readonly RenderedApp[]): Found[] => {
  const objects = apps.filter(({ folder }) => folder.startsWith('dist-manifests/')).flatMap((app) => app.objects.map(({ json }) => json));
  const seen = new Set<string>();
  const found: Found[] = [];
  for (const json of objects) {
    const say = (wrong: string): void => void found.push({ json, wrong });
    for (const wrong of alone(json)) say(wrong);
    const group = String(json.apiVersion).split('/').slice(0, -1).join('/');
    const key = `${group} ${keyOf(json.kind, json.metadata?.namespace, json.metadata?.name)}`;
    if (seen.has(key)) say('is there twice');
    seen.add(key);
    if (!selectsItself(json)) say('selects other pods than its own');
  }
  const there = new Set(objects.map(({ kind, metadata }) => keyOf(kind, metadata?.namespace, metadata?.name)));
  for (const json of objects)
    for (const need of needs(json)) if (!there.has(need)) found.push({ json, wrong: `needs ${need}, which is not there` });
  return found;
};

/** The same as a line for people. */
export const shownWrong = ({ json, wrong }: Found): string =>
  `${json.kind} ${json.metadata?.namespace ?? ''}/${json.metadata?.name} ${wrong}`;
