import { defineComponent, latencyEdges, type Provides, type RequestSeries, type RouteLimits } from '#model';
import { apiCertificate, apiSecret, podPort, targets } from './way-in/objects';

const namespace = 'ingress-nginx';

const pods = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' };

/** The port of the pods for requests without TLS, to which nothing leads. */
const plainPort = 8080;

/**
 * The limits of each route. Nothing is asked twice: who may try again is for the callers to say.
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 */
const annotations = ({ requestsPerAddress, timeoutSeconds }: RouteLimits): Record<string, string> => ({
  'nginx.ingress.kubernetes.io/limit-rps': String(requestsPerAddress),
  'nginx.ingress.kubernetes.io/proxy-next-upstream': 'off',
  // The Service's own address, so that the pods' proxies, where there are some, choose the pod.
  'nginx.ingress.kubernetes.io/service-upstream': 'true',
  ...(timeoutSeconds && { 'nginx.ingress.kubernetes.io/proxy-read-timeout': String(timeoutSeconds) }),
});

/**
 * What it counts, by the Service that a route leads to; Prometheus renames labels that targets have too.
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/monitoring/
 */
const requests: RequestSeries = {
  requests: 'nginx_ingress_controller_requests',
  failed: 'status=~"5.."',
  durations: 'nginx_ingress_controller_request_duration_seconds',
  edges: latencyEdges,
  of: ({ name, namespace: of }) => [`exported_namespace="${of}"`, `exported_service="${name}"`],
};

const labels = ['canary', 'exported_namespace', 'exported_service', 'host', 'ingress', 'method', 'path', 'status'];

const series: Provides['series'] = {
  nginx_ingress_controller_requests: labels,
  nginx_ingress_controller_request_duration_seconds_bucket: [...labels, 'le'],
  nginx_ingress_controller_request_duration_seconds_count: labels,
};

/** Its makers mend it no more since March 2026: for clusters on which an Ingress is tried out. @see https://kubernetes.github.io/ingress-nginx/deploy/ */
export default defineComponent({
  purpose: 'Lets callers in from outside by Ingress: ends TLS, and routes each path to its service.',
  role: 'api-gateway',
  namespace,
  after: ['aws-load-balancer-controller', 'cert-manager', 'istio', 'linkerd', 'prometheus-operator-crds'],
  chart: { repository: 'https://kubernetes.github.io/ingress-nginx', name: 'ingress-nginx', version: '4.15.1' },
  meshed: { plainFrom: 'The load balancer, which is outside of the cluster.' },
  network: {
    ingress: [
      { from: 'load-balancer', ports: [podPort] },
      { from: 'scraper', ports: [10254] },
    ],
    egress: ['kubernetes', 'cluster'],
  },
  provides: {
    serviceAccounts: [namespace],
    series,
    gateway: { ingressClass: 'nginx', annotations, namespace, pods: { namespace, labels: pods, serviceAccount: namespace }, requests },
  },
  values: (cluster) => {
    const { cidr, controllerReplicas: replicas, edge, mesh } = cluster;
    return {
      controller: {
        // Ports that need no right of their own, so that its pods meet `restricted`.
        containerPort: { http: plainPort, https: podPort },
        extraArgs: {
          ...{ 'http-port': plainPort, 'https-port': podPort, 'default-ssl-certificate': `${namespace}/${apiSecret}` },
          // Where the kit counts too, so that an objective has one limit everywhere.
          'time-buckets': latencyEdges.join(','),
        },
        // What callers sent arrives as it was sent; a proxy before it would hide their address.
        ...(mesh?.controlPlane && { podAnnotations: { 'config.linkerd.io/skip-inbound-ports': String(podPort) } }),
        config: {
          'annotations-risk-level': 'Medium',
          'proxy-next-upstream': 'off',
          'limit-req-status-code': '429',
          // The caller's address comes with the connection, or as the last one that CloudFront adds.
          'use-proxy-protocol': 'true',
          'proxy-real-ip-cidr': cidr,
          ...(edge && { 'use-forwarded-headers': 'true' }),
          'ssl-protocols': 'TLSv1.2 TLSv1.3',
        },
        autoscaling: { enabled: true, minReplicas: replicas, maxReplicas: replicas * 5 },
        minAvailable: 1,
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: pods },
          },
        ],
        terminationGracePeriodSeconds: 75,
        // A stack makes the load balancer; the pods are put into its targets.
        service: { type: 'ClusterIP', enableHttp: false },
        publishService: { enabled: false },
        // What it would refuse is checked before it is in Git.
        admissionWebhooks: { enabled: false },
        metrics: { enabled: true, serviceMonitor: { enabled: true } },
      },
    };
  },
  objects: (cluster) => [apiCertificate(cluster), targets(cluster, 'ingress-nginx-controller')],
});
