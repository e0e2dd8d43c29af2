import { CustomResource, Duration } from 'aws-cdk-lib';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { names } from '#model';
import type { Rotation } from './login-rotation';
import type { PlatformStack } from './platform-stack';
import { type SecretsPlace, storedSecret } from './stored-secret';

/** A store in which each service that asks for one has a database of its own, as definitions call it. */
export type LoginStore = 'database' | 'documents';

/** The way into a service's own database, the same in every region; where it leads is in another secret. */
export interface Login {
  readonly service: string;
  readonly secret: secretsmanager.CfnSecret;
}

/** A secret for each service that asks for the store: name of the database, user and password. */
export const loginSecrets = (stack: PlatformStack, store: LoginStore, place: SecretsPlace): Login[] => {
  const { organisation, environment } = stack.cluster;
  return place.platform.services
    .filter((service) => service[store])
    .map(({ name: service }) => {
      const name = names.snake(service);
      const secret = storedSecret(
        stack,
        `${service}-login`,
        {
          path: names.secretPath(organisation.name, environment.name, service, store),
          keys: ['dbname', 'password', 'username'],
          generated: { key: 'password', template: JSON.stringify({ dbname: name, username: name }) },
          service,
          unrotated: stack.provision.rotationDays
            ? undefined
            : 'Data of this environment is made up; replacing the secret runs the function again.',
        },
        place,
      );
      return { service, secret };
    });
};

/** What makes logins in a store, and what changes them. */
export interface MadeLogins {
  readonly logins: readonly Login[];
  readonly makeLogin: lambda.IFunction;
  /** What that is told besides the secret of the login: where the store is, and who may make logins. */
  readonly properties: Readonly<Record<string, string>>;
  /** @default - passwords stay as they are */
  readonly rotate: Rotation | undefined;
  /** The secret of who may make logins, where AWS does not change what is in it. */
  readonly administrator: secretsmanager.CfnSecret | undefined;
}

const resourceTypes = { database: 'Custom::DatabaseLogin', documents: 'Custom::DocumentsLogin' } as const;

/** Has the logins made once the store has instances, and then their passwords changed every so often. */
export const madeLogins = (
  stack: PlatformStack,
  store: LoginStore,
  { logins, makeLogin, properties, rotate, administrator }: MadeLogins,
): void => {
  const made = logins.map(({ service, secret }) => {
    const login = new CustomResource(stack, `${service}-${store}`, {
      serviceToken: makeLogin.functionArn,
      resourceType: resourceTypes[store],
      serviceTimeout: Duration.minutes(15),
      properties: {
        ...properties,
        LoginSecretArn: secret.attrId,
        // Whenever this changes, AWS makes up another password, and the store must learn it.
        Generated: stack.toJsonString(secret.generateSecretString),
      },
    });
    login.node.addDependency(makeLogin, ...stack.node.children.filter(isInstance));
    // AWS tries the function on the login at once.
    rotate?.(service, secret).node.addDependency(login);
    return login;
  });
  if (administrator) rotate?.('administrator', administrator).node.addDependency(...made);
};

const isInstance = (child: unknown): boolean => child instanceof rds.CfnDBInstance || child instanceof docdb.CfnDBInstance;
