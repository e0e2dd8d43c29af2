import { groupOf } from '#model';
import type { Located } from '../mechanism/rule';
import type { EmittedPolicy } from './emitted';

/** Kinds that refuse or change objects by anything but CEL that can be read here, by group. */
const opaque: Readonly<Record<string, readonly string[]>> = {
  'kyverno.io': ['ClusterPolicy', 'Policy'],
  'policies.kyverno.io': [
    ...[
      'ImageValidatingPolicy',
      'MutatingPolicy',
      'NamespacedImageValidatingPolicy',
      'NamespacedMutatingPolicy',
      'NamespacedValidatingPolicy',
    ],
  ],
  'admissionregistration.k8s.io': ['MutatingAdmissionPolicy'],
  'mutations.gatekeeper.sh': ['Assign', 'AssignImage', 'AssignMetadata', 'ModifySet'],
};

/** Policies on a cluster that cannot be evaluated here, so that nobody knows what they refuse. One that only reports is no danger. */
export const unreadableIn = (objects: readonly Located[], read: readonly EmittedPolicy[]): Located[] => {
  const templates = new Set(read.map(({ at }) => at.json));
  return objects.filter(({ json }) => {
    if (json.kind === 'ConstraintTemplate') return !templates.has(json);
    return opaque[groupOf(json.apiVersion)]?.includes(json.kind) === true && !reportsOnly(json.spec);
  });
};

const reportsOnly = (spec: unknown): boolean => {
  const { validationFailureAction, validationActions } = (spec ?? {}) as { validationFailureAction?: string; validationActions?: string[] };
  return validationFailureAction?.toLowerCase() === 'audit' || (validationActions !== undefined && !validationActions.includes('Deny'));
};
