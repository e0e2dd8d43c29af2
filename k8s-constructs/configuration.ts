import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';
import { foundation } from './sync';

/** Properties of a configuration. */
export interface ConfigurationProps extends Identity {
  /** Environment variables of the container. No secrets: those come by file. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A ConfigMap with the environment of a workload, named like it. */
export class Configuration extends KubernetesObject {
  /** Stands in the pod template, so that a change of the configuration replaces the pods. */
  readonly hash: string;

  constructor(scope: Construct, id: string, props: ConfigurationProps) {
    const data = Object.fromEntries(Object.entries(props.variables).sort(([a], [b]) => (a < b ? -1 : 1)));
    super(scope, id, new ConfigMap({ metadata: { name: props.name, labels: labelsOf(props), annotations: foundation }, data }));
    this.hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16);
  }
}
