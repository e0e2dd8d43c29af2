import type { Construct } from 'constructs';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { names } from '#model';
import { type Identity, labelsOf, podLabelsOf } from './labels';
import { KubernetesObject } from './object';
import { container, type PodProps, pod } from './pod';
import { beforeWorkload } from './sync';

/** Properties of a migration. */
export interface MigrationProps extends Identity, PodProps {
  /** What the image runs. @default ['node', 'main.js', 'migrate'] */
  readonly command?: readonly string[];
}

/** A Job, `<name>-migrate`, that brings the schema forward before the new version starts. Forward only: the old version still runs on it. */
export class Migration extends KubernetesObject {
  constructor(scope: Construct, id: string, props: MigrationProps) {
    const labels = podLabelsOf(props, 'migration');
    super(
      scope,
      id,
      new Job({
        metadata: { name: names.migrationName(props.name), labels: labelsOf(props), annotations: beforeWorkload },
        spec: {
          activeDeadlineSeconds: 600,
          backoffLimit: 3,
          ttlSecondsAfterFinished: 86_400,
          template: {
            metadata: { labels },
            spec: {
              ...pod(props, container({ ...props, command: props.command ?? ['node', 'main.js', 'migrate'] })),
              restartPolicy: 'Never',
            },
          },
        },
      }),
    );
  }
}
