// Written from the folders by `npm run synth`; do not edit.
import type { Registry } from '#model';
import * as platformOrganisation from './platform/organisation';
import * as platformTeams from './platform/teams';
import * as platformEnvironmentsDev from './platform/environments/dev';
import * as platformEnvironmentsLab from './platform/environments/lab';
import * as platformEnvironmentsProd from './platform/environments/prod';
import * as platformEnvironmentsStaging from './platform/environments/staging';
import releasesDev from './releases/dev.json';
import releasesLab from './releases/lab.json';
import releasesProd from './releases/prod.json';
import releasesStaging from './releases/staging.json';
import * as platformTopicsAuth from './platform/topics/auth';
import * as platformTopicsInventory from './platform/topics/inventory';
import * as platformTopicsNotification from './platform/topics/notification';
import * as platformTopicsOrder from './platform/topics/order';
import * as platformTopicsPayment from './platform/topics/payment';
import * as platformTopicsPrivacy from './platform/topics/privacy';
import * as platformTopicsProduct from './platform/topics/product';
import * as platformTopicsReview from './platform/topics/review';
import * as platformTopicsSearch from './platform/topics/search';
import * as platformTopicsUser from './platform/topics/user';
import * as componentsCertificatesCertManager from './components/certificates/cert-manager';
import * as componentsCertificatesTrustManager from './components/certificates/trust-manager';
import * as componentsDeliveryArgoCd from './components/delivery/argo-cd';
import * as componentsDeliveryArgoRollouts from './components/delivery/argo-rollouts';
import * as componentsDeliveryEksArgoCd from './components/delivery/eks-argo-cd';
import * as componentsDeliveryFlagger from './components/delivery/flagger';
import * as componentsMeshIstioBase from './components/mesh/istio-base';
import * as componentsMeshIstioCni from './components/mesh/istio-cni';
import * as componentsMeshIstio from './components/mesh/istio';
import * as componentsMeshLinkerdCni from './components/mesh/linkerd-cni';
import * as componentsMeshLinkerdCrds from './components/mesh/linkerd-crds';
import * as componentsMeshLinkerd from './components/mesh/linkerd';
import * as componentsMeshZtunnel from './components/mesh/ztunnel';
import * as componentsNetworkingAwsLoadBalancerController from './components/networking/aws-load-balancer-controller';
import * as componentsNetworkingCalicoCrds from './components/networking/calico-crds';
import * as componentsNetworkingCalico from './components/networking/calico';
import * as componentsNetworkingCilium from './components/networking/cilium';
import * as componentsNetworkingGatewayApi from './components/networking/gateway-api';
import * as componentsNetworkingIngressNginx from './components/networking/ingress-nginx';
import * as componentsNetworkingKong from './components/networking/kong';
import * as componentsObservabilityKubePrometheusStack from './components/observability/kube-prometheus-stack';
import * as componentsObservabilityPrometheusOperatorCrds from './components/observability/prometheus-operator-crds';
import * as componentsPolicyGatekeeper from './components/policy/gatekeeper';
import * as componentsPolicyKyverno from './components/policy/kyverno';
import * as componentsScalingClusterAutoscaler from './components/scaling/cluster-autoscaler';
import * as componentsScalingKarpenter from './components/scaling/karpenter';
import * as componentsScalingKeda from './components/scaling/keda';
import * as componentsScalingMetricsServer from './components/scaling/metrics-server';
import * as componentsScalingVerticalPodAutoscaler from './components/scaling/vertical-pod-autoscaler';
import * as componentsSecretsExternalSecrets from './components/secrets/external-secrets';
import * as componentsSecretsVault from './components/secrets/vault';
import * as componentsStorageStorageClasses from './components/storage/storage-classes';
import * as servicesCustomerPlatformAnalyticsServiceService from './services/customer-platform/analytics-service/service';
import * as servicesCustomerPlatformAuthServiceService from './services/customer-platform/auth-service/service';
import * as servicesCustomerPlatformInventoryServiceService from './services/customer-platform/inventory-service/service';
import * as servicesCustomerPlatformNotificationServiceService from './services/customer-platform/notification-service/service';
import * as servicesCustomerPlatformOrderServiceService from './services/customer-platform/order-service/service';
import * as servicesCustomerPlatformPaymentServiceService from './services/customer-platform/payment-service/service';
import * as servicesCustomerPlatformProductServiceService from './services/customer-platform/product-service/service';
import * as servicesCustomerPlatformReviewServiceService from './services/customer-platform/review-service/service';
import * as servicesCustomerPlatformSearchServiceService from './services/customer-platform/search-service/service';
import * as servicesCustomerPlatformUserServiceService from './services/customer-platform/user-service/service';
import * as servicesExamplesArchiveSearchService from './services/examples/archive-search/service';
import * as servicesExamplesNotebookService from './services/examples/notebook/service';
import * as servicesExamplesParcelApiService from './services/examples/parcel-api/service';
import * as servicesExamplesParcelCacheService from './services/examples/parcel-cache/service';
import * as servicesExamplesParcelQueueService from './services/examples/parcel-queue/service';
import * as servicesExamplesParcelReportService from './services/examples/parcel-report/service';
import * as servicesExamplesParcelVisionService from './services/examples/parcel-vision/service';
import * as servicesExamplesParcelWorkerService from './services/examples/parcel-worker/service';
import * as checksCallBlockedByPolicy from './checks/call-blocked-by-policy';
import * as checksCallNotDeclared from './checks/call-not-declared';
import * as checksCanaryEmptyResultUnhandled from './checks/canary-empty-result-unhandled';
import * as checksCanaryMetricUnknown from './checks/canary-metric-unknown';
import * as checksCanaryServiceMissing from './checks/canary-service-missing';
import * as checksCanaryThresholdOutsideSlo from './checks/canary-threshold-outside-slo';
import * as checksCanaryWindowMismatch from './checks/canary-window-mismatch';
import * as checksCanaryWithoutAbort from './checks/canary-without-abort';
import * as checksCapabilitiesNotDropped from './checks/capabilities-not-dropped';
import * as checksCniConflict from './checks/cni-conflict';
import * as checksDnsBlockedByPolicy from './checks/dns-blocked-by-policy';
import * as checksGatewayHostUnbound from './checks/gateway-host-unbound';
import * as checksHostAccess from './checks/host-access';
import * as checksImageNeverBuilt from './checks/image-never-built';
import * as checksImageNotPinned from './checks/image-not-pinned';
import * as checksIngressClassUnknown from './checks/ingress-class-unknown';
import * as checksKindNotInstalled from './checks/kind-not-installed';
import * as checksMeshInitNeedsCni from './checks/mesh-init-needs-cni';
import * as checksMeshLabelMismatch from './checks/mesh-label-mismatch';
import * as checksMtlsModeConflict from './checks/mtls-mode-conflict';
import * as checksNamespaceNotRestricted from './checks/namespace-not-restricted';
import * as checksNamespaceWithoutDefaultDeny from './checks/namespace-without-default-deny';
import * as checksPolicyEnforcedBeforeAudit from './checks/policy-enforced-before-audit';
import * as checksPolicyExceptionIncomplete from './checks/policy-exception-incomplete';
import * as checksPolicyNamespaceUnknown from './checks/policy-namespace-unknown';
import * as checksPolicyPeerUnknown from './checks/policy-peer-unknown';
import * as checksPolicyRejectsRenderedObject from './checks/policy-rejects-rendered-object';
import * as checksPolicySelectsNothing from './checks/policy-selects-nothing';
import * as checksPolicyWebhookCanLockCluster from './checks/policy-webhook-can-lock-cluster';
import * as checksPolicyWithoutTwin from './checks/policy-without-twin';
import * as checksPrivilegeEscalation from './checks/privilege-escalation';
import * as checksProbesWeak from './checks/probes-weak';
import * as checksQueryInvalid from './checks/query-invalid';
import * as checksQueryUnknownMetric from './checks/query-unknown-metric';
import * as checksReplicasWithAutoscaler from './checks/replicas-with-autoscaler';
import * as checksResourcesMissing from './checks/resources-missing';
import * as checksRootFilesystemWritable from './checks/root-filesystem-writable';
import * as checksRouteDestinationUnknown from './checks/route-destination-unknown';
import * as checksRunAsRoot from './checks/run-as-root';
import * as checksSchemaInvalid from './checks/schema-invalid';
import * as checksScrapeBlockedByPolicy from './checks/scrape-blocked-by-policy';
import * as checksScrapeMtlsUnreachable from './checks/scrape-mtls-unreachable';
import * as checksSeccompMissing from './checks/seccomp-missing';
import * as checksSecretObjectRendered from './checks/secret-object-rendered';
import * as checksStoreBlockedByPolicy from './checks/store-blocked-by-policy';
import * as checksTlsHostNotCovered from './checks/tls-host-not-covered';
import * as checksTlsSecretClaimedTwice from './checks/tls-secret-claimed-twice';
import * as checksTokenMounted from './checks/token-mounted';
import * as checksVirtualserviceHostClaimedTwice from './checks/virtualservice-host-claimed-twice';
import * as policiesDisallowAdminBindings from './policies/disallow-admin-bindings';
import * as policiesDisallowDefaultNamespace from './policies/disallow-default-namespace';
import * as policiesDisallowExternalIps from './policies/disallow-external-ips';
import * as policiesDisallowHostNamespaces from './policies/disallow-host-namespaces';
import * as policiesDisallowHostPath from './policies/disallow-host-path';
import * as policiesDisallowHostPorts from './policies/disallow-host-ports';
import * as policiesDisallowLatestTag from './policies/disallow-latest-tag';
import * as policiesDisallowPrivilegeEscalation from './policies/disallow-privilege-escalation';
import * as policiesDisallowPrivileged from './policies/disallow-privileged';
import * as policiesDisallowServiceAccountToken from './policies/disallow-service-account-token';
import * as policiesDisallowWildcardRbac from './policies/disallow-wildcard-rbac';
import * as policiesRequireDroppedCapabilities from './policies/require-dropped-capabilities';
import * as policiesRequireImageDigest from './policies/require-image-digest';
import * as policiesRequireLabels from './policies/require-labels';
import * as policiesRequireProbes from './policies/require-probes';
import * as policiesRequireReadOnlyRoot from './policies/require-read-only-root';
import * as policiesRequireRequestsAndLimits from './policies/require-requests-and-limits';
import * as policiesRequireRunAsNonRoot from './policies/require-run-as-non-root';
import * as policiesRequireSeccomp from './policies/require-seccomp';
import * as policiesRestrictImageRegistries from './policies/restrict-image-registries';
import * as policiesRestrictServiceTypes from './policies/restrict-service-types';

