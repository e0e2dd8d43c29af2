import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as rds from 'aws-cdk-lib/aws-rds';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { encryptedLog } from './encrypted-log';
import { functionCode } from './function-code';
import { loginRotation } from './login-rotation';
import type { PlatformStack } from './platform-stack';
import { loginSecrets, madeLogins } from './service-logins';
import type { SecretsPlace } from './stored-secret';

/** Whose logins are made, where. */
export interface DatabaseLogins extends SecretsPlace {
  readonly database: rds.CfnDBCluster;
  /** The secret of who may make roles. */
  readonly admin: string;
  /** That secret, where AWS does not change what is in it. */
  readonly administrator?: secretsmanager.CfnSecret | undefined;
}

/** A database for each service that asks for one, a role that owns it, and a secret with its password. */
export const databaseLogins = (stack: PlatformStack, options: DatabaseLogins): void => {
  const { database, admin, administrator } = options;
  const logins = loginSecrets(stack, 'database', options);
  const secrets = logins.map(({ secret }) => secret);
  const makeLogin = loginFunction(stack, options, secrets);
  const rotate = stack.provision.rotationDays === undefined ? undefined : loginRotation(stack, options, secrets);
  const properties = { ClusterArn: database.attrDbClusterArn, AdminSecretArn: admin };
  madeLogins(stack, 'database', { logins, makeLogin, properties, rotate, administrator });
};

/** Makes roles and databases by SQL over the Data API, so it needs no way into the VPC. */
const loginFunction = (
  stack: PlatformStack,
  { database, admin, keys }: DatabaseLogins,
  secrets: readonly secretsmanager.CfnSecret[],
): lambda.Function => {
  const { cluster, provision } = stack;
  const log = encryptedLog(stack, 'login-log', { name: `/platform/${cluster.name}/database-login`, key: keys.logs, provision: provision });
  const role = new iam.Role(stack, 'login-role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const allow = (actions: string[], resources: string[], conditions?: object): boolean =>
    role.addToPolicy(new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn]);
  allow(['rds-data:ExecuteStatement'], [database.attrDbClusterArn]);
  allow(['secretsmanager:GetSecretValue'], [admin, ...secrets.map(({ attrId }) => attrId)]);
  allow(['kms:Decrypt'], [keys.secrets.keyArn], { StringEquals: { 'kms:ViaService': `secretsmanager.${cluster.region}.amazonaws.com` } });
  const made = new lambda.Function(stack, 'login', {
    description: 'Makes a role and a database for each service',
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: functionCode('database-login'),
    timeout: Duration.minutes(10),
    logGroup: log,
    role,
  });
  made.node.addDependency(role);
  return made;
};
