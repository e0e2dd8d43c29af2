import type { Selector } from '../selector';
import { addSelector, each, objectId, type Reader } from '../surroundings';
import { keyId } from './pods';

interface Claim {
  readonly storageClassName?: string;
}

interface StatefulSetSpec {
  readonly serviceName?: string;
  readonly volumeClaimTemplates?: readonly { readonly spec?: Claim }[];
}

/** What keeps data: claims, disks of stateful sets, and the keys of ConfigMaps. */
export const readStorage: Reader = (draft, surroundings) => {
  const uses = (id: string, claim: Claim = {}, at: Parameters<typeof draft.link>[3]): void => {
    if (claim.storageClassName) draft.link('uses', id, objectId('StorageClass.storage.k8s.io', undefined, claim.storageClassName), at);
  };
  for (const { at, id, spec } of each<Claim>(surroundings, 'PersistentVolumeClaim')) uses(id, spec, { at });
  for (const { at, id, namespace, spec } of each<StatefulSetSpec>(surroundings, 'StatefulSet')) {
    for (const claim of spec.volumeClaimTemplates ?? []) uses(id, claim.spec, { at });
    if (spec.serviceName) draft.link('uses', id, objectId('Service', namespace, spec.serviceName), { at });
  }
  for (const { at, id, namespace, name, json } of each(surroundings, 'ConfigMap'))
    for (const key of Object.keys({ ...(json.data as object), ...(json.binaryData as object) }))
      draft.link('has', id, draft.add({ id: keyId('ConfigMap', namespace, name, key), type: 'key', name: key, namespace }), { at });
};

interface Target {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name: string;
}

interface Trigger {
  readonly authenticationRef?: { readonly kind?: string; readonly name: string };
}

const authenticationId = ({ kind = 'TriggerAuthentication', name }: Required<Trigger>['authenticationRef'], namespace: string): string =>
  objectId(`${kind}.keda.sh`, kind === 'TriggerAuthentication' ? namespace : undefined, name);

/** What adds and keeps pods. */
export const readScaling: Reader = (draft, surroundings) => {
  type Spec = { readonly scaleTargetRef?: Target; readonly targetRef?: Target };
  for (const { at, id, namespace, spec } of each<{ triggers?: readonly Trigger[] }>(surroundings, 'ScaledObject'))
    for (const { authenticationRef } of spec.triggers ?? [])
      if (authenticationRef) draft.link('uses', id, authenticationId(authenticationRef, namespace), { at });
  const scalers = ['HorizontalPodAutoscaler', 'ScaledObject', 'VerticalPodAutoscaler'];
  for (const { at, id, namespace, spec } of each<Spec>(surroundings, ...scalers)) {
    const target = spec.scaleTargetRef ?? spec.targetRef;
    if (target) draft.link('scales', id, targetId(target, namespace), { at });
  }
  for (const { at, id, namespace, spec } of each<{ selector?: Selector }>(surroundings, 'PodDisruptionBudget'))
    if (spec.selector) draft.link('protects', id, addSelector(draft, surroundings, namespace, spec.selector), { at });
};

const targetId = ({ apiVersion = 'apps/v1', kind = 'Deployment', name }: Target, namespace: string): string => {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return objectId(`${kind}${group}`, namespace, name);
};
