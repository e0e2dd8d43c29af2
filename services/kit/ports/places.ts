import { names, type ServiceDefinition } from '#model';
import { inMemory } from '../cache/valkey';
import type { Variables } from '../config';

/** The variable with the address of a queue: `memory:…`, or that of SQS. */
export const queueVariable = (queue: string): string => `QUEUE_${names.screamingSnake(queue)}_URL`;

/** The variable with the name of a bucket of S3, or `file://…` for a folder. */
export const bucketVariable = (bucket: string): string => `BUCKET_${names.screamingSnake(bucket)}`;

export const isInMemory = (address: string): boolean => address.startsWith(inMemory);
export const isFolder = (place: string): boolean => place.startsWith('file:');
export const isRedis = (address: string): boolean => URL.canParse(address) && /^rediss?:$/.test(new URL(address).protocol);

/** Settings that a definition's cache, queues and buckets make necessary. */
export const requiredByPorts = ({ cache, queues = [], buckets = [] }: ServiceDefinition, variables: Variables): string[] => {
  const places = [...queues.map(queueVariable), ...buckets.map(bucketVariable)];
  const given = places.flatMap((name) => variables[name] ?? []);
  return [
    ...(cache && !variables.REDIS_URL ? ['CACHE_HOST', 'CACHE_PORT', 'CACHE_USERNAME', 'CACHE_PASSWORD'] : []),
    ...places,
    ...(given.some(isFolder) ? ['OBJECTS_SIGNING_KEY'] : []),
    ...(given.some((place) => !isFolder(place) && !isInMemory(place)) ? ['AWS_REGION'] : []),
  ];
};

/** What is wrong with the addresses of cache, queues and buckets, one line each. All queues are in one kind of place, and all buckets. */
export const mistakesOfPlaces = ({ cache, queues = [], buckets = [] }: ServiceDefinition, variables: Variables): string[] => {
  const { REDIS_URL: redis } = variables;
  const mixed = (list: readonly string[], isLocal: (place: string) => boolean): boolean => {
    const local = list.filter((name) => isLocal(variables[name] ?? ''));
    return local.length > 0 && local.length < list.length;
  };
  const [queueNames, bucketNames] = [queues.map(queueVariable), buckets.map(bucketVariable)];
  const wrongUrl = queueNames.filter((name) => variables[name] && !isInMemory(variables[name]) && !URL.canParse(variables[name]));
  return [
    ...(cache && redis && !isInMemory(redis) && !isRedis(redis)
      ? ["settings: wrong-setting: REDIS_URL is no address of a Valkey or Redis; write 'redis://localhost:6379', or 'memory:'"]
      : []),
    ...wrongUrl.map((name) => `settings: wrong-setting: ${name} is no address; write 'memory:', or the address of a queue of SQS`),
    ...(mixed(queueNames, isInMemory)
      ? [`settings: wrong-setting: ${queueNames.join(' and ')} are of two kinds; give all 'memory:', or all the address of a queue of SQS`]
      : []),
    ...(mixed(bucketNames, isFolder)
      ? [`settings: wrong-setting: ${bucketNames.join(' and ')} are of two kinds; give all a 'file://' folder, or all a bucket of S3`]
      : []),
  ];
};
