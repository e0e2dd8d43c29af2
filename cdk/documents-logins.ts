import { CustomResource, Duration } from 'aws-cdk-lib';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { names } from '#model';
import { acceptUnscoped } from './acknowledged';
import { documentsPort } from './documents-cluster';
import { type FunctionInside, functionsInside } from './functions-inside';
import { loginCode } from './login-bundle';
import { scheduleRotation } from './login-rotation';
import type { NetworkStack } from './network-stack';
import type { PlatformStack } from './platform-stack';
import { type SecretsPlace, storedSecret } from './stored-secret';

/** Whose logins are made, where. */
export interface DocumentsLogins extends SecretsPlace {
  readonly documents: docdb.CfnDBCluster;
  /** The secret of who may make users. */
  readonly admin: secretsmanager.CfnSecret;
  readonly network: NetworkStack;
}

/** A database for each service that asks for documents, a user who may write to it alone, and a secret with the password. */
export const documentsLogins = (stack: PlatformStack, options: DocumentsLogins): void => {
  const { platform, documents, admin } = options;
  const services = platform.services.filter((service) => service.documents);
  const logins = services.map(({ name }) => ({ name, secret: loginSecret(stack, name, options) }));
  const { makeLogin, rotate } = functions(
    stack,
    options,
    logins.map(({ secret }) => secret.attrId),
  );
  const users = logins.map(({ name, secret }) => {
    const login = new CustomResource(stack, `${name}-documents`, {
      serviceToken: makeLogin.functionArn,
      resourceType: 'Custom::DocumentsLogin',
      serviceTimeout: Duration.minutes(15),
      properties: {
        Cluster: documents.attrClusterResourceId,
        Host: documents.attrEndpoint,
        Port: documents.attrPort,
        AdminSecretArn: admin.attrId,
        LoginSecretArn: secret.attrId,
        // Whenever this changes, AWS makes up another password, and the user must learn it.
        Generated: stack.toJsonString(secret.generateSecretString),
      },
    });
    login.node.addDependency(makeLogin, ...stack.node.children.filter((child) => child instanceof docdb.CfnDBInstance));
    // AWS tries the function on the login at once.
    rotate?.(name, secret).node.addDependency(login);
    return login;
  });
  rotate?.('administrator', admin).node.addDependency(...users);
};

/** The way into a service's own database, the same in every region; where it leads is in another secret. */
const loginSecret = (stack: PlatformStack, service: string, options: DocumentsLogins): secretsmanager.CfnSecret => {
  const { organisation, environment } = stack.cluster;
  const name = names.snake(service);
  return storedSecret(
    stack,
    `${service}-login`,
    {
      path: names.secretPath(organisation.name, environment.name, service, 'documents'),
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
