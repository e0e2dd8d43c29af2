import { didYouMean } from '../mistake';
import { bucketName, clusterName, isDnsLabel, longestName, queueName, roleName } from '../names';
import type { Relation } from './relation';

const reserved: Readonly<Record<string, string>> = {
  apps: 'the application of applications',
  namespaces: 'the application of all namespaces',
  root: 'the application that a bare cluster is given',
};

export const names: Relation = function* ({ services, components }) {
  const seen = new Map<string, string>();
  for (const { name, file } of [...components, ...services]) {
    if (!isDnsLabel(name))
      yield {
        file,
        rule: 'bad-name',
        fact: `'${name}' is not a DNS label`,
        fix: 'rename the folder; use lower-case letters, digits and hyphens',
      };
    if (name.length > longestName) {
      yield {
        file,
        rule: 'name-too-long',
        fact: `'${name}' has ${name.length} characters, objects named after it may have 63`,
        fix: `shorten the folder's name to ${longestName}`,
      };
    }
    const taken = reserved[name] ?? seen.get(name);
    if (taken !== undefined)
      yield {
        file,
        rule: 'name-taken',
        fact: `'${name}' is also ${taken}`,
        fix: 'rename one of them; names are unique over services and components',
      };
    seen.set(name, file);
  }
  for (const { domain, file } of services) {
    if (!isDnsLabel(domain) || domain.length > 63)
      yield { file, rule: 'bad-name', fact: `the domain '${domain}' is not a DNS label of at most 63`, fix: 'rename the folder' };
  }
};

export const awsNames: Relation = function* ({ environments, services, components }) {
  const clusters = environments.flatMap(({ name, account, clusters }) =>
    clusters.map(({ region }) => ({ environment: name, name: clusterName(name, region), region, account })),
  );
  for (const cluster of clusters) {
    const accounts = [
      ...services.map(({ file, domain, name }) => ({
        file,
        long: roleName(cluster.name, domain, name),
        allowed: 64,
        what: 'the IAM role',
      })),
      ...components.flatMap(({ file, namespace, iam, provides }) =>
        (iam ? (provides?.serviceAccounts ?? []) : []).map((account) => ({
          file,
          long: roleName(cluster.name, namespace, account),
          allowed: 64,
          what: 'the IAM role',
        })),
      ),
      ...services.flatMap(({ file, name, buckets = [] }) =>
        buckets.map((bucket) => ({ file, long: bucketName(cluster, name, bucket), allowed: 63, what: 'the bucket' })),
      ),
      ...services.flatMap(({ file, name, queues = [] }) =>
        queues.map((queue) => ({ file, long: queueName(cluster.environment, name, `${queue}-dead`), allowed: 80, what: 'the queue' })),
      ),
    ];
    for (const { file, long, allowed, what } of accounts) {
      if (long.length > allowed)
        yield {
          file,
          rule: 'name-too-long',
          fact: `${what} '${long}' would have ${long.length} characters, AWS allows ${allowed}`,
          fix: 'shorten a name',
        };
    }
  }
};

export const waivers: Relation = function* ({ services, components, rules }) {
  for (const { file, waivers = [] } of [...services, ...components]) {
    for (const { rule } of waivers) {
      if (!rules.includes(rule))
        yield {
          file,
          rule: 'unknown-rule',
          fact: `waives '${rule}', which is not a rule`,
          fix: didYouMean(rule, rules, 'remove the waiver'),
        };
    }
  }
};
