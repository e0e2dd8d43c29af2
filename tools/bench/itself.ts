import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { findingsOf, rulesOf, sceneOf } from '#checks';
import { renderCluster } from '#k8s-constructs/render';
import { type KubernetesJson, type KubernetesModel, load, type Platform } from '#model';
import { manyServices, samplePlatform } from '#model/sample';
import { registry } from '#registry';
import { type OutputFile, synthesize } from '../synthesize';
import { compare } from '../write';

const unreported = (): void => undefined;

const loaded = (): Platform => {
  const { platform, mistakes } = load(registry);
  if (platform === undefined) throw new Error(`the platform has ${mistakes.length} mistakes`);
  return platform;
};

/** The platform itself, all clusters, with or without its rules, compared with the committed tree. */
export const platformItself = (rules: 'with' | 'without', root: string): object => {
  const started = performance.now();
  const platform = loaded();
  let files = 0;
  const output = function* (): Generator<OutputFile> {
    for (const file of synthesize({ platform, rules: rules === 'with' ? rulesOf(registry.rules) : [], report: unreported })) {
      files += 1;
      yield file;
    }
  };
  const changed = compare(root, output(), []).length;
  return { files, changed, milliseconds: performance.now() - started };
};

type Schema = new (json: object) => KubernetesModel;

/** The schemas that the objects of the platform were built by, by `apps/v1 Deployment`. */
const schemas = (platform: Platform): ReadonlyMap<string, Schema> => {
  const rendered = platform.clusters.flatMap((cluster) => [...renderCluster(platform, cluster)]).flatMap(({ objects }) => objects);
  return new Map(rendered.flatMap(({ json, model }) => (model ? [[kindOf(json), model.constructor as Schema] as const] : [])));
};

const kindOf = ({ apiVersion, kind }: KubernetesJson): string => `${apiVersion} ${kind}`;

/** One pass of schema validation over files of many documents: what others would do. */
export const validated = (...files: string[]): object => {
  const known = schemas(loaded());
  const started = performance.now();
  const objects = files.flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((each) => each.toJS() as KubernetesJson));
  for (const json of objects) {
    const KnownModel = known.get(kindOf(json));
    if (KnownModel) new KnownModel(json).validate();
  }
  return { objects: objects.length, milliseconds: performance.now() - started };
};

/** All rules over many services, rendered beforehand. */
export const ruled = (services: number, clusters: number): object => {
  const platform = samplePlatform(manyServices(services, clusters));
  const rules = rulesOf(registry.rules);
  const scenes = platform.clusters.map((cluster) => [cluster, [...renderCluster(platform, cluster)]] as const);
  // Reads what is loaded and compiled once, however much there is.
  for (const [cluster, apps] of scenes.slice(0, 1)) findingsOf(rules, sceneOf(platform, cluster, apps.slice(0, 10)));
  const started = performance.now();
  for (const [cluster, apps] of scenes) findingsOf(rules, sceneOf(platform, cluster, apps));
  const objects = scenes.flatMap(([, apps]) => apps).reduce((sum, app) => sum + app.objects.length, 0);
  return { objects, milliseconds: performance.now() - started };
};
