import { CustomResource, Duration, Fn, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { names, type Platform } from '#model';
import { accept } from './acknowledged';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';
import { keysTag, replicasOf } from './secrets-stack';

/** Whose logins are made, where. */
export interface DatabaseLogins {
  readonly platform: Platform;
  readonly database: rds.CfnDBCluster;
  readonly keys: KeysStack;
}

/** A database for each service that asks for one, a role that owns it, and a secret with the way in. */
export const databaseLogins = (stack: PlatformStack, options: DatabaseLogins): void => {
  const services = options.platform.services.filter((service) => service.database);
  const logins = services.map(({ name }) => ({ name, secret: loginSecret(stack, name, options) }));
  const makeLogin = loginFunction(
    stack,
    options,
    logins.map(({ secret }) => secret),
  );
  for (const { name, secret } of logins) {
    const login = new CustomResource(stack, `${name}-database`, {
      serviceToken: makeLogin.functionArn,
      resourceType: 'Custom::DatabaseLogin',
      serviceTimeout: Duration.minutes(15),
      properties: {
        ClusterArn: options.database.attrDbClusterArn,
        AdminSecretArn: options.database.attrMasterUserSecretSecretArn,
        LoginSecretArn: secret.attrId,
        // Whenever this changes, AWS makes up another password, and the role must learn it.
        Generated: stack.toJsonString(secret.generateSecretString),
      },
    });
    login.node.addDependency(makeLogin, ...stack.node.children.filter((child) => child instanceof rds.CfnDBInstance));
  }
};

/** The way into a service's own database. Host and port are Aurora's to choose, so they are in the secret. */
const loginSecret = (stack: PlatformStack, service: string, { database, platform, keys }: DatabaseLogins): secretsmanager.CfnSecret => {
  const { organisation, environment } = stack.cluster;
  const regions = replicasOf(platform, stack.cluster);
  const name = names.snake(service);
  const secret = new secretsmanager.CfnSecret(stack, `${service}-login`, {
    name: names.secretPath(organisation.name, environment.name, service, 'database'),
    kmsKeyId: keys.secrets.keyArn,
    generateSecretString: {
      secretStringTemplate: Fn.join('', [
        `{"dbname":"${name}","username":"${name}","host":"`,
        database.attrEndpointAddress,
        '","port":"',
        database.attrEndpointPort,
        '"}',
      ]),
      generateStringKey: 'password',
      passwordLength: 43,
      excludePunctuation: true,
    },
    ...(regions.length > 0 && { replicaRegions: regions.map((region) => ({ region })) }),
  });
  accept(
    secret,
    'SMG4',
    'A new password means a new role in the database; it is changed by replacing the secret, which runs the function again.',
  );
  secret.applyRemovalPolicy(stack.provision.removalPolicy);
  Tags.of(secret).add(keysTag, 'dbname host password port username');
  Tags.of(secret).add('service', service);
  return secret;
};

/** Makes roles and databases by SQL over the Data API, so it needs no way into the VPC. */
const loginFunction = (
  stack: PlatformStack,
  { database, keys }: DatabaseLogins,
  secrets: readonly secretsmanager.CfnSecret[],
): lambda.Function => {
  const { cluster, provision } = stack;
  const log = new logs.LogGroup(stack, 'login-log', {
    logGroupName: `/platform/${cluster.name}/database-login`,
    encryptionKey: keys.logs,
    retention: provision.logDays,
    removalPolicy: provision.removalPolicy,
  });
  const role = new iam.Role(stack, 'login-role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const allow = (actions: string[], resources: string[], conditions?: object): boolean =>
    role.addToPolicy(new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn]);
  allow(['rds-data:ExecuteStatement'], [database.attrDbClusterArn]);
  allow(['secretsmanager:GetSecretValue'], [database.attrMasterUserSecretSecretArn, ...secrets.map(({ attrId }) => attrId)]);
  allow(['kms:Decrypt'], [keys.secrets.keyArn], { StringEquals: { 'kms:ViaService': `secretsmanager.${cluster.region}.amazonaws.com` } });
  const made = new lambda.Function(stack, 'login', {
    description: 'Makes a role and a database for each service',
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset('cdk/database-login'),
    timeout: Duration.minutes(10),
    logGroup: log,
    role,
  });
  made.node.addDependency(role);
  return made;
};
