import { toYaml } from '#k8s-constructs/yaml';
import { type BuiltService, builtHere, httpOf, names, type Platform, type Service } from '#model';
import { pinned } from '../images/pins';

/** Where the parts are found among each other. */
const [database, cache, broker, aws] = ['postgres', 'valkey', 'kafka', 'localstack'] as const;

/** Told once, in the file `.env`: nothing secret stands in the repository. */
const given = (variable: string, form: 'hex' | 'base64'): string =>
  `\${${variable}:?write ${variable} into .env: openssl rand -${form} 32}`;
const secret = given('PLATFORM_SECRET', 'hex');
const key = given('PLATFORM_KEY', 'base64');

const publicUrl = 'http://localhost';

/** All services with everything they need, for people who have Docker: `docker compose up --build`. */
export const composeOf = (platform: Platform): string => {
  const services = builtHere(platform);
  const consumed = services.flatMap(({ produces = [] }) => produces).map(({ topic }) => topic);
  const topics = [...new Map(consumed.map((topic) => [topic.name, topic])).values()];
  const queues = services.flatMap((service) => (service.queues ?? []).map((queue) => `${service.name}-${queue}`));
  const buckets = services.flatMap((service) => (service.buckets ?? []).map((bucket) => `${service.name}-${bucket}`));
  const document = {
    name: platform.organisation.name,
    services: {
      [database]: {
        image: pinned('docker.io/library/postgres:18-alpine'),
        environment: { POSTGRES_PASSWORD: secret },
        volumes: ['postgres:/var/lib/postgresql'],
        healthcheck: { test: ['CMD', 'pg_isready', '-U', 'postgres'], interval: '2s', retries: 30 },
      },
      databases: {
        image: pinned('docker.io/library/postgres:18-alpine'),
        environment: { PGHOST: database, PGUSER: 'postgres', PGPASSWORD: secret },
        command: [
          'sh',
          '-c',
          services
            .filter((service) => service.database)
            .map(databaseOf)
            .join('\n'),
        ],
        depends_on: { [database]: { condition: 'service_healthy' } },
      },
      [cache]: {
        image: pinned('docker.io/valkey/valkey:8-alpine'),
        command: ['valkey-server', '--save', '', '--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'],
      },
      [broker]: {
        image: pinned('docker.io/apache/kafka:4.0.0'),
        environment: brokerVariables,
        healthcheck: {
          test: ['CMD-SHELL', '/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:9092'],
          interval: '5s',
          retries: 30,
        },
      },
      topics: {
        image: pinned('docker.io/apache/kafka:4.0.0'),
        command: [
          'sh',
          '-c',
          topics
            .map(
              ({ name, partitions }) =>
                `/opt/kafka/bin/kafka-topics.sh --bootstrap-server ${broker}:9092 --create --if-not-exists --topic ${name} --partitions ${partitions}`,
            )
            .join(' && '),
        ],
        depends_on: { [broker]: { condition: 'service_healthy' } },
      },
      [aws]: { image: pinned('docker.io/localstack/localstack:4'), environment: { SERVICES: 's3,sqs', ...awsVariables } },
      stores: {
        image: pinned('docker.io/localstack/localstack:4'),
        entrypoint: ['sh', '-c'],
        environment: awsVariables,
        command: [
          [
            `until awslocal --endpoint-url=http://${aws}:4566 s3 ls; do sleep 1; done`,
            ...queues.map((queue) => `awslocal --endpoint-url=http://${aws}:4566 sqs create-queue --queue-name ${queue}`),
            ...buckets.map((bucket) => `awslocal --endpoint-url=http://${aws}:4566 s3 mb s3://${bucket} || true`),
          ].join('\n'),
        ],
        depends_on: { [aws]: { condition: 'service_started' } },
      },
      ...Object.fromEntries(services.map((service) => [service.name, serviceOf(service, platform)])),
    },
    volumes: { postgres: {} },
  };
  return `# Written from the definitions by \`npm run synth\`; do not edit.\n# docker compose up --build\n${toYaml(document)}`;
};

