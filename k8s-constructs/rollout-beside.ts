import type { Construct } from 'constructs';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { failuresAllowed, type Gateway, type Objectives, releaseTrackLabel, slowAllowed } from '#model';
import { Canary, MetricTemplate } from './flagger-models';
import { labelsOf, podLabelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import { fewestRequests, ofService, versionQueries } from './objective-queries';
import { podTemplateOf, type StayingPodsProps } from './pod-template';
import { foundation } from './sync';

/** Properties of pods of which a copy runs beside them: the version that was judged before. */
export interface RolloutBesideProps extends StayingPodsProps {
  readonly objectives: Objectives;
  /** Where Prometheus answers queries. */
  readonly prometheus: string;
  /** Port of the Service of the same name. */
  readonly servicePort: number;
  /** What adds pods. */
  readonly scaler: { readonly apiVersion: string; readonly kind: 'HorizontalPodAutoscaler' | 'ScaledObject' };
  /** The gateway that divides callers, with host and path. @default - the mesh does */
  readonly gateway?: { readonly at: Extract<Gateway, { listener: string }>; readonly host: string; readonly path: string };
}

/** How far a query looks back. */
const range = '5m';

/**
 * A Deployment that holds the newest version only while it is judged. Flagger makes a copy of it, `<name>-primary`, which serves callers, and
 * sends a part of them to the newest: ever more, or none any more when it breaks what is promised.
 *
 * Flagger tells both by the one label `release-track`. By all others they are the same, so that policies, budgets and the mesh hold for both.
 * @see https://docs.flagger.app/usage/how-it-works
 */
export class RolloutBeside extends KubernetesObject {
  constructor(scope: Construct, id: string, props: RolloutBesideProps) {
    const { name, objectives, prometheus } = props;
    const labels = labelsOf(props);
    const template = podTemplateOf(props, { versionLabel: 'pod-template-hash' });
    const track = { [releaseTrackLabel]: name };
    super(
      scope,
      id,
      new Deployment({
        metadata: { name, labels },
        spec: {
          selector: { matchLabels: { ...selectorOf(name, 'api'), ...track } },
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
          revisionHistoryLimit: 3,
          progressDeadlineSeconds: 600,
          template: { ...template, metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...track } } },
        },
      }),
    );
    // Its pods alone are behind the Service that Flagger makes for the newest version.
    const queries = versionQueries(ofService(props.partOf, `${name}-canary`), objectives, range);
    for (const [question, query] of Object.entries(queries))
      new KubernetesObject(
        scope,
        `${id}-${question}`,
        new MetricTemplate({
          metadata: { name: `${name}-${question}`, labels, annotations: foundation },
          spec: { provider: { type: 'prometheus', address: prometheus }, query },
        }),
      );
    new KubernetesObject(scope, `${id}-canary`, canary(props));
  }
}

const canary = (props: RolloutBesideProps): Canary => {
  const { name, partOf: namespace, objectives, prometheus, servicePort, scaler, gateway } = props;
  const metric = (question: string, thresholdRange: { min?: number; max?: number }) => ({
    name: question,
    templateRef: { name: `${name}-${question}` },
    thresholdRange,
    interval: range,
  });
  const group = 'gateway.networking.k8s.io';
  return new Canary({
    metadata: { name, labels: labelsOf(props) },
    spec: {
      provider: 'gatewayapi:v1',
      metricsServer: prometheus,
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      autoscalerRef: { ...scaler, name },
      progressDeadlineSeconds: 600,
      service: {
        port: servicePort,
        portName: 'http',
        targetPort: 'http',
        appProtocol: 'http',
        // Monitored as the service itself is.
        canary: { labels: podLabelsOf(props, 'api') },
        gatewayRefs: gateway
          ? [{ group, kind: 'Gateway', name: gateway.at.name, namespace: gateway.at.namespace, sectionName: gateway.at.listener }]
          : [{ group: 'core', kind: 'Service', name, namespace, port: servicePort }],
        ...(gateway && { hosts: [gateway.host], match: [{ uri: { prefix: gateway.path } }] }),
      },
      analysis: {
        interval: '2m',
        // So many failed checks, and it goes. Until enough callers have come, each is one.
        threshold: 5,
        // Each more than the one before: Flagger finds its place among them by the weight alone.
        stepWeights: [5, 10, 20, 30, 50],
        metrics: [
          metric('traffic', { min: fewestRequests }),
          metric('failures', { max: failuresAllowed(objectives) }),
          metric('slow', { max: slowAllowed(objectives) }),
        ],
      },
    },
  });
};
