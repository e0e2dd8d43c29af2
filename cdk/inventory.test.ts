import { type StackTemplate, templatesOf } from './templates';
import { restaurant } from './testing';

const stacks = templatesOf(restaurant);

const resourcesOf = (name: string): StackTemplate['resources'] => stacks.find(({ stack }) => stack === name)?.resources ?? {};

/** A line a resource: id, type, and what happens to it when its stack is deleted, where that is said. */
const inventory = (name: string): string =>
  Object.entries(resourcesOf(name))
    .map(([id, { Type, DeletionPolicy }]) => [id, Type.replace('AWS::', ''), DeletionPolicy?.toLowerCase()].filter(Boolean).join(' '))
    .join('\n');

test('the stacks, by environment', () =>
  expect(
    stacks
      .map(({ stack }) => stack)
      .sort()
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "open/ap-south-1-backup
    open/ap-south-1-cache
    open/ap-south-1-cluster
    open/ap-south-1-data
    open/ap-south-1-documents
    open/ap-south-1-gateway
    open/ap-south-1-governance
    open/ap-south-1-identity
    open/ap-south-1-keys
    open/ap-south-1-messages
    open/ap-south-1-network
    open/ap-south-1-nodes
    open/ap-south-1-pipeline
    open/ap-south-1-queues
    open/ap-south-1-search
    open/ap-south-1-secrets
    open/ap-south-1-storage
    open/ap-south-1-streaming
    open/us-east-1-dns
    open/us-east-1-records
    registry/ap-south-1
    registry/ap-south-1-pipeline
    registry/ap-south-2
    terrace/ap-south-1-backup
    terrace/ap-south-1-cache
    terrace/ap-south-1-cluster
    terrace/ap-south-1-data
    terrace/ap-south-1-documents
    terrace/ap-south-1-gateway
    terrace/ap-south-1-gitops
    terrace/ap-south-1-governance
    terrace/ap-south-1-identity
    terrace/ap-south-1-keys
    terrace/ap-south-1-messages
    terrace/ap-south-1-network
    terrace/ap-south-1-nodes
    terrace/ap-south-1-peering
    terrace/ap-south-1-pipeline
    terrace/ap-south-1-queues
    terrace/ap-south-1-search
    terrace/ap-south-1-secrets
    terrace/ap-south-1-storage
    terrace/ap-south-1-streaming
    terrace/ap-south-1-transit
    terrace/ap-south-2-backup
    terrace/ap-south-2-cache
    terrace/ap-south-2-cluster
    terrace/ap-south-2-data
    terrace/ap-south-2-documents
    terrace/ap-south-2-gateway
    terrace/ap-south-2-gitops
    terrace/ap-south-2-governance
    terrace/ap-south-2-identity
    terrace/ap-south-2-keys
    terrace/ap-south-2-messages
    terrace/ap-south-2-network
    terrace/ap-south-2-nodes
    terrace/ap-south-2-peering
    terrace/ap-south-2-queues
    terrace/ap-south-2-search
    terrace/ap-south-2-storage
    terrace/ap-south-2-streaming
    terrace/ap-south-2-transit
    terrace/us-east-1-dns
    terrace/us-east-1-edge
    terrace/us-east-1-records"
  `));

test('keys', () =>
  expect(inventory('terrace/ap-south-1-keys')).toMatchInlineSnapshot(`
    "kubernetesF1EBCA1C KMS::Key retainexceptoncreate
    kubernetesAlias23C3BC76 KMS::Alias
    secretsE5A2BDAA KMS::Key retainexceptoncreate
    secretsAlias0341A509 KMS::Alias
    logs0B6081B1 KMS::Key retainexceptoncreate
    logsAlias9391DC16 KMS::Alias
    alarms39815538 KMS::Key retainexceptoncreate
    alarmsAlias25CC9B45 KMS::Alias
    safelock3BC2A27B KMS::Key retainexceptoncreate
    safelockAliasF7120A35 KMS::Alias
    auditA48D740E KMS::Key retainexceptoncreate
    auditAliasA3114117 KMS::Alias
    data7E2128CA KMS::Key retainexceptoncreate
    dataAliasEC26B2C7 KMS::Alias
    backups09E71840 KMS::Key retainexceptoncreate
    backupsAlias091D5480 KMS::Alias"
  `));

test('network', () =>
  expect(inventory('terrace/ap-south-1-network')).toMatchInlineSnapshot(`
    "vpc EC2::VPC
    podsa EC2::Subnet
    podsb EC2::Subnet
    podsc EC2::Subnet
    publica EC2::Subnet
    publicb EC2::Subnet
    publicc EC2::Subnet
    storesa EC2::Subnet
    storesb EC2::Subnet
    storesc EC2::Subnet
    endpointsa EC2::Subnet
    endpointsb EC2::Subnet
    endpointsc EC2::Subnet
    controlPlanea EC2::Subnet
    controlPlaneb EC2::Subnet
    controlPlanec EC2::Subnet
    internet EC2::InternetGateway
    attachment EC2::VPCGatewayAttachment
    publicroutes EC2::RouteTable
    publicroutes0 EC2::SubnetRouteTableAssociation
    publicroutes1 EC2::SubnetRouteTableAssociation
    publicroutes2 EC2::SubnetRouteTableAssociation
    tointernet EC2::Route
    nataddress0 EC2::EIP
    nat0 EC2::NatGateway
    nataddress1 EC2::EIP
    nat1 EC2::NatGateway
    nataddress2 EC2::EIP
    nat2 EC2::NatGateway
    podsaroutes EC2::RouteTable
    podsaroutes0 EC2::SubnetRouteTableAssociation
    pods0tonat EC2::Route
    podsbroutes EC2::RouteTable
    podsbroutes0 EC2::SubnetRouteTableAssociation
    pods1tonat EC2::Route
    podscroutes EC2::RouteTable
    podscroutes0 EC2::SubnetRouteTableAssociation
    pods2tonat EC2::Route
    closedroutes EC2::RouteTable
    closedroutes0 EC2::SubnetRouteTableAssociation
    closedroutes1 EC2::SubnetRouteTableAssociation
    closedroutes2 EC2::SubnetRouteTableAssociation
    closedroutes3 EC2::SubnetRouteTableAssociation
    closedroutes4 EC2::SubnetRouteTableAssociation
    closedroutes5 EC2::SubnetRouteTableAssociation
    closedroutes6 EC2::SubnetRouteTableAssociation
    closedroutes7 EC2::SubnetRouteTableAssociation
    closedroutes8 EC2::SubnetRouteTableAssociation
    s3gateway EC2::VPCEndpoint
    endpointsgroup EC2::SecurityGroup
    endpointsecretsmanager EC2::VPCEndpoint
    endpointsqs EC2::VPCEndpoint
    endpoints3 EC2::VPCEndpoint
    endpointemail EC2::VPCEndpoint
    endpointsns EC2::VPCEndpoint
    endpointec2 EC2::VPCEndpoint
    endpointecrapi EC2::VPCEndpoint
    endpointecrdkr EC2::VPCEndpoint
    endpointeks EC2::VPCEndpoint
    endpointeksauth EC2::VPCEndpoint
    endpointelasticloadbalancing EC2::VPCEndpoint
    endpointkms EC2::VPCEndpoint
    endpointlogs EC2::VPCEndpoint
    endpointsts EC2::VPCEndpoint
    flowlogsgroup21513539 Logs::LogGroup retainexceptoncreate
    flowlogsrole2F2723B2 IAM::Role
    flowlogsroleDefaultPolicyA09ABAF7 IAM::Policy
    flowlogslog2AEB7D0B EC2::FlowLog"
  `));

test('messages', () =>
  expect(inventory('terrace/ap-south-1-messages')).toMatchInlineSnapshot(`
    "rules SES::ConfigurationSet
    sender SES::EmailIdentity
    signature0 Route53::RecordSet
    signature1 Route53::RecordSet
    signature2 Route53::RecordSet
    unsigned Route53::RecordSet
    textmessages CloudWatch::Alarm"
  `));

test('cluster', () =>
  expect(inventory('terrace/ap-south-1-cluster')).toMatchInlineSnapshot(`
    "controlplanelog82814FE7 Logs::LogGroup retainexceptoncreate
    controlplanegroup97019373 EC2::SecurityGroup retainexceptoncreate
    clusterRole88D0C969 IAM::Role
    cluster611F8AFF EKS::Cluster retainexceptoncreate
    clusterKubectlReadyBarrier17584D5B SSM::Parameter
    clusterNodegroupsystem5EA39FCA EKS::Nodegroup
    nodetemplate EC2::LaunchTemplate
    noderole5FCEE529 IAM::Role
    ekspodidentityagent EKS::Addon
    vpccnirole36E73D78 IAM::Role
    vpccni EKS::Addon
    kubeproxy EKS::Addon
    coredns EKS::Addon
    awsebscsidriverroleB48538A4 IAM::Role
    awsebscsidriverroleDefaultPolicy4DB36D5B IAM::Policy
    awsebscsidriver EKS::Addon
    awsefscsidriverroleB449FDDB IAM::Role
    awsefscsidriver EKS::Addon
    snapshotcontroller EKS::Addon
    teambackEC207540 IAM::Role
    teambackDefaultPolicy2374158E IAM::Policy
    accessback EKS::AccessEntry
    teamfrontED830871 IAM::Role
    teamfrontDefaultPolicyD1E7E90D IAM::Policy
    accessfront EKS::AccessEntry"
  `));

test('nodes that are started one by one', () =>
  expect(inventory('terrace/ap-south-1-nodes')).toMatchInlineSnapshot(`
    "roleC7B7E775 IAM::Role
    access EKS::AccessEntry
    interruptionsC29BC6CE SQS::Queue retainexceptoncreate
    interruptionsPolicy2C2D5100 SQS::QueuePolicy
    healthC878E2FF Events::Rule
    spotB381386A Events::Rule
    rebalance100E9292 Events::Rule
    stateEC29AD4A Events::Rule
    reservation754EED22 Events::Rule"
  `));

test('nodes in groups', () =>
  expect(inventory('open/ap-south-1-nodes')).toMatchInlineSnapshot(`
    "roleC7B7E775 IAM::Role
    generaltemplate EC2::LaunchTemplate
    general EKS::Nodegroup
    spottemplate EC2::LaunchTemplate
    spot EKS::Nodegroup
    gputemplate EC2::LaunchTemplate
    gpu EKS::Nodegroup
    storagetemplate EC2::LaunchTemplate
    storagea EKS::Nodegroup
    storageb EKS::Nodegroup
    storagec EKS::Nodegroup"
  `));

test('identity', () =>
  expect(inventory('terrace/ap-south-1-identity')).toMatchInlineSnapshot(`
    "restaurantkitchen09A360C2 IAM::Role
    restaurantkitchenDefaultPolicy0DA378D5 IAM::Policy
    restaurantkitchenassociation EKS::PodIdentityAssociation
    restaurantsommelierE2D7DF1F IAM::Role
    restaurantsommelierDefaultPolicyD35A31B1 IAM::Policy
    restaurantsommelierassociation EKS::PodIdentityAssociation
    restaurantwaiter6E5F3C07 IAM::Role
    restaurantwaiterDefaultPolicyBA747FD9 IAM::Policy
    restaurantwaiterassociation EKS::PodIdentityAssociation
    safesafe4E9EE7BA IAM::Role
    safesafeDefaultPolicy15FC229B IAM::Policy
    safesafeassociation EKS::PodIdentityAssociation
    usherusher00EA5C33 IAM::Role
    usherusherDefaultPolicy3134D67F IAM::Policy
    usherusherassociation EKS::PodIdentityAssociation"
  `));

test('gitops, where AWS runs it', () =>
  expect(inventory('terrace/ap-south-1-gitops')).toMatchInlineSnapshot(`
    "roleC7B7E775 IAM::Role
    access EKS::AccessEntry
    argocd EKS::Capability"
  `));

test('queues', () =>
  expect(inventory('terrace/ap-south-1-queues')).toMatchInlineSnapshot(`
    "kitchenpansdead68FC4C1D SQS::Queue retainexceptoncreate
    kitchenpansdeadPolicyCE735074 SQS::QueuePolicy
    kitchenpans2A66B928 SQS::Queue retainexceptoncreate
    kitchenpansPolicyBFA692EF SQS::QueuePolicy
    kitchenpansdeadalarm CloudWatch::Alarm"
  `));

test('cache', () =>
  expect(inventory('terrace/ap-south-1-cache')).toMatchInlineSnapshot(`
    "menupassword SecretsManager::Secret retainexceptoncreate
    menuuser ElastiCache::User
    nobodypassword SecretsManager::Secret retainexceptoncreate
    nobodyuser ElastiCache::User
    users ElastiCache::UserGroup
    log751C81CB Logs::LogGroup retainexceptoncreate
    subnets ElastiCache::SubnetGroup
    group EC2::SecurityGroup
    cache ElastiCache::ReplicationGroup retainexceptoncreate
    menulogin SecretsManager::Secret retainexceptoncreate
    cpu1alarm CloudWatch::Alarm
    memory1alarm CloudWatch::Alarm
    evictions1alarm CloudWatch::Alarm
    cpu2alarm CloudWatch::Alarm
    memory2alarm CloudWatch::Alarm
    evictions2alarm CloudWatch::Alarm
    cpu3alarm CloudWatch::Alarm
    memory3alarm CloudWatch::Alarm
    evictions3alarm CloudWatch::Alarm"
  `));

test('streaming', () =>
  expect(inventory('terrace/ap-south-1-streaming')).toMatchInlineSnapshot(`
    "configuration MSK::Configuration
    log751C81CB Logs::LogGroup retainexceptoncreate
    group EC2::SecurityGroup
    cluster MSK::Cluster retainexceptoncreate
    disks ApplicationAutoScaling::ScalableTarget
    diskgrowth ApplicationAutoScaling::ScalingPolicy
    kitchenmealv1 MSK::Topic retainexceptoncreate
    addresseslog30C78B75 Logs::LogGroup retainexceptoncreate
    addressesrole565A82D3 IAM::Role
    addressesroleDefaultPolicy8A8CF000 IAM::Policy
    addresses5312A68A Custom::BrokerAddresses delete
    AWS679f53fac002430cb0da5b7982bd22872D164C4C Lambda::Function
    addressessecret SecretsManager::Secret retainexceptoncreate
    offlinealarm CloudWatch::Alarm
    copies1alarm CloudWatch::Alarm
    writes1alarm CloudWatch::Alarm
    disk1alarm CloudWatch::Alarm
    copies2alarm CloudWatch::Alarm
    writes2alarm CloudWatch::Alarm
    disk2alarm CloudWatch::Alarm
    copies3alarm CloudWatch::Alarm
    writes3alarm CloudWatch::Alarm
    disk3alarm CloudWatch::Alarm"
  `));

test('storage', () =>
  expect(inventory('terrace/ap-south-1-storage')).toMatchInlineSnapshot(`
    "log S3::Bucket retainexceptoncreate
    logpolicy S3::BucketPolicy
    waiterreceiptscopies4BF8BB84 IAM::Role
    waiterreceiptscopiesDefaultPolicy0BC716DB IAM::Policy
    waiterreceipts S3::Bucket retainexceptoncreate
    waiterreceiptslatealarm CloudWatch::Alarm
    waiterreceiptsfailedalarm CloudWatch::Alarm
    waiterreceiptspolicy S3::BucketPolicy"
  `));

test('secrets', () =>
  expect(inventory('terrace/ap-south-1-secrets')).toMatchInlineSnapshot(`
    "restaurantterracesommelierclient SecretsManager::Secret retainexceptoncreate
    restaurantterracewaiterclient SecretsManager::Secret retainexceptoncreate
    restaurantterracewaitertillkey SecretsManager::Secret retainexceptoncreate"
  `));

test('data', () =>
  expect(inventory('terrace/ap-south-1-data')).toMatchInlineSnapshot(`
    "administrator SecretsManager::Secret retainexceptoncreate
    group EC2::SecurityGroup
    parameters RDS::DBClusterParameterGroup
    log751C81CB Logs::LogGroup retainexceptoncreate
    subnets RDS::DBSubnetGroup
    cluster RDS::DBCluster retainexceptoncreate
    monitoringF4BD3810 IAM::Role
    writer RDS::DBInstance retainexceptoncreate
    reader1 RDS::DBInstance retainexceptoncreate
    reader2 RDS::DBInstance retainexceptoncreate
    global RDS::GlobalCluster retainexceptoncreate
    address SecretsManager::Secret retainexceptoncreate
    kitchenlogin SecretsManager::Secret retainexceptoncreate
    waiterlogin SecretsManager::Secret retainexceptoncreate
    loginlogF8E8BC8E Logs::LogGroup retainexceptoncreate
    loginrole9AB4FD9C IAM::Role
    loginroleDefaultPolicyDFDD58D9 IAM::Policy
    login68DC89FC Lambda::Function
    rotationlogFF62EBCC Logs::LogGroup retainexceptoncreate
    rotationrole9691DC0B IAM::Role
    rotationroleDefaultPolicy4B5A331D IAM::Policy
    rotation6BB44A4B Lambda::Function
    rotationinvoked Lambda::Permission
    kitchendatabase Custom::DatabaseLogin delete
    kitchenrotation SecretsManager::RotationSchedule
    waiterdatabase Custom::DatabaseLogin delete
    waiterrotation SecretsManager::RotationSchedule
    administratorrotation SecretsManager::RotationSchedule
    cpualarm CloudWatch::Alarm
    capacityalarm CloudWatch::Alarm
    memoryalarm CloudWatch::Alarm
    connectionsalarm CloudWatch::Alarm
    regionlagalarm CloudWatch::Alarm
    replicalagalarm CloudWatch::Alarm"
  `));

test('data, where it follows', () =>
  expect(inventory('terrace/ap-south-2-data')).toMatchInlineSnapshot(`
    "group EC2::SecurityGroup
    parameters RDS::DBClusterParameterGroup
    log751C81CB Logs::LogGroup retainexceptoncreate
    subnets RDS::DBSubnetGroup
    cluster RDS::DBCluster retainexceptoncreate
    monitoringF4BD3810 IAM::Role
    reader1 RDS::DBInstance retainexceptoncreate
    reader2 RDS::DBInstance retainexceptoncreate
    address SecretsManager::Secret retainexceptoncreate
    cpualarm CloudWatch::Alarm
    capacityalarm CloudWatch::Alarm
    memoryalarm CloudWatch::Alarm
    connectionsalarm CloudWatch::Alarm
    regionlagalarm CloudWatch::Alarm
    replicalagalarm CloudWatch::Alarm"
  `));

test('documents', () =>
  expect(inventory('terrace/ap-south-1-documents')).toMatchInlineSnapshot(`
    "administrator SecretsManager::Secret retainexceptoncreate
    subnets DocDB::DBSubnetGroup
    group EC2::SecurityGroup
    parameters DocDB::DBClusterParameterGroup
    cluster DocDB::DBCluster retainexceptoncreate
    auditlog4F07B107 Logs::LogGroup retainexceptoncreate
    profilerlog86343EFD Logs::LogGroup retainexceptoncreate
    instance1 DocDB::DBInstance retainexceptoncreate
    instance2 DocDB::DBInstance retainexceptoncreate
    instance3 DocDB::DBInstance retainexceptoncreate
    global DocDB::GlobalCluster retainexceptoncreate
    address SecretsManager::Secret retainexceptoncreate
    cellarlogin SecretsManager::Secret retainexceptoncreate
    prefixlistlog815642A7 Logs::LogGroup retainexceptoncreate
    prefixlistrole01491292 IAM::Role
    prefixlistroleDefaultPolicy5F3A22E3 IAM::Policy
    prefixlist1C1855BF Custom::PrefixList delete
    AWS679f53fac002430cb0da5b7982bd22872D164C4C Lambda::Function
    functionsgroup EC2::SecurityGroup
    loginlogF8E8BC8E Logs::LogGroup retainexceptoncreate
    loginrole9AB4FD9C IAM::Role
    loginroleDefaultPolicyDFDD58D9 IAM::Policy
    login68DC89FC Lambda::Function
    rotationlogFF62EBCC Logs::LogGroup retainexceptoncreate
    rotationrole9691DC0B IAM::Role
    rotationroleDefaultPolicy4B5A331D IAM::Policy
    rotation6BB44A4B Lambda::Function
    rotationinvoked Lambda::Permission
    cellardocuments Custom::DocumentsLogin delete
    cellarrotation SecretsManager::RotationSchedule
    administratorrotation SecretsManager::RotationSchedule
    cpualarm CloudWatch::Alarm
    memoryalarm CloudWatch::Alarm
    connectionsalarm CloudWatch::Alarm
    replicalagalarm CloudWatch::Alarm
    regionlagalarm CloudWatch::Alarm"
  `));

test('documents, where they follow', () =>
  expect(inventory('terrace/ap-south-2-documents')).toMatchInlineSnapshot(`
    "subnets DocDB::DBSubnetGroup
    group EC2::SecurityGroup
    parameters DocDB::DBClusterParameterGroup
    cluster DocDB::DBCluster retainexceptoncreate
    auditlog4F07B107 Logs::LogGroup retainexceptoncreate
    profilerlog86343EFD Logs::LogGroup retainexceptoncreate
    instance1 DocDB::DBInstance retainexceptoncreate
    instance2 DocDB::DBInstance retainexceptoncreate
    address SecretsManager::Secret retainexceptoncreate
    cpualarm CloudWatch::Alarm
    memoryalarm CloudWatch::Alarm
    connectionsalarm CloudWatch::Alarm
    replicalagalarm CloudWatch::Alarm
    regionlagalarm CloudWatch::Alarm"
  `));

test('documents, where they cost little', () =>
  expect(inventory('open/ap-south-1-documents')).toMatchInlineSnapshot(`
    "administrator SecretsManager::Secret delete
    subnets DocDB::DBSubnetGroup
    group EC2::SecurityGroup
    parameters DocDB::DBClusterParameterGroup
    cluster DocDB::DBCluster delete
    auditlog4F07B107 Logs::LogGroup delete
    profilerlog86343EFD Logs::LogGroup delete
    instance1 DocDB::DBInstance delete
    address SecretsManager::Secret delete
    cellarlogin SecretsManager::Secret delete
    prefixlistlog815642A7 Logs::LogGroup delete
    prefixlistrole01491292 IAM::Role
    prefixlistroleDefaultPolicy5F3A22E3 IAM::Policy
    prefixlist1C1855BF Custom::PrefixList delete
    AWS679f53fac002430cb0da5b7982bd22872D164C4C Lambda::Function
    functionsgroup EC2::SecurityGroup
    loginlogF8E8BC8E Logs::LogGroup delete
    loginrole9AB4FD9C IAM::Role
    loginroleDefaultPolicyDFDD58D9 IAM::Policy
    login68DC89FC Lambda::Function
    cellardocuments Custom::DocumentsLogin delete"
  `));

test('search', () =>
  expect(inventory('terrace/ap-south-2-search')).toMatchInlineSnapshot(`
    "slowsearcheslog0758C214 Logs::LogGroup retainexceptoncreate
    slowindexinglog7180FEBC Logs::LogGroup retainexceptoncreate
    errorslog7CFCD8AE Logs::LogGroup retainexceptoncreate
    logpermission Logs::ResourcePolicy
    group EC2::SecurityGroup
    domain OpenSearchService::Domain retainexceptoncreate
    servicerolelog23DB0415 Logs::LogGroup retainexceptoncreate
    servicerolerole17B90F19 IAM::Role
    serviceroleroleDefaultPolicy23EEC5B1 IAM::Policy
    servicerole2C3CD20E Custom::SearchServiceRole delete
    AWS679f53fac002430cb0da5b7982bd22872D164C4C Lambda::Function
    address SecretsManager::Secret retainexceptoncreate
    redalarm CloudWatch::Alarm
    yellowalarm CloudWatch::Alarm
    diskalarm CloudWatch::Alarm
    writesblockedalarm CloudWatch::Alarm
    memoryalarm CloudWatch::Alarm
    cpualarm CloudWatch::Alarm
    manageralarm CloudWatch::Alarm
    snapshotalarm CloudWatch::Alarm
    keyalarm CloudWatch::Alarm"
  `));

test('dns', () =>
  expect(inventory('terrace/us-east-1-dns')).toMatchInlineSnapshot(`
"logskey3102F837 KMS::Key retainexceptoncreate
logskeyAliasC79F1A9A KMS::Alias
questionsEEA3A2F0 Logs::LogGroup retainexceptoncreate
questionspolicy Logs::ResourcePolicy
zone Route53::HostedZone retainexceptoncreate
issuers Route53::RecordSet
delegatesopen4796DD73 IAM::Role
delegatesopenDefaultPolicy875257EF IAM::Policy"
`));

test('dns of a zone below another one', () =>
  expect(inventory('open/us-east-1-dns')).toMatchInlineSnapshot(`
"logskey3102F837 KMS::Key delete
logskeyAliasC79F1A9A KMS::Alias
questionsEEA3A2F0 Logs::LogGroup delete
questionspolicy Logs::ResourcePolicy
zone Route53::HostedZone delete
issuers Route53::RecordSet
delegationlog2CA6E86A Logs::LogGroup delete
delegationroleA0BF2DCE IAM::Role
delegationroleDefaultPolicy8F7B001A IAM::Policy
zoneabove3E4F1237 Custom::ZoneAbove delete
AWS679f53fac002430cb0da5b7982bd22872D164C4C Lambda::Function
delegationEF7D7347 Custom::Delegation delete"
`));

test('gateway behind CloudFront', () =>
  expect(inventory('terrace/ap-south-1-gateway')).toMatchInlineSnapshot(`
"targets ElasticLoadBalancingV2::TargetGroup
prefixlistlog815642A7 Logs::LogGroup retainexceptoncreate
prefixlistrole01491292 IAM::Role
prefixlistroleDefaultPolicy5F3A22E3 IAM::Policy
prefixlist1C1855BF Custom::PrefixList delete
AWS679f53fac002430cb0da5b7982bd22872D164C4C Lambda::Function
door EC2::SecurityGroup
loadbalancer ElasticLoadBalancingV2::LoadBalancer
listener ElasticLoadBalancingV2::Listener
withoutpods CloudWatch::Alarm"
`));

test('gateway that callers meet', () =>
  expect(inventory('open/ap-south-1-gateway')).toMatchInlineSnapshot(`
"targets ElasticLoadBalancingV2::TargetGroup
door EC2::SecurityGroup
loadbalancer ElasticLoadBalancingV2::LoadBalancer
certificate CertificateManager::Certificate
listener ElasticLoadBalancingV2::Listener"
`));

test('edge', () =>
  expect(inventory('terrace/us-east-1-edge')).toMatchInlineSnapshot(`
"accelerator GlobalAccelerator::Accelerator
listener GlobalAccelerator::Listener
toapsouth1 GlobalAccelerator::EndpointGroup
toapsouth2 GlobalAccelerator::EndpointGroup
firewall WAFv2::WebACL
firewalllogA81F5BC3 Logs::LogGroup retainexceptoncreate
firewalllogging WAFv2::LoggingConfiguration
certificate CertificateManager::Certificate
distribution CloudFront::Distribution
requestsC775BB57 Logs::LogGroup retainexceptoncreate
requestssource Logs::DeliverySource
requestsdestination Logs::DeliveryDestination
requestsdelivery Logs::Delivery"
`));

test('records, with a standby', () =>
  expect(inventory('terrace/us-east-1-records')).toMatchInlineSnapshot(`
"callers Route53::RecordSet
callersipv6 Route53::RecordSet
activeregion Route53::HealthCheck
gateway Route53::RecordSet
gatewaystandby Route53::RecordSet"
`));

test('records', () => expect(inventory('open/us-east-1-records')).toMatchInlineSnapshot(`"gateway Route53::RecordSet"`));

test('transit', () =>
  expect(inventory('terrace/ap-south-1-transit')).toMatchInlineSnapshot(`
"gateway EC2::TransitGateway
vpc EC2::TransitGatewayVpcAttachment
table EC2::TransitGatewayRouteTable
association EC2::TransitGatewayRouteTableAssociation
home EC2::TransitGatewayRoute"
`));

test('peering, where it is asked for', () =>
  expect(inventory('terrace/ap-south-2-peering')).toMatchInlineSnapshot(`
    "attachment EC2::TransitGatewayPeeringAttachment
    acceptancelog4F90F8EF Logs::LogGroup retainexceptoncreate
    acceptancerole7EE0CA96 IAM::Role
    acceptanceroleDefaultPolicy43B11EDD IAM::Policy
    acceptanceC2F90A50 Lambda::Function
    accepted Custom::PeeringAcceptance delete
    fromapsouth1 EC2::TransitGatewayRouteTableAssociation
    toapsouth1 EC2::TransitGatewayRoute
    pods0toapsouth1 EC2::Route
    pods1toapsouth1 EC2::Route
    pods2toapsouth1 EC2::Route"
  `));

test('peering, where it is consented to', () =>
  expect(inventory('terrace/ap-south-1-peering')).toMatchInlineSnapshot(`
    "fromapsouth2 EC2::TransitGatewayRouteTableAssociation
    toapsouth2 EC2::TransitGatewayRoute
    pods0toapsouth2 EC2::Route
    pods1toapsouth2 EC2::Route
    pods2toapsouth2 EC2::Route"
  `));

test('registry, where images are pushed', () =>
  expect(inventory('registry/ap-south-1')).toMatchInlineSnapshot(`
    "images9BF4DCD5 KMS::Key retainexceptoncreate
    imagesAliasA050C62E KMS::Alias
    kitchen ECR::Repository retainexceptoncreate
    menu ECR::Repository retainexceptoncreate
    waiter ECR::Repository retainexceptoncreate
    replication ECR::ReplicationConfiguration"
  `));

test('registry, where they are copied to', () =>
  expect(inventory('registry/ap-south-2')).toMatchInlineSnapshot(`
    "images9BF4DCD5 KMS::Key retainexceptoncreate
    imagesAliasA050C62E KMS::Alias
    templaterole9A6A66E9 IAM::Role
    templateroleDefaultPolicy839F4CA2 IAM::Policy
    template ECR::RepositoryCreationTemplate"
  `));

test.each(['keys', 'network', 'cluster', 'nodes', 'identity', 'gitops', 'queues', 'cache', 'streaming', 'gateway', 'transit'])(
  '%s of the standby are those of the active region',
  (concern) => expect(inventory(`terrace/ap-south-2-${concern}`)).toBe(inventory(`terrace/ap-south-1-${concern}`)),
);

test('secrets are copied to the standby, and only there', () => {
  const regions = (name: string) =>
    Object.entries(resourcesOf(name))
      // Where a store is in a region no other region has to know.
      .filter(([id, { Type }]) => Type === 'AWS::SecretsManager::Secret' && id !== 'address')
      .map(([, { Properties }]) => Properties.ReplicaRegions);
  const copies = [{ Region: 'ap-south-2', KmsKeyId: 'alias/terrace-ap-south-2/secrets' }];
  for (const each of [...regions('terrace/ap-south-1-secrets'), ...regions('terrace/ap-south-1-data')]) expect(each).toEqual(copies);
  for (const each of [...regions('open/ap-south-1-secrets'), ...regions('open/ap-south-1-data')]) expect(each).toBeUndefined();
});

/** What one stack has and another one has not, whatever becomes of it. */
const less = (name: string, than: string): string[] => Object.keys(resourcesOf(than)).filter((id) => !(id in resourcesOf(name)));

test('an environment that costs little has one way out, fewer private ways to AWS, and no readers', () => {
  expect(less('open/ap-south-1-network', 'terrace/ap-south-1-network')).toMatchInlineSnapshot(`
    [
      "nataddress1",
      "nat1",
      "nataddress2",
      "nat2",
      "endpointec2",
      "endpointecrapi",
      "endpointecrdkr",
      "endpointeks",
      "endpointeksauth",
      "endpointelasticloadbalancing",
      "endpointkms",
      "endpointlogs",
      "endpointsts",
    ]
  `);
  expect(less('open/ap-south-1-data', 'terrace/ap-south-1-data')).toMatchInlineSnapshot(`
    [
      "administrator",
      "reader1",
      "reader2",
      "global",
      "rotationlogFF62EBCC",
      "rotationrole9691DC0B",
      "rotationroleDefaultPolicy4B5A331D",
      "rotation6BB44A4B",
      "rotationinvoked",
      "kitchenrotation",
      "waiterrotation",
      "administratorrotation",
      "cpualarm",
      "capacityalarm",
      "memoryalarm",
      "connectionsalarm",
      "regionlagalarm",
      "replicalagalarm",
    ]
  `);
});

test('governance', () =>
  expect(inventory('terrace/ap-south-1-governance')).toMatchInlineSnapshot(`
    "alarms39815538 SNS::Topic
    alarmsPolicyD07AAF96 SNS::TopicPolicy
    alarmsemail SNS::Subscription
    auditA48D740E S3::Bucket retainexceptoncreate
    auditPolicy6F8D5E26 S3::BucketPolicy
    traillog4E80BF47 Logs::LogGroup retainexceptoncreate
    trailrole28FFCF79 IAM::Role
    trailroleDefaultPolicy56EC0B80 IAM::Policy
    trail CloudTrail::Trail
    detector GuardDuty::Detector
    recorderrole95573A6A IAM::Role
    recorderroleDefaultPolicy068CFD58 IAM::Policy
    recorder Config::ConfigurationRecorder
    channel Config::DeliveryChannel
    s3bucketpublicreadprohibited Config::ConfigRule
    s3bucketpublicwriteprohibited Config::ConfigRule
    encryptedvolumes Config::ConfigRule
    rdsstorageencrypted Config::ConfigRule
    rdsinstancepublicaccesscheck Config::ConfigRule
    eksendpointnopublicaccess Config::ConfigRule
    vpcdefaultsecuritygroupclosed Config::ConfigRule
    iamusernopoliciescheck Config::ConfigRule
    iamuserunusedcredentialscheck Config::ConfigRule
    iamrootaccesskeycheck Config::ConfigRule
    rootaccountmfaenabled Config::ConfigRule
    hub SecurityHub::Hub
    practices SecurityHub::Standard
    gravefindings Events::Rule
    consolewrites Events::Rule
    budget Budgets::Budget
    anomalies CE::AnomalyMonitor
    anomaliestold CE::AnomalySubscription"
  `));

test('governance, where it costs little', () =>
  expect(inventory('open/ap-south-1-governance')).toMatchInlineSnapshot(`
    "alarms39815538 SNS::Topic
    alarmsPolicyD07AAF96 SNS::TopicPolicy
    alarmsemail SNS::Subscription
    auditA48D740E S3::Bucket delete
    auditPolicy6F8D5E26 S3::BucketPolicy
    traillog4E80BF47 Logs::LogGroup delete
    trailrole28FFCF79 IAM::Role
    trailroleDefaultPolicy56EC0B80 IAM::Policy
    trail CloudTrail::Trail
    budget Budgets::Budget
    anomalies CE::AnomalyMonitor
    anomaliestold CE::AnomalySubscription"
  `));

test('backup', () =>
  expect(inventory('terrace/ap-south-1-backup')).toMatchInlineSnapshot(`
    "vault Backup::BackupVault retainexceptoncreate
    roleC7B7E775 IAM::Role
    plan Backup::BackupPlan
    selection Backup::BackupSelection
    restores Backup::RestoreTestingPlan
    restoreAurora Backup::RestoreTestingSelection
    restoreDocumentDB Backup::RestoreTestingSelection
    restoreS3 Backup::RestoreTestingSelection"
  `));

test('backup, where it is copied to', () =>
  expect(inventory('terrace/ap-south-2-backup')).toMatchInlineSnapshot(`"vault Backup::BackupVault retainexceptoncreate"`));

test('pipeline', () =>
  expect(inventory('terrace/ap-south-1-pipeline')).toMatchInlineSnapshot(`
    "github IAM::OIDCProvider
    diffEAB982EC IAM::Role
    diffDefaultPolicyBFC573A2 IAM::Policy
    deploy9CB423FE IAM::Role
    deployDefaultPolicy83B1C42F IAM::Policy"
  `));

test('pipeline, where images are pushed', () =>
  expect(inventory('registry/ap-south-1-pipeline')).toMatchInlineSnapshot(`
    "github IAM::OIDCProvider
    diffEAB982EC IAM::Role
    diffDefaultPolicyBFC573A2 IAM::Policy
    deploy9CB423FE IAM::Role
    deployDefaultPolicy83B1C42F IAM::Policy
    buildB0080CFE IAM::Role
    buildDefaultPolicy3125B32D IAM::Policy
    promoteF7926F68 IAM::Role
    promoteDefaultPolicy03F5E940 IAM::Policy"
  `));
