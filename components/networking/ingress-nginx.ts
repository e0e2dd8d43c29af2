import { defineComponent, type RouteLimits } from '#model';
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
    gateway: { ingressClass: 'nginx', annotations, namespace, pods: { namespace, labels: pods, serviceAccount: namespace } },
  },
  values: (cluster) => {
    const { cidr, controllerReplicas: replicas, edge, mesh } = cluster;
    return {
      controller: {
        // Ports that need no right of their own, so that its pods meet `restricted`.
        containerPort: { http: plainPort, https: podPort },
        extraArgs: { 'http-port': plainPort, 'https-port': podPort, 'default-ssl-certificate': `${namespace}/${apiSecret}` },
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
