import { names } from '#model';
import type { Pair, Step } from './steps';

/** Rows were deleted or overwritten: a cluster beside the present one, as it was a minute before. */
export const pointInTime = ({ active }: Pair): Step[] => {
  const beside = `${active.name}-before`;
  const command = `aws rds restore-db-cluster-to-point-in-time --region ${active.region} --source-db-cluster-identifier ${active.name}`;
  return [
    { what: 'Stop what writes wrongly: revert its commit, or let its flag off. Note the minute in UTC at which it began.' },
    {
      what: 'Restore beside it. Every service has a database of its own, so the others go on.',
      commands: [
        `${command} \\`,
        `  --db-cluster-identifier ${beside} --restore-to-time 2026-01-31T12:34:00Z --db-subnet-group-name ${active.name} \\`,
        `  --kms-key-id ${names.keyAlias(active.name, 'data')} --serverless-v2-scaling-configuration MinCapacity=2,MaxCapacity=16 \\`,
        `  --vpc-security-group-ids "$(aws rds describe-db-clusters --region ${active.region} --db-cluster-identifier ${active.name} --query 'DBClusters[0].VpcSecurityGroups[0].VpcSecurityGroupId' --output text)"`,
        `aws rds create-db-instance --region ${active.region} --db-instance-identifier ${beside} --db-cluster-identifier ${beside} \\`,
        '  --engine aurora-postgresql --db-instance-class db.serverless',
        `aws rds wait db-instance-available --region ${active.region} --db-instance-identifier ${beside}`,
      ],
    },
    { what: 'Compare, copy the rows back, and let events be told again where others must hear of it. Then delete what was restored.' },
  ];
};
