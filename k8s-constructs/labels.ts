/** What a workload is, for its labels. */
export interface Identity {
  /** Name of the workload and of everything that belongs to it. */
  readonly name: string;
  /** What the workload is part of: the domain of a service. */
  readonly partOf: string;
  /** The team that owns it. */
  readonly team: string;
  /** The environment that it runs in. */
  readonly environment: string;
}

type Labels = Record<string, string>;

/** Labels of every object of a workload. No version among them: a release must not touch objects that it does not change. */
export const labelsOf = ({ name, partOf, team, environment }: Identity): Labels => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': partOf,
  'app.kubernetes.io/managed-by': 'platform',
  app: name,
  team,
  env: environment,
});

/** Labels that tell the pods of one part of a workload from all others. They never change: selectors are immutable. */
export const selectorOf = (name: string, part: string): Labels => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': part });

/** Labels of the pods of one part of a workload. */
export const podLabelsOf = (identity: Identity, part: string): Labels => ({ ...labelsOf(identity), 'app.kubernetes.io/component': part });
