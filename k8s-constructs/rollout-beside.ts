import type { Construct } from 'constructs';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { type ByGatewayApi, type Objectives, type RolloutForm, releaseTrackLabel } from '#model';
import { Canary, MetricTemplate } from './flagger-models';
import { labelsOf, podLabelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import type { Counted } from './objective-queries';
import { podTemplateOf, type StayingPodsProps } from './pod-template';
import { atOnce, byAndBy, type Judgement, judgementsOf, range } from './rollout-beside-analysis';
import { foundation } from './sync';

/** Properties of pods of which a copy runs beside them: the version that was judged before. */
export interface RolloutBesideProps extends StayingPodsProps {
  /** Whether ever more callers are sent to a new version, or all at once. */
  readonly form: Exclude<RolloutForm, 'rolling'>;
  readonly objectives: Objectives;
  /** Who counts its requests. @default - the kit does */
  readonly counted?: Counted;
  /** Where Prometheus answers queries. */
  readonly prometheus: string;
  /** Port of the Service of the same name. */
  readonly servicePort: number;
  /** What adds pods. */
  readonly scaler: { readonly apiVersion: string; readonly kind: 'HorizontalPodAutoscaler' | 'ScaledObject' };
  /**
   * What divides callers: the mesh, or the gateway with host and path.
   * @default - nothing: a version that was judged takes the place of the other, pod by pod
   */
  readonly splitter?:
    | 'mesh'
    | { readonly at: Pick<ByGatewayApi, 'name' | 'namespace' | 'listener'>; readonly host: string; readonly path: string };
}

/**
 * A Deployment that holds the newest version only while it is judged. Flagger makes a copy of it, `<name>-primary`, which serves callers, and
 * sends a part of them to the newest: ever more, or none any more when it breaks what is promised. All at once, the newest is judged first by
 * whether it can be scraped, and by what callers meet once they are with it; then the copy follows it.
 *
 * Flagger tells both by the one label `release-track`. By all others they are the same, so that policies, budgets and the mesh hold for both.
 * @see https://docs.flagger.app/usage/how-it-works
 * @see https://docs.flagger.app/usage/deployment-strategies#blue-green-deployments
 */
export class RolloutBeside extends KubernetesObject {
  constructor(scope: Construct, id: string, props: RolloutBesideProps) {
    const { name, prometheus } = props;
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
    const judgements = judgementsOf(props);
    for (const { question, query } of judgements)
      new KubernetesObject(
        scope,
        `${id}-${question}`,
        new MetricTemplate({
          metadata: { name: `${name}-${question}`, labels, annotations: foundation },
          spec: { provider: { type: 'prometheus', address: prometheus }, query },
        }),
      );
    new KubernetesObject(scope, `${id}-canary`, canary(props, judgements));
  }
}

const canary = (props: RolloutBesideProps, judgements: readonly Judgement[]): Canary => {
  const { name, prometheus, servicePort, scaler, splitter, form } = props;
  return new Canary({
    metadata: { name, labels: labelsOf(props) },
    spec: {
      provider: splitter ? 'gatewayapi:v1' : 'kubernetes',
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
        ...(splitter && dividedBy(splitter, props)),
      },
      analysis: {
        interval: '2m',
        ...(form === 'canary' ? byAndBy : atOnce),
        metrics: judgements.map(({ question, thresholdRange }) => ({
          name: question,
          templateRef: { name: `${name}-${question}` },
          thresholdRange,
          interval: range,
        })),
      },
    },
  });
};

/** What tells Flagger where callers are divided. */
const dividedBy = (
  splitter: NonNullable<RolloutBesideProps['splitter']>,
  { name, partOf: namespace, servicePort: port }: RolloutBesideProps,
) => {
  if (splitter === 'mesh') return { gatewayRefs: [{ group: 'core', kind: 'Service' as const, name, namespace, port }] };
  const { at, host, path } = splitter;
  const listener = { name: at.name, namespace: at.namespace, sectionName: at.listener };
  return {
    gatewayRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway' as const, ...listener }],
    hosts: [host],
    match: [{ uri: { prefix: path } }],
  };
};
