import { type Finding, findingsOf, type NamedRule, sceneOf } from '#checks';
import { renderCluster } from '#k8s-constructs/render';
import { toYaml } from '#k8s-constructs/yaml';
import { type Cluster, groupOf, type KubernetesJson, type Platform, type RenderedApp } from '#model';

/** A file of the output, by its path from the root of the repository. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Called for each finding; a synthesis with findings is not written. */
export type Report = (finding: Finding, waived: boolean) => void;

/** What a synthesis does besides rendering. */
export interface Synthesis {
  readonly platform: Platform;
  /** @default - all clusters */
  readonly clusters?: readonly Cluster[];
  /** Rules to run over each cluster. None makes synthesis as fast as it can be, and holds one application at a time. */
  readonly rules: readonly NamedRule[];
  readonly report: Report;
}

/** Every file of the clusters' folders. Reads nothing but the platform. */
export function* synthesize({ platform, clusters = platform.clusters, rules, report }: Synthesis): Generator<OutputFile> {
  for (const cluster of clusters) {
    const apps = renderCluster(platform, cluster);
    if (rules.length === 0) {
      for (const app of apps) yield* filesOf(app, report);
      continue;
    }
    const held = [...apps];
    const { findings, waived } = findingsOf(rules, sceneOf(platform, cluster, held));
    for (const finding of findings) report(finding, false);
    for (const finding of waived) report(finding, true);
    for (const app of held) yield* filesOf(app, report);
  }
}

/** The files of one application; two objects of one path would hide each other and are reported. */
export function* filesOf(app: RenderedApp, report: Report): Generator<OutputFile> {
  const seen = new Set<string>();
  const wrong = (json: KubernetesJson, rule: string, fact: string, fix: string): void =>
    report({ file: app.definition, rule, object: json.metadata.name, cluster: app.cluster.name, fact, fix, elsewhere: {} }, false);
  for (const { json } of app.objects) {
    const name = fileNameOf(json);
    const path = `${app.folder}/${name}`;
    const text = toYaml(json);
    // File systems that ignore case would make two such files one.
    const sameAs = name.toLowerCase();
    if (seen.has(sameAs)) wrong(json, 'path-collision', `two objects are written to ${path}`, 'rename one of them');
    const leak = leaks.exec(text)?.[0];
    if (leak)
      wrong(json, 'placeholder-in-output', `${path} contains '${leak}'`, 'find the value that was not there when the object was built');
    seen.add(sameAs);
    yield { path, text };
  }
  for (const [name, document] of Object.entries(app.documents ?? {})) yield { path: `${app.folder}/${name}`, text: toYaml(document) };
}

/** Traces of values that were not there: tokens of the CDK, undefined, objects turned to text, empty template fields. */
const leaks = /\$\{Token\[|\bundefined\b|\[object Object\]|<no value>/;

/**
 * `deployment.apps_shop_orders.yaml`, `namespace_shop.yaml`: type, group, namespace and name, each separated by what none of them can hold
 * before it. Adding an object never renames another.
 */
export const fileNameOf = ({ apiVersion, kind, metadata: { namespace, name } }: KubernetesJson): string => {
  // Names of roles may hold colons, which some file systems do not.
  const safe = unsafe.test(name) ? name.replace(new RegExp(unsafe, 'g'), (character) => `%${character.charCodeAt(0).toString(16)}`) : name;
  return namespace ? `${typeOf(apiVersion, kind)}_${namespace}_${safe}.yaml` : `${typeOf(apiVersion, kind)}_${safe}.yaml`;
};

const unsafe = /[^\w.-]/;

/** `deployment.apps`, as kubectl names the type. */
const typeOf = (apiVersion: string, kind: string): string => {
  const group = groupOf(apiVersion);
  return group ? `${kind.toLowerCase()}.${group}` : kind.toLowerCase();
};
