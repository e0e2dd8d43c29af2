import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { arnOf, names, secret as secretAt } from '#model';
import { acceptPattern, acceptUnscoped } from './acknowledged';
import type { DatabaseLogins } from './database-logins';
import { encryptedLog } from './encrypted-log';
import { functionCode } from './function-code';
import type { PlatformStack } from './platform-stack';

/**
 * Gives logins another password every so many days, in the night of UTC. One role a service: pods read its name once and the password at each
 * new connection. Until a pod's file is new, within minutes, it keeps its connections and gets no further ones.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets_strategies.html
 */
export const loginRotation = (stack: PlatformStack, options: DatabaseLogins, secrets: readonly secretsmanager.CfnSecret[]): Rotation =>
  scheduleRotation(stack, rotationFunction(stack, options, secrets));

/** Gives the secret of a service to the function that changes it. */
export type Rotation = (service: string, secret: secretsmanager.CfnSecret) => secretsmanager.CfnRotationSchedule;

/** Lets Secrets Manager call a function whenever a login is due. */
export const scheduleRotation = (stack: PlatformStack, rotate: lambda.IFunction): Rotation => {
  const invoked = new lambda.CfnPermission(stack, 'rotation-invoked', {
    action: 'lambda:InvokeFunction',
    functionName: rotate.functionArn,
    principal: 'secretsmanager.amazonaws.com',
    sourceAccount: stack.cluster.account,
  });
  return (service, secret) => {
    const schedule = new secretsmanager.CfnRotationSchedule(stack, `${service}-rotation`, {
      secretId: secret.ref,
      rotationLambdaArn: rotate.functionArn,
      rotationRules: { scheduleExpression: `rate(${stack.provision.rotationDays} days)`, duration: '3h' },
      // The password is new; a deployment should not change it under pods that start.
      rotateImmediatelyOnUpdate: false,
    });
    schedule.addResourceDependency(invoked);
    return schedule;
  };
};

const rotationFunction = (
  stack: PlatformStack,
  { database, admin, administrator, keys }: DatabaseLogins,
  secrets: readonly secretsmanager.CfnSecret[],
): lambda.Function => {
  const { cluster, provision } = stack;
  const prefix = names.rotationTestPath(cluster.organisation.name, cluster.environment.name, '');
  const tests = arnOf(secretAt(`${prefix}*`), cluster);
  const log = encryptedLog(stack, 'rotation-log', { name: `/platform/${cluster.name}/login-rotation`, key: keys.logs, provision });
  const role = new iam.Role(stack, 'rotation-role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const allow = (actions: string[], resources: string[], conditions?: object): boolean =>
    role.addToPolicy(new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  const logins = [...secrets, ...(administrator ? [administrator] : [])].map(({ attrId }) => attrId);
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn]);
  allow(['rds-data:ExecuteStatement'], [database.attrDbClusterArn]);
  allow(['secretsmanager:GetSecretValue'], [admin, ...logins, tests]);
  allow(['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'], logins);
  allow(['secretsmanager:CreateSecret', 'secretsmanager:DeleteSecret'], [tests]);
  allow(['secretsmanager:GetRandomPassword'], ['*']);
  allow(['kms:Decrypt', 'kms:GenerateDataKey'], [keys.secrets.keyArn], {
    StringEquals: { 'kms:ViaService': `secretsmanager.${cluster.region}.amazonaws.com` },
  });
  acceptUnscoped(role);
  acceptPattern(role, tests, 'secretsmanager');
  const made = new lambda.Function(stack, 'rotation', {
    description: 'Gives the login of a service another password',
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'rotation.handler',
    code: functionCode('database-login'),
    timeout: Duration.minutes(5),
    environment: {
      CLUSTER_ARN: database.attrDbClusterArn,
      ADMIN_SECRET_ARN: admin,
      TEST_SECRET_PREFIX: prefix,
      TEST_SECRET_KEY: keys.secrets.keyArn,
    },
    logGroup: log,
    role,
  });
  made.node.addDependency(role);
  return made;
};