export const registry: Registry = {
  organisation: [
    { file: 'platform/organisation.ts', exports: platformOrganisation },
  ],
  teams: [
    { file: 'platform/teams.ts', exports: platformTeams },
  ],
  environments: [
    { file: 'platform/environments/dev.ts', exports: platformEnvironmentsDev },
    { file: 'platform/environments/lab.ts', exports: platformEnvironmentsLab },
    { file: 'platform/environments/prod.ts', exports: platformEnvironmentsProd },
    { file: 'platform/environments/staging.ts', exports: platformEnvironmentsStaging },
  ],
  releases: [
    { file: 'releases/dev.json', exports: { default: releasesDev } },
    { file: 'releases/lab.json', exports: { default: releasesLab } },
    { file: 'releases/prod.json', exports: { default: releasesProd } },
    { file: 'releases/staging.json', exports: { default: releasesStaging } },
  ],
  topics: [
    { file: 'platform/topics/auth.ts', exports: platformTopicsAuth },
    { file: 'platform/topics/inventory.ts', exports: platformTopicsInventory },
    { file: 'platform/topics/notification.ts', exports: platformTopicsNotification },
    { file: 'platform/topics/order.ts', exports: platformTopicsOrder },
    { file: 'platform/topics/payment.ts', exports: platformTopicsPayment },
    { file: 'platform/topics/privacy.ts', exports: platformTopicsPrivacy },
    { file: 'platform/topics/product.ts', exports: platformTopicsProduct },
    { file: 'platform/topics/review.ts', exports: platformTopicsReview },
    { file: 'platform/topics/search.ts', exports: platformTopicsSearch },
    { file: 'platform/topics/user.ts', exports: platformTopicsUser },
  ],
  components: [
    { file: 'components/certificates/cert-manager.ts', exports: componentsCertificatesCertManager },
    { file: 'components/certificates/trust-manager.ts', exports: componentsCertificatesTrustManager },
    { file: 'components/delivery/argo-cd.ts', exports: componentsDeliveryArgoCd },
    { file: 'components/delivery/argo-rollouts.ts', exports: componentsDeliveryArgoRollouts },
    { file: 'components/delivery/eks-argo-cd.ts', exports: componentsDeliveryEksArgoCd },
    { file: 'components/delivery/flagger.ts', exports: componentsDeliveryFlagger },
    { file: 'components/mesh/istio-base.ts', exports: componentsMeshIstioBase },
    { file: 'components/mesh/istio-cni.ts', exports: componentsMeshIstioCni },
    { file: 'components/mesh/istio.ts', exports: componentsMeshIstio },
    { file: 'components/mesh/linkerd-cni.ts', exports: componentsMeshLinkerdCni },
    { file: 'components/mesh/linkerd-crds.ts', exports: componentsMeshLinkerdCrds },
    { file: 'components/mesh/linkerd.ts', exports: componentsMeshLinkerd },
    { file: 'components/mesh/ztunnel.ts', exports: componentsMeshZtunnel },
    { file: 'components/networking/aws-load-balancer-controller.ts', exports: componentsNetworkingAwsLoadBalancerController },
    { file: 'components/networking/calico-crds.ts', exports: componentsNetworkingCalicoCrds },
    { file: 'components/networking/calico.ts', exports: componentsNetworkingCalico },
    { file: 'components/networking/cilium.ts', exports: componentsNetworkingCilium },
    { file: 'components/networking/gateway-api.ts', exports: componentsNetworkingGatewayApi },
    { file: 'components/networking/ingress-nginx.ts', exports: componentsNetworkingIngressNginx },
    { file: 'components/networking/kong.ts', exports: componentsNetworkingKong },
    { file: 'components/observability/kube-prometheus-stack.ts', exports: componentsObservabilityKubePrometheusStack },
    { file: 'components/observability/prometheus-operator-crds.ts', exports: componentsObservabilityPrometheusOperatorCrds },
    { file: 'components/policy/gatekeeper.ts', exports: componentsPolicyGatekeeper },
    { file: 'components/policy/kyverno.ts', exports: componentsPolicyKyverno },
    { file: 'components/scaling/cluster-autoscaler.ts', exports: componentsScalingClusterAutoscaler },
    { file: 'components/scaling/karpenter.ts', exports: componentsScalingKarpenter },
    { file: 'components/scaling/keda.ts', exports: componentsScalingKeda },
    { file: 'components/scaling/metrics-server.ts', exports: componentsScalingMetricsServer },
    { file: 'components/scaling/vertical-pod-autoscaler.ts', exports: componentsScalingVerticalPodAutoscaler },
    { file: 'components/secrets/external-secrets.ts', exports: componentsSecretsExternalSecrets },
    { file: 'components/secrets/vault.ts', exports: componentsSecretsVault },
    { file: 'components/storage/storage-classes.ts', exports: componentsStorageStorageClasses },
  ],
  services: [
    { file: 'services/customer-platform/analytics-service/service.ts', exports: servicesCustomerPlatformAnalyticsServiceService },
    { file: 'services/customer-platform/auth-service/service.ts', exports: servicesCustomerPlatformAuthServiceService },
    { file: 'services/customer-platform/inventory-service/service.ts', exports: servicesCustomerPlatformInventoryServiceService },
    { file: 'services/customer-platform/notification-service/service.ts', exports: servicesCustomerPlatformNotificationServiceService },
    { file: 'services/customer-platform/order-service/service.ts', exports: servicesCustomerPlatformOrderServiceService },
    { file: 'services/customer-platform/payment-service/service.ts', exports: servicesCustomerPlatformPaymentServiceService },
    { file: 'services/customer-platform/product-service/service.ts', exports: servicesCustomerPlatformProductServiceService },
    { file: 'services/customer-platform/review-service/service.ts', exports: servicesCustomerPlatformReviewServiceService },
    { file: 'services/customer-platform/search-service/service.ts', exports: servicesCustomerPlatformSearchServiceService },
    { file: 'services/customer-platform/user-service/service.ts', exports: servicesCustomerPlatformUserServiceService },
    { file: 'services/examples/archive-search/service.ts', exports: servicesExamplesArchiveSearchService },
    { file: 'services/examples/notebook/service.ts', exports: servicesExamplesNotebookService },
    { file: 'services/examples/parcel-api/service.ts', exports: servicesExamplesParcelApiService },
    { file: 'services/examples/parcel-cache/service.ts', exports: servicesExamplesParcelCacheService },
    { file: 'services/examples/parcel-queue/service.ts', exports: servicesExamplesParcelQueueService },
    { file: 'services/examples/parcel-report/service.ts', exports: servicesExamplesParcelReportService },
    { file: 'services/examples/parcel-vision/service.ts', exports: servicesExamplesParcelVisionService },
    { file: 'services/examples/parcel-worker/service.ts', exports: servicesExamplesParcelWorkerService },
  ],
  rules: [
    { file: 'checks/call-blocked-by-policy.ts', exports: checksCallBlockedByPolicy },
    { file: 'checks/call-not-declared.ts', exports: checksCallNotDeclared },
    { file: 'checks/canary-empty-result-unhandled.ts', exports: checksCanaryEmptyResultUnhandled },
    { file: 'checks/canary-metric-unknown.ts', exports: checksCanaryMetricUnknown },
    { file: 'checks/canary-service-missing.ts', exports: checksCanaryServiceMissing },
    { file: 'checks/canary-threshold-outside-slo.ts', exports: checksCanaryThresholdOutsideSlo },
    { file: 'checks/canary-window-mismatch.ts', exports: checksCanaryWindowMismatch },
    { file: 'checks/canary-without-abort.ts', exports: checksCanaryWithoutAbort },
    { file: 'checks/capabilities-not-dropped.ts', exports: checksCapabilitiesNotDropped },
    { file: 'checks/cni-conflict.ts', exports: checksCniConflict },
    { file: 'checks/dns-blocked-by-policy.ts', exports: checksDnsBlockedByPolicy },
    { file: 'checks/gateway-host-unbound.ts', exports: checksGatewayHostUnbound },
    { file: 'checks/host-access.ts', exports: checksHostAccess },
    { file: 'checks/image-never-built.ts', exports: checksImageNeverBuilt },
    { file: 'checks/image-not-pinned.ts', exports: checksImageNotPinned },
    { file: 'checks/ingress-class-unknown.ts', exports: checksIngressClassUnknown },
    { file: 'checks/kind-not-installed.ts', exports: checksKindNotInstalled },
    { file: 'checks/mesh-init-needs-cni.ts', exports: checksMeshInitNeedsCni },
    { file: 'checks/mesh-label-mismatch.ts', exports: checksMeshLabelMismatch },
    { file: 'checks/mtls-mode-conflict.ts', exports: checksMtlsModeConflict },
    { file: 'checks/namespace-not-restricted.ts', exports: checksNamespaceNotRestricted },
    { file: 'checks/namespace-without-default-deny.ts', exports: checksNamespaceWithoutDefaultDeny },
    { file: 'checks/policy-enforced-before-audit.ts', exports: checksPolicyEnforcedBeforeAudit },
    { file: 'checks/policy-exception-incomplete.ts', exports: checksPolicyExceptionIncomplete },
    { file: 'checks/policy-namespace-unknown.ts', exports: checksPolicyNamespaceUnknown },
    { file: 'checks/policy-peer-unknown.ts', exports: checksPolicyPeerUnknown },
    { file: 'checks/policy-rejects-rendered-object.ts', exports: checksPolicyRejectsRenderedObject },
    { file: 'checks/policy-selects-nothing.ts', exports: checksPolicySelectsNothing },
    { file: 'checks/policy-webhook-can-lock-cluster.ts', exports: checksPolicyWebhookCanLockCluster },
    { file: 'checks/policy-without-twin.ts', exports: checksPolicyWithoutTwin },
    { file: 'checks/privilege-escalation.ts', exports: checksPrivilegeEscalation },
    { file: 'checks/probes-weak.ts', exports: checksProbesWeak },
    { file: 'checks/query-invalid.ts', exports: checksQueryInvalid },
    { file: 'checks/query-unknown-metric.ts', exports: checksQueryUnknownMetric },
    { file: 'checks/replicas-with-autoscaler.ts', exports: checksReplicasWithAutoscaler },
    { file: 'checks/resources-missing.ts', exports: checksResourcesMissing },
    { file: 'checks/root-filesystem-writable.ts', exports: checksRootFilesystemWritable },
    { file: 'checks/route-destination-unknown.ts', exports: checksRouteDestinationUnknown },
    { file: 'checks/run-as-root.ts', exports: checksRunAsRoot },
    { file: 'checks/schema-invalid.ts', exports: checksSchemaInvalid },
    { file: 'checks/scrape-blocked-by-policy.ts', exports: checksScrapeBlockedByPolicy },
    { file: 'checks/scrape-mtls-unreachable.ts', exports: checksScrapeMtlsUnreachable },
    { file: 'checks/seccomp-missing.ts', exports: checksSeccompMissing },
    { file: 'checks/secret-object-rendered.ts', exports: checksSecretObjectRendered },
    { file: 'checks/store-blocked-by-policy.ts', exports: checksStoreBlockedByPolicy },
    { file: 'checks/tls-host-not-covered.ts', exports: checksTlsHostNotCovered },
    { file: 'checks/tls-secret-claimed-twice.ts', exports: checksTlsSecretClaimedTwice },
    { file: 'checks/token-mounted.ts', exports: checksTokenMounted },
    { file: 'checks/virtualservice-host-claimed-twice.ts', exports: checksVirtualserviceHostClaimedTwice },
  ],
  policies: [
    { file: 'policies/disallow-admin-bindings.ts', exports: policiesDisallowAdminBindings },
    { file: 'policies/disallow-default-namespace.ts', exports: policiesDisallowDefaultNamespace },
    { file: 'policies/disallow-external-ips.ts', exports: policiesDisallowExternalIps },
    { file: 'policies/disallow-host-namespaces.ts', exports: policiesDisallowHostNamespaces },
    { file: 'policies/disallow-host-path.ts', exports: policiesDisallowHostPath },
    { file: 'policies/disallow-host-ports.ts', exports: policiesDisallowHostPorts },
    { file: 'policies/disallow-latest-tag.ts', exports: policiesDisallowLatestTag },
    { file: 'policies/disallow-privilege-escalation.ts', exports: policiesDisallowPrivilegeEscalation },
    { file: 'policies/disallow-privileged.ts', exports: policiesDisallowPrivileged },
    { file: 'policies/disallow-service-account-token.ts', exports: policiesDisallowServiceAccountToken },
    { file: 'policies/disallow-wildcard-rbac.ts', exports: policiesDisallowWildcardRbac },
    { file: 'policies/require-dropped-capabilities.ts', exports: policiesRequireDroppedCapabilities },
    { file: 'policies/require-image-digest.ts', exports: policiesRequireImageDigest },
    { file: 'policies/require-labels.ts', exports: policiesRequireLabels },
    { file: 'policies/require-probes.ts', exports: policiesRequireProbes },
    { file: 'policies/require-read-only-root.ts', exports: policiesRequireReadOnlyRoot },
    { file: 'policies/require-requests-and-limits.ts', exports: policiesRequireRequestsAndLimits },
    { file: 'policies/require-run-as-non-root.ts', exports: policiesRequireRunAsNonRoot },
    { file: 'policies/require-seccomp.ts', exports: policiesRequireSeccomp },
    { file: 'policies/restrict-image-registries.ts', exports: policiesRestrictImageRegistries },
    { file: 'policies/restrict-service-types.ts', exports: policiesRestrictServiceTypes },
  ],
};
