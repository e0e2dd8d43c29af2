import { each, objectId, type Reader } from '../surroundings';

interface ApplicationSpec {
  readonly project?: string;
  readonly destination?: { readonly namespace?: string };
}

/** Applications of Argo CD: what they deploy, as part of which project. */
export const readApplications: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, name, spec } of each<ApplicationSpec>(surroundings, 'Application')) {
    if (spec.project) draft.link('uses', id, objectId('AppProject.argoproj.io', namespace, spec.project), { at });
    for (const what of [`service ${name}`, `component ${name}`]) if (draft.nodes.has(what)) draft.link('deploys', id, what, { at });
  }
};
