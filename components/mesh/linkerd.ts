import { defineComponent } from '#model';
import { certificates } from './linkerd/certificates';
import { requests, series } from './linkerd/requests';

/** Requests and limits as its chart writes them. */
const resources = (cpu: string, memory: string) => ({ cpu: { request: cpu }, memory: { request: memory, limit: memory } });

/** The webhook's certificate is kept by cert-manager; one of the chart would be another on each rendering. */
const certified = (webhook: string) => ({ externalSecret: true, injectCaFrom: `linkerd/linkerd-${webhook}` });

/** What a proxy meets so that its pod meets `restricted`. */
const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 2102,
  seccompProfile: { type: 'RuntimeDefault' },
};

const perPod = { cpuMillicores: 20, memoryMebibytes: 128 };

/** @see https://linkerd.io/2/tasks/install-helm/ */
export default defineComponent({
  purpose: 'Encrypts what services say to each other by a proxy in each pod, and lets only those talk who have said so.',
  role: 'service-mesh',
  namespace: 'linkerd',
  after: ['linkerd-cni', 'linkerd-crds', 'prometheus-operator-crds', 'trust-manager'],
  chart: { repository: 'https://helm.linkerd.io/edge', name: 'linkerd-control-plane', version: '2026.8.3' },
  alsoWritesTo: ['cert-manager'],
  network: {
    ingress: [
      { from: 'control-plane', ports: [8443, 9443] },
      { from: 'cluster', ports: [4143, 8080, 8086, 8090] },
      { from: 'scraper', ports: [4191, 9990, 9995, 9996, 9997] },
    ],
    egress: ['kubernetes'],
  },
  provides: {
    series,
    serviceAccounts: ['linkerd-destination', 'linkerd-identity', 'linkerd-proxy-injector'],
    mesh: {
      authorization: 'linkerd',
      namespace: { annotations: { 'linkerd.io/inject': 'enabled', 'config.linkerd.io/default-inbound-policy': 'deny' } },
      ofComponents: { annotations: { 'linkerd.io/inject': 'enabled' } },
      tunnelPort: 4143,
      controlPlane: { pods: { namespace: 'linkerd', labels: {} }, ports: [4143, 8080, 8086, 8090] },
      containers: ['linkerd-network-validator', 'linkerd-proxy'],
      requests,
      perPod,
    },
  },
  values: ({ controllerReplicas, environment }) => {
    const controllerReplicasHere = environment.shape === 'full' ? 3 : controllerReplicas;
    const controller = resources('50m', '192Mi');
    const { cpuMillicores, memoryMebibytes } = perPod;
    return {
      cniEnabled: true,
      controllerLogFormat: 'json',
      controllerReplicas: controllerReplicasHere,
      enablePodAntiAffinity: controllerReplicasHere > 1,
      enablePodDisruptionBudget: controllerReplicasHere > 1,
      deploymentStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: '25%' } },
      priorityClassName: 'system-cluster-critical',
      // A pod without its proxy would be refused by all others; better none than that.
      webhookFailurePolicy: controllerReplicasHere > 1 ? 'Fail' : 'Ignore',
      destinationResources: controller,
      identityResources: resources('25m', '64Mi'),
      proxyInjectorResources: resources('25m', '128Mi'),
      spValidatorResources: resources('25m', '64Mi'),
      policyController: { resources: controller },
      // It would ask its makers every day whether there is a newer version.
      disableHeartBeat: true,
      identity: { externalCA: true, issuer: { scheme: 'kubernetes.io/tls' } },
      proxyInjector: certified('proxy-injector'),
      profileValidator: certified('sp-validator'),
      policyValidator: certified('policy-validator'),
      proxy: {
        // It starts before the others of its pod and ends after them, so that a job comes to an end.
        nativeSidecar: true,
        resources: resources(`${cpuMillicores}m`, `${memoryMebibytes}Mi`),
        securityContext: restricted,
      },
      podMonitor: { enabled: true, proxy: { enabled: false }, serviceMirror: { enabled: false } },
    };
  },
  objects: certificates,
});
