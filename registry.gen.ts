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
import * as componentsDeliveryArgoCd from './components/delivery/argo-cd';
import * as componentsDeliveryEksArgoCd from './components/delivery/eks-argo-cd';
import * as componentsNetworkingAwsLoadBalancerController from './components/networking/aws-load-balancer-controller';
import * as componentsNetworkingGatewayApi from './components/networking/gateway-api';
import * as componentsNetworkingKong from './components/networking/kong';
import * as componentsObservabilityKubePrometheusStack from './components/observability/kube-prometheus-stack';
import * as componentsObservabilityPrometheusOperatorCrds from './components/observability/prometheus-operator-crds';
import * as componentsScalingClusterAutoscaler from './components/scaling/cluster-autoscaler';
import * as componentsScalingKarpenter from './components/scaling/karpenter';
import * as componentsScalingMetricsServer from './components/scaling/metrics-server';
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
import * as checksCapabilitiesNotDropped from './checks/capabilities-not-dropped';
import * as checksHostAccess from './checks/host-access';
import * as checksImageNeverBuilt from './checks/image-never-built';
import * as checksImageNotPinned from './checks/image-not-pinned';
import * as checksKindNotInstalled from './checks/kind-not-installed';
import * as checksNamespaceNotRestricted from './checks/namespace-not-restricted';
import * as checksPrivilegeEscalation from './checks/privilege-escalation';
import * as checksProbesWeak from './checks/probes-weak';
import * as checksReplicasWithAutoscaler from './checks/replicas-with-autoscaler';
import * as checksResourcesMissing from './checks/resources-missing';
import * as checksRootFilesystemWritable from './checks/root-filesystem-writable';
import * as checksRunAsRoot from './checks/run-as-root';
import * as checksSchemaInvalid from './checks/schema-invalid';
import * as checksSeccompMissing from './checks/seccomp-missing';
import * as checksSecretObjectRendered from './checks/secret-object-rendered';
import * as checksTokenMounted from './checks/token-mounted';

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
    { file: 'components/delivery/argo-cd.ts', exports: componentsDeliveryArgoCd },
    { file: 'components/delivery/eks-argo-cd.ts', exports: componentsDeliveryEksArgoCd },
    { file: 'components/networking/aws-load-balancer-controller.ts', exports: componentsNetworkingAwsLoadBalancerController },
    { file: 'components/networking/gateway-api.ts', exports: componentsNetworkingGatewayApi },
    { file: 'components/networking/kong.ts', exports: componentsNetworkingKong },
    { file: 'components/observability/kube-prometheus-stack.ts', exports: componentsObservabilityKubePrometheusStack },
    { file: 'components/observability/prometheus-operator-crds.ts', exports: componentsObservabilityPrometheusOperatorCrds },
    { file: 'components/scaling/cluster-autoscaler.ts', exports: componentsScalingClusterAutoscaler },
    { file: 'components/scaling/karpenter.ts', exports: componentsScalingKarpenter },
    { file: 'components/scaling/metrics-server.ts', exports: componentsScalingMetricsServer },
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
  ],
  rules: [
    { file: 'checks/capabilities-not-dropped.ts', exports: checksCapabilitiesNotDropped },
    { file: 'checks/host-access.ts', exports: checksHostAccess },
    { file: 'checks/image-never-built.ts', exports: checksImageNeverBuilt },
    { file: 'checks/image-not-pinned.ts', exports: checksImageNotPinned },
    { file: 'checks/kind-not-installed.ts', exports: checksKindNotInstalled },
    { file: 'checks/namespace-not-restricted.ts', exports: checksNamespaceNotRestricted },
    { file: 'checks/privilege-escalation.ts', exports: checksPrivilegeEscalation },
    { file: 'checks/probes-weak.ts', exports: checksProbesWeak },
    { file: 'checks/replicas-with-autoscaler.ts', exports: checksReplicasWithAutoscaler },
    { file: 'checks/resources-missing.ts', exports: checksResourcesMissing },
    { file: 'checks/root-filesystem-writable.ts', exports: checksRootFilesystemWritable },
    { file: 'checks/run-as-root.ts', exports: checksRunAsRoot },
    { file: 'checks/schema-invalid.ts', exports: checksSchemaInvalid },
    { file: 'checks/seccomp-missing.ts', exports: checksSeccompMissing },
    { file: 'checks/secret-object-rendered.ts', exports: checksSecretObjectRendered },
    { file: 'checks/token-mounted.ts', exports: checksTokenMounted },
  ],
};
