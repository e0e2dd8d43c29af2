import type { IContainer } from 'kubernetes-models/v1/Container';
import type { PodTemplate } from '../../mechanism/pods';
import { clusterDns } from '../../reach/pods';
import { classKind, classOf } from '../../secrets/provided';
import type { Draft } from '../graph';
import { idOf, objectId, type PodNode, type Reader } from '../surroundings';

/** Pods: what they run as, what they are given, and the ports on which they answer. */
export const readPods: Reader = (draft, { podNodes }) => {
  for (const pod of podNodes) {
    const { id, namespace, labels, template, owner } = pod;
    if (template) {
      const { app, json } = template;
      draft.add({ id, type: 'pods', name: `pods of ${json.metadata.name}`, namespace, labels, file: app.definition, at: template });
      draft.link('makes', idOf(json), id, { at: template });
      readTemplate(draft, pod, template);
    } else {
      draft.add({
        id,
        type: 'pods',
        name: pod.owner === clusterDns.owner ? pod.name : `pods of ${owner}`,
        namespace,
        labels,
        madeBy: owner,
      });
      if (draft.nodes.has(`component ${owner}`)) draft.link('makes', `component ${owner}`, id);
    }
  }
};

const readTemplate = (draft: Draft, { id, namespace }: PodNode, at: PodTemplate): void => {
  const { spec } = at;
  draft.link('runs as', id, objectId('ServiceAccount', namespace, spec.serviceAccountName ?? 'default'), { at });
  const priority = spec.priorityClassName;
  if (priority) draft.link('uses', id, objectId('PriorityClass.scheduling.k8s.io', undefined, priority), { at });
  for (const { name } of spec.imagePullSecrets ?? []) if (name) draft.link('uses', id, objectId('Secret', namespace, name), { at });
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  for (const { name = 'port', containerPort } of containers.flatMap(({ ports = [] }) => ports))
    draft.link(
      'has',
      id,
      draft.add({ id: containerPortId(id, containerPort), type: 'container port', namespace, name: `${name} ${containerPort}` }),
      { at },
    );
  for (const to of containers.flatMap((container) => referencesOf(container, namespace))) draft.link('uses', id, to, { at });
  for (const to of mountsOf(at, namespace)) draft.link('mounts', id, to, { at });
};

/** A port of the containers of some pods, by its number, or by the name that it would have to have. */
export const containerPortId = (pods: string, port: number | string): string => `container port ${pods}:${port}`;

/** A key of a ConfigMap or Secret. */
export const keyId = (kind: string, namespace: string, name: string, key: string): string => `key ${kind} ${namespace}/${name} ${key}`;

interface Reference {
  readonly name?: string;
  readonly optional?: boolean;
}

/** The object that is referred to, and its keys; nothing where it may be missing. */
const required = (kind: string, namespace: string, reference: Reference = {}, keys: readonly (string | undefined)[] = []): string[] => {
  const { name, optional = false } = reference;
  if (name === undefined || optional) return [];
  return [objectId(kind, namespace, name), ...keys.flatMap((key) => (key ? [keyId(kind, namespace, name, key)] : []))];
};

const referencesOf = ({ env = [], envFrom = [] }: IContainer, namespace: string): string[] => [
  ...envFrom.flatMap(({ configMapRef, secretRef }) => [
    ...required('ConfigMap', namespace, configMapRef),
    ...required('Secret', namespace, secretRef),
  ]),
  ...env.flatMap(({ valueFrom: { configMapKeyRef, secretKeyRef } = {} }) => [
    ...required('ConfigMap', namespace, configMapKeyRef, [configMapKeyRef?.key]),
    ...required('Secret', namespace, secretKeyRef, [secretKeyRef?.key]),
  ]),
];

const keysOf = (items: readonly { readonly key: string }[] = []): string[] => items.map(({ key }) => key);

const mountsOf = ({ spec }: PodTemplate, namespace: string): string[] =>
  (spec.volumes ?? []).flatMap(({ secret, configMap, persistentVolumeClaim, projected, csi }) => [
    ...required(classKind, namespace, { name: csi && classOf({ name: '', csi }) }),
    ...required('Secret', namespace, secret && { ...secret, name: secret.secretName }, keysOf(secret?.items)),
    ...required('ConfigMap', namespace, configMap, keysOf(configMap?.items)),
    ...required('PersistentVolumeClaim', namespace, { name: persistentVolumeClaim?.claimName }),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...required('Secret', namespace, source.secret, keysOf(source.secret?.items)),
      ...required('ConfigMap', namespace, source.configMap, keysOf(source.configMap?.items)),
    ]),
  ]);
