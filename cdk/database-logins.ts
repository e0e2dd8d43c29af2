import { CustomResource, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { names } from '#model';
import { encryptedLog } from './encrypted-log';
import { functionCode } from './function-code';
import { loginRotation } from './login-rotation';
import type { PlatformStack } from './platform-stack';
import { type SecretsPlace, storedSecret } from './stored-secret';

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
  const services = options.platform.services.filter((service) => service.database);
  const logins = services.map(({ name }) => ({ name, secret: loginSecret(stack, name, options) }));
  const secrets = logins.map(({ secret }) => secret);
  const makeLogin = loginFunction(stack, options, secrets);
  const rotate = stack.provision.rotationDays === undefined ? undefined : loginRotation(stack, options, secrets);
  const made = logins.map(({ name, secret }) => {
    const login = new CustomResource(stack, `${name}-database`, {
      serviceToken: makeLogin.functionArn,
      resourceType: 'Custom::DatabaseLogin',
      serviceTimeout: Duration.minutes(15),
      properties: {
        ClusterArn: options.database.attrDbClusterArn,
        AdminSecretArn: options.admin,
        LoginSecretArn: secret.attrId,
        // Whenever this changes, AWS makes up another password, and the role must learn it.
        Generated: stack.toJsonString(secret.generateSecretString),
      },
    });
    login.node.addDependency(makeLogin, ...stack.node.children.filter((child) => child instanceof rds.CfnDBInstance));
    // AWS tries the function on the login at once.
    rotate?.(name, secret).node.addDependency(login);
    return login;
  });
  if (options.administrator) rotate?.('administrator', options.administrator).node.addDependency(...made);
};

/** The way into a service's own database, the same in every region; where it leads is in another secret. */
const loginSecret = (stack: PlatformStack, service: string, options: DatabaseLogins): secretsmanager.CfnSecret => {
  const { organisation, environment } = stack.cluster;
  const name = names.snake(service);
  return storedSecret(
    stack,
    `${service}-login`,
    {
      path: names.secretPath(organisation.name, environment.name, service, 'database'),
      keys: ['dbname', 'password', 'username'],
      generated: { key: 'password', template: JSON.stringify({ dbname: name, username: name }) },
      service,
      unrotated: stack.provision.rotationDays
        ? undefined
        : 'Data of this environment is made up; replacing the secret runs the function again.',
    },
    options,
  );
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
