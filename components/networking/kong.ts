import { Certificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { Gateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import { GatewayClass } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GatewayClass';
import { defineComponent } from '#model';

const certificate = (name: string, issuer: string, dnsNames: string[], annotations?: Record<string, string>) =>
  new Certificate({
    metadata: { name, annotations },
    spec: {
      secretName: name,
      dnsNames,
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuer },
    },
  });

const gatewayPods = { 'app.kubernetes.io/name': 'gateway' };

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
  after: ['aws-load-balancer-controller', 'cert-manager', 'gateway-api', 'prometheus-operator-crds'],
  chart: { repository: 'https://charts.konghq.com', name: 'ingress', version: '0.24.0' },
  network: {
    ingress: [
      { from: 'load-balancer', ports: [8443] },
      { from: 'control-plane', ports: [8080] },
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
    serviceAccounts: ['kong-controller', 'kong-gateway'],
    gateway: { name: 'public', namespace: 'kong', listener: 'api', pods: { namespace: 'kong', labels: gatewayPods } },
  },
  values: ({ cidr, controllerReplicas: replicas }) => {
    const podDisruptionBudget = { enabled: replicas > 1, maxUnavailable: 1 };
    const off = { enabled: false };
    return {
      controller: {
        replicaCount: replicas,
        podDisruptionBudget,
        serviceMonitor: { enabled: true },
        ingressController: {
          resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } },
          // Goes on the Service of its metrics, which the monitor finds by it.
          labels: { 'enable-metrics': 'true' },
          env: { anonymous_reports: 'false' },
          admissionWebhook: {
            filterSecrets: true,
            annotations: { 'cert-manager.io/inject-ca-from': 'kong/kong-webhook' },
            certificate: { provided: true, secretName: 'kong-webhook' },
          },
        },
        extraObjects: [
          plugin('prometheus', { status_code_metrics: true, latency_metrics: true }),
          // Coarse, for each address and gateway pod; limits for each caller are the services' own.
          plugin('rate-limiting', { second: 100, limit_by: 'ip', policy: 'local' }),
        ],
      },
      gateway: {
        autoscaling: { enabled: true, minReplicas: replicas, maxReplicas: replicas * 5 },
        podDisruptionBudget,
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: gatewayPods },
          },
        ],
        resources: { requests: { cpu: '250m', memory: '768Mi' }, limits: { memory: '768Mi' } },
        serviceMonitor: { enabled: true },
        // A load balancer sends new connections for a while after a pod has left.
        lifecycle: { preStop: { exec: { command: ['kong', 'quit', '--wait=45'] } } },
        terminationGracePeriodSeconds: 75,
        // The caller's address comes with the connection. With `trusted_ips` Kong would believe the caller's X-Forwarded headers, too.
        env: { anonymous_reports: 'off', nginx_proxy_set_real_ip_from: cidr, real_ip_header: 'proxy_protocol' },
        proxy: {
          loadBalancerClass: 'service.k8s.aws/nlb',
          annotations: {
            'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing',
            'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
            'service.beta.kubernetes.io/aws-load-balancer-proxy-protocol': '*',
            'service.beta.kubernetes.io/aws-load-balancer-attributes': 'load_balancing.cross_zone.enabled=true',
          },
          http: off,
          tls: { parameters: ['http2', 'proxy_protocol'] },
        },
        manager: off,
        portal: off,
        portalapi: off,
      },
    };
  },
  objects: ({ apiHost }) => [
    // The controller's pods mount it, so it must be there before they can be healthy.
    certificate('kong-webhook', 'cluster-ca', ['kong-controller-validation-webhook.kong.svc'], { 'argocd.argoproj.io/sync-wave': '-1' }),
    certificate('api-tls', 'public', [apiHost]),
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
            hostname: apiHost,
            tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'api-tls' }] },
            allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { tenant: 'true' } } } },
          },
        ],
      },
    }),
  ],
});
