import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import type { KubernetesJson, RenderedApp } from '#model';
import { samplePlatform } from '#model/sample';
import { podTemplateOf } from '../mechanism/pods';
import type { Located } from '../mechanism/rule';
import type { PodGroup } from './pods';
import { Reach } from './reach';

/** What the tests of reachability share: objects in a few words, and a cluster on which nothing else is. */

type Labels = Readonly<Record<string, string>>;

const [sample] = samplePlatform().clusters;
if (sample === undefined) throw new Error('the sample has no cluster');
const cluster = { ...sample, components: [] };
const app = { name: 'test', folder: 'dist-manifests/test', definition: 'test.ts', waivers: [], objects: [], cluster } as RenderedApp;

const object = (apiVersion: string, kind: string, [namespace, name]: readonly [string, string], rest: object): Located => ({
  app,
  json: { apiVersion, kind, metadata: { namespace, name }, ...rest } as KubernetesJson,
});

/** A pod with labels and container ports by name. */
export const pod = (
  namespace: string,
  name: string,
  labels: Labels = { app: name },
  ports: Readonly<Record<string, number>> = {},
): Located => {
  const named = Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort }));
  const spec = { serviceAccountName: name, containers: [{ name, ports: named }] };
  const located = object('v1', 'Pod', [namespace, name], { spec });
  return { app, json: { ...located.json, metadata: { ...located.json.metadata, labels } } };
};

export const policy = (namespace: string, name: string, spec: Partial<INetworkPolicySpec>): Located =>
  object('networking.k8s.io/v1', 'NetworkPolicy', [namespace, name], { spec: { podSelector: {}, ...spec } });

export const custom = (apiVersion: string, kind: string, namespace: string, spec: object): Located =>
  object(apiVersion, kind, [namespace, kind.toLowerCase()], { spec });

export const namespace = (name: string, labels: Labels = {}): Located => ({
  app,
  json: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
});

/** Closes a namespace both ways. */
export const defaultDeny = (name: string): Located => policy(name, 'default-deny', { policyTypes: ['Ingress', 'Egress'] });

/** Who reaches whom among some objects. */
export const reachOf = (...objects: readonly Located[]): Reach =>
  new Reach({ cluster, objects, pods: objects.flatMap((each) => podTemplateOf(each.app, each.json) ?? []) });

/** The pods of a name. */
export const groupOf = (reach: Reach, name: string): PodGroup => {
  const found = reach.groups.find(({ template }) => template?.json.metadata.name === name);
  if (found === undefined) throw new RangeError(`no pod '${name}'`);
  return found;
};
