import { Gateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import { GatewayClass } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GatewayClass';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { defineComponent, type Provides, type RequestSeries } from '#model';
import { apiCertificate, apiSecret, targets } from './way-in/objects';

/** The ConfigMap with settings of the proxy that the chart has no value for. */
const environment = 'kong-environment';

const pods = { 'app.kubernetes.io/name': 'kong', 'app.kubernetes.io/instance': 'kong' };

/**
 * What it counts: by the name that it gives to a rule of a route, which Prometheus renames since targets have a `service` too.
 * @see https://developer.konghq.com/plugins/prometheus/
 */
const requests: RequestSeries = {
  requests: 'kong_http_requests_total',
  failed: 'code=~"5.."',
  durations: 'kong_request_latency_ms',
  secondsPerUnit: 0.001,
  edges: [0.025, 0.05, 0.08, 0.1, 0.25, 0.4, 0.7, 1, 2, 5, 10, 30, 60],
  of: ({ name, namespace }) => [`exported_service=~"httproute[.]${namespace}[.]${name}[.].+"`],
};

const series: Provides['series'] = {
  kong_http_requests_total: ['exported_service', 'route', 'code', 'source', 'consumer', 'workspace'],
  kong_request_latency_ms_bucket: ['exported_service', 'route', 'workspace', 'le'],
  kong_request_latency_ms_count: ['exported_service', 'route', 'workspace'],
};

/** A plugin for all routes. */
const plugin = (name: string, config: object) => ({
  apiVersion: 'configuration.konghq.com/v1',
  kind: 'KongClusterPlugin',
  metadata: { name, labels: { global: 'true' }, annotations: { 'kubernetes.io/ingress.class': 'kong' } },
  plugin: name,
  config,
});

/** @see https://developer.konghq.com/kubernetes-ingress-controller/gateway-api/ */
export default defineComponent({
  purpose: 'Lets callers in from outside: ends TLS, and routes each path to its service.',
  role: 'api-gateway',
  namespace: 'kong',
  after: ['aws-load-balancer-controller', 'cert-manager', 'gateway-api', 'istio', 'linkerd', 'prometheus-operator-crds'],
  chart: { repository: 'https://charts.konghq.com', name: 'kong', version: '3.4.1' },
  meshed: { plainFrom: 'The load balancer, which is outside of the cluster.' },
  network: {
    ingress: [
      { from: 'load-balancer', ports: [8443] },
      { from: 'scraper', ports: [8100, 10255] },
    ],
    egress: ['kubernetes', 'cluster'],
  },
  provides: {
    kinds: {
      'configuration.konghq.com/v1': { namespaced: ['KongConsumer', 'KongIngress', 'KongPlugin'], cluster: ['KongClusterPlugin'] },
      'configuration.konghq.com/v1beta1': { namespaced: ['KongConsumerGroup', 'KongUpstreamPolicy', 'TCPIngress', 'UDPIngress'] },
      'configuration.konghq.com/v1alpha1': {
        namespaced: ['IngressClassParameters', 'KongCustomEntity'],
        cluster: ['KongLicense', 'KongVault'],
      },
    },
    serviceAccounts: ['kong-kong'],
    series,
    gateway: {
      ...{ name: 'public', namespace: 'kong', listener: 'api' },
      pods: { namespace: 'kong', labels: pods, serviceAccount: 'kong-kong' },
      requests,
    },
  },
  values: (cluster) => {
    const { controllerReplicas: replicas, requestsPerAddress } = cluster;
    const off = { enabled: false };
    return {
      autoscaling: { enabled: true, minReplicas: replicas, maxReplicas: replicas * 5 },
      resources: { requests: { cpu: '250m', memory: '768Mi' }, limits: { memory: '768Mi' } },
      serviceMonitor: { enabled: true },
      // A load balancer sends new connections for a while after a pod has left.
      lifecycle: { preStop: { exec: { command: ['kong', 'quit', '--wait=45'] } } },
      terminationGracePeriodSeconds: 75,
      env: { router_flavor: 'expressions' },
      envFrom: [{ configMapRef: { name: environment } }],
      ingressController: {
        args: ['--anonymous-reports=false'],
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } },
        // It would make a new certificate at each render, and what it validates is checked before it is in Git.
        admissionWebhook: off,
      },
      proxy: {
        // A stack makes the load balancer; the pods are put into its targets.
        type: 'ClusterIP',
        http: off,
        tls: { parameters: ['http2', 'proxy_protocol'] },
      },
      manager: off,
      portal: off,
      portalapi: off,
      extraObjects: [
        plugin('prometheus', { status_code_metrics: true, latency_metrics: true }),
        // Coarse, for each address and pod; limits for each caller are the services' own.
        plugin('rate-limiting', { second: requestsPerAddress, limit_by: 'ip', policy: 'local' }),
        targets(cluster, 'kong-kong-proxy').toJSON(),
      ],
    };
  },
  objects: (cluster) => [
    new ConfigMap({
      // The pods start with it, so it must be there before they can be healthy.
      metadata: { name: environment, annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
      data: {
        KONG_ANONYMOUS_REPORTS: 'off',
        // The caller's address comes with the connection, or as the last one that CloudFront adds. With `trusted_ips` Kong would believe all
        // of the caller's X-Forwarded headers.
        KONG_NGINX_PROXY_SET_REAL_IP_FROM: cluster.cidr,
        KONG_REAL_IP_HEADER: cluster.edge ? 'X-Forwarded-For' : 'proxy_protocol',
      },
    }),
    ...(cluster.controllerReplicas > 1
      ? [
          new PodDisruptionBudget({
            metadata: { name: 'kong' },
            spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: pods } },
          }),
        ]
      : []),
    apiCertificate(cluster),
    new GatewayClass({
      metadata: { name: 'kong', annotations: { 'konghq.com/gatewayclass-unmanaged': 'true' } },
      spec: { controllerName: 'konghq.com/kic-gateway-controller' },
    }),
    new Gateway({
      metadata: { name: 'public' },
      spec: {
        gatewayClassName: 'kong',
        listeners: [
          {
            name: 'api',
            port: 443,
            protocol: 'HTTPS',
            hostname: cluster.apiHost,
            tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: apiSecret }] },
            allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { tenant: 'true' } } } },
          },
        ],
      },
    }),
  ],
});