const brokerVariables = {
  KAFKA_NODE_ID: '1',
  KAFKA_PROCESS_ROLES: 'broker,controller',
  KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
  KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${broker}:9092`,
  KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  KAFKA_CONTROLLER_QUORUM_VOTERS: `1@${broker}:9093`,
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
};

/** What a stand-in for AWS takes for credentials. */
const awsVariables = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' };

const databaseOf = ({ name }: Service): string => {
  const role = names.snake(name);
  return [
    `psql -tc "SELECT 1 FROM pg_roles WHERE rolname = '${role}'" | grep -q 1 || psql -c "CREATE ROLE ${role} LOGIN PASSWORD '$$PGPASSWORD'"`,
    `psql -tc "SELECT 1 FROM pg_database WHERE datname = '${role}'" | grep -q 1 || psql -c "CREATE DATABASE ${role} OWNER ${role}"`,
  ].join('\n');
};

const usesAws = ({ queues, buckets }: Service): boolean => Boolean(queues?.length || buckets?.length);

const serviceOf = (service: BuiltService, platform: Platform): object => {
  const { name, domain, http, database } = service;
  const files = name === platform.organisation.identity ? clientFiles(builtHere(platform)) : [];
  return {
    build: { context: '.', dockerfile: `services/${domain}/${name}/Dockerfile` },
    entrypoint: ['sh', '-c', [...files, ...(database ? ['node main.js migrate'] : []), 'exec node main.js'].join(' && ')],
    environment: { ...service.settings, ...variablesOf(service, platform), ...storesOf(service), ...local },
    ports: [`127.0.0.1:${http.port}:${http.port}`],
    depends_on: {
      databases: { condition: 'service_completed_successfully' },
      topics: { condition: 'service_completed_successfully' },
      ...(usesAws(service) && { stores: { condition: 'service_completed_successfully' } }),
    },
  };
};

const variablesOf = ({ name, http, calls = [], keys = [], secrets = [] }: BuiltService, platform: Platform): Record<string, string> => {
  const { identity } = platform.organisation;
  const urlOf = (callee: string): string => `http://${callee}:${httpOf(platform.service(callee)).port}`;
  return {
    SERVICE_NAME: name,
    ENVIRONMENT: 'compose',
    PORT: String(http.port),
    PUBLIC_URL: `${publicUrl}:${http.port}${http.path}`,
    ...(identity && { ISSUER_URL: urlOf(identity) }),
    ...(calls.length > 0 && { CLIENT_SECRET: `${name}-${secret}` }),
    ...Object.fromEntries(calls.map((callee) => [`${names.screamingSnake(callee)}_URL`, urlOf(callee)])),
    ...Object.fromEntries([...keys, ...secrets].map((each) => [names.screamingSnake(each), key])),
    ...(name === identity && {
      CLIENTS: JSON.stringify(clientsOf(builtHere(platform))),
      CLIENT_SECRETS_FOLDER: clientsFolder,
      PLATFORM_SECRET: secret,
    }),
  };
};

/** Addresses of what a service keeps its things in. */
const storesOf = (service: Service): Record<string, string> => {
  const { name, queues = [], buckets = [], produces = [], consumes = [] } = service;
  const role = names.snake(name);
  return {
    ...(service.database && { DATABASE_URL: `postgresql://${role}:${secret}@${database}/${role}` }),
    ...(service.cache && { REDIS_URL: `redis://${cache}:6379` }),
    ...(produces.length + consumes.length > 0 && { KAFKA_BROKERS: `${broker}:9092` }),
    ...(consumes.length > 0 && { CONSUMER_GROUP: name }),
    ...Object.fromEntries(
      queues.map((queue) => [`QUEUE_${names.screamingSnake(queue)}_URL`, `http://${aws}:4566/000000000000/${name}-${queue}`]),
    ),
    ...Object.fromEntries(buckets.map((bucket) => [`BUCKET_${names.screamingSnake(bucket)}`, `${name}-${bucket}`])),
    ...(usesAws(service) && { ...awsVariables, AWS_ENDPOINT_URL: `http://${aws}:4566` }),
  };
};

/** Mails go into files, payments to a simulator beside the service, and reviews appear at once. */
const local = {
  MAIL_URL: 'file:///tmp/mail',
  SMS_URL: 'file:///tmp/sms',
  PAYMENT_SIMULATOR_PORT: '8090',
  PUBLISH_AFTER_MS: '2000',
  MFA_REQUIRED: 'false',
};

const clientsFolder = '/tmp/clients';

/** The issuer of tokens reads the secret of each client from a file. */
const clientFiles = (services: readonly Service[]): string[] => [
  `mkdir -p ${clientsFolder}`,
  ...Object.keys(clientsOf(services)).map((client) => `printf %s "${client}-$$PLATFORM_SECRET" > ${clientsFolder}/${client}`),
];

const clientsOf = (services: readonly Service[]): Record<string, readonly string[]> =>
  Object.fromEntries(services.filter(({ calls }) => calls?.length).map(({ name, scopes = [] }) => [name, scopes]));
