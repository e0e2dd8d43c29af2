import * as logs from 'aws-cdk-lib/aws-logs';
import type * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import { arnOf, es, names } from '#model';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { PlatformStack } from './platform-stack';

/** What OpenSearch notes, by its own names for it. Audits of requests come with its own users alone, of which there are none. */
const kinds = { SEARCH_SLOW_LOGS: 'slow-searches', INDEX_SLOW_LOGS: 'slow-indexing', ES_APPLICATION_LOGS: 'errors' } as const;

/** The logs of a domain, and the permission of OpenSearch to write them, which must be there first. */
export interface SearchLogs {
  readonly options: Record<string, opensearch.CfnDomain.LogPublishingOptionProperty>;
  readonly permission: logs.CfnResourcePolicy;
}

/**
 * A log for each kind of note.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html
 */
export const searchLogs = (stack: PlatformStack, keys: KeysStack): SearchLogs => {
  const { cluster, provision } = stack;
  const domain = names.searchDomain(cluster.environment.name);
  const groups = Object.entries(kinds).map(([kind, name]) => ({
    kind,
    group: encryptedLog(stack, `${name}-log`, { name: `/aws/OpenSearchService/domains/${domain}/${name}`, key: keys.logs, provision }),
  }));
  const permission = new logs.CfnResourcePolicy(stack, 'log-permission', {
    policyName: `${cluster.name}-search`,
    policyDocument: stack.toJsonString({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'es.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: groups.map(({ group }) => group.logGroupArn),
          Condition: {
            StringEquals: { 'aws:SourceAccount': cluster.account },
            ArnEquals: { 'aws:SourceArn': arnOf(es(`domain/${domain}`), cluster) },
          },
        },
      ],
    }),
  });
  const options = groups.map(({ kind, group }) => [kind, { cloudWatchLogsLogGroupArn: group.logGroupArn, enabled: true }] as const);
  return { options: Object.fromEntries(options), permission };
};
