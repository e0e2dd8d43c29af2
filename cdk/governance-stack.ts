import type { Stage } from 'aws-cdk-lib';
import type { Cluster, Platform } from '#model';
import { alarmsTopic } from './alarms-topic';
import { auditBucket, trail } from './audit';
import type { KeysStack } from './keys-stack';
import { PlatformStack } from './platform-stack';
import { costAnomalies, monthlyBudget } from './spending';
import { consoleWrites, detector, findings, recorder } from './watching';

/**
 * What is watched in an account, and whom it is told. A region has its topic of alarms; of what AWS makes once a region or once an account,
 * the first cluster in it takes care.
 */
export class GovernanceStack extends PlatformStack {
  /** Where alarms go. */
  readonly alarmsTopicArn: string;

  constructor(stage: Stage, { clusters }: Platform, cluster: Cluster, keys: KeysStack) {
    super(stage, 'governance', cluster, `Trail, rules, budget and alarms of ${cluster.name}`);
    const { topicArn } = alarmsTopic(this, keys);
    this.alarmsTopicArn = topicArn;
    const account = clusters.filter((each) => each.account === cluster.account);
    const home = account.find(({ standby }) => !standby)?.name === cluster.name;
    const recorded = this.provision.watch !== 'nothing' && account.find(({ region }) => region === cluster.region)?.name === cluster.name;
    if (home || recorded) {
      const bucket = auditBucket(this, keys);
      if (home) trail(this, bucket, keys);
      if (recorded) {
        detector(this);
        findings(this, recorder(this, { bucket, keys, home }), topicArn);
        if (this.provision.watch === 'everything') consoleWrites(this, topicArn);
      }
    }
    const { budget } = cluster.environment;
    if (home && budget) {
      monthlyBudget(this, budget, topicArn);
      costAnomalies(this, budget, topicArn);
    }
  }
}
