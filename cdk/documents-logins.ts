import { Duration } from 'aws-cdk-lib';
import type * as docdb from 'aws-cdk-lib/aws-docdb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { acceptUnscoped } from './acknowledged';
import { documentsPort } from './documents-cluster';
import { type FunctionInside, functionsInside } from './functions-inside';
import { loginCode } from './login-bundle';
import { scheduleRotation } from './login-rotation';
import type { NetworkStack } from './network-stack';
import type { PlatformStack } from './platform-stack';
import { loginSecrets, madeLogins } from './service-logins';
import type { SecretsPlace } from './stored-secret';

/** Whose logins are made, where. */
export interface DocumentsLogins extends SecretsPlace {
  readonly documents: docdb.CfnDBCluster;
  /** The secret of who may make users. */
  readonly admin: secretsmanager.CfnSecret;
  readonly network: NetworkStack;
}

/** A database for each service that asks for documents, a user who may write to it alone, and a secret with the password. */
export const documentsLogins = (stack: PlatformStack, options: DocumentsLogins): void => {
  const { documents, admin } = options;
  const logins = loginSecrets(stack, 'documents', options);
  const { makeLogin, rotate } = functions(
    stack,
    options,
    logins.map(({ secret }) => secret.attrId),
  );
  const properties = {
    Cluster: documents.attrClusterResourceId,
    Host: documents.attrEndpoint,
    Port: documents.attrPort,
    AdminSecretArn: admin.attrId,
  };
  madeLogins(stack, 'documents', { logins, makeLogin, properties, rotate, administrator: admin });
};

/** What speaks the protocol of MongoDB for a deployment, and where passwords change for each rotation: from within the VPC, as there is no other way. */
const functions = (stack: PlatformStack, options: DocumentsLogins, logins: readonly string[]) => {
  const { documents, admin, keys, network } = options;
  const { cluster, provision } = stack;
  const via = { StringEquals: { 'kms:ViaService': `secretsmanager.${cluster.region}.amazonaws.com` } };
  const inside = functionsInside(stack, { network, keys, concern: 'documents', ports: [documentsPort] });
  const made = (id: string, props: Pick<lambda.FunctionProps, 'handler' | 'description' | 'timeout' | 'environment'>): FunctionInside => {
    // Lambda keeps the authorities of databases beside those of the world, for who asks.
    const environment = { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem', ...props.environment };
    const each = inside(id, { ...props, environment, runtime: lambda.Runtime.NODEJS_24_X, code: loginCode(), memorySize: 256 });
    each.allow(['secretsmanager:GetSecretValue'], [admin.attrId, ...logins]);
    return each;
  };
  const login = made('login', {
    handler: 'index.handler',
    description: 'Makes a user and a database for each service',
    timeout: Duration.minutes(10),
  });
  login.allow(['kms:Decrypt'], [keys.secrets.keyArn], via);
  if (provision.rotationDays === undefined) return { makeLogin: login.function, rotate: undefined };
  const rotation = made('rotation', {
    handler: 'index.rotation',
    description: 'Gives the login of a service another password',
    timeout: Duration.minutes(5),
    environment: { HOST: documents.attrEndpoint, PORT: documents.attrPort, ADMIN_SECRET_ARN: admin.attrId },
  });
  rotation.allow(
    ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
    [admin.attrId, ...logins],
  );
  rotation.allow(['secretsmanager:GetRandomPassword'], ['*']);
  rotation.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [keys.secrets.keyArn], via);
  acceptUnscoped(rotation.role);
  return { makeLogin: login.function, rotate: scheduleRotation(stack, rotation.function) };
};
