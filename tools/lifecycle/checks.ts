import { above, resourcesOf } from '#cdk';
import { builtHere } from '#model';
import type { Stage } from './stage';
import type { CommandLine, Step } from './step';

/** What must hold before anything is changed. Nothing here changes anything. */

/** That a program can be started. */
export const program = (name: string, command: CommandLine, from: string): Step => ({
  what: `${name} can be started`,
  command,
  why: 'later steps start it',
  otherwise: `install it: ${from}`,
});

export const aws = program(
  'the AWS command line',
  ['aws', '--version'],
  'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
);
export const kubectl = program('kubectl', ['kubectl', 'version', '--client'], 'https://kubernetes.io/docs/tasks/tools/');
export const helm = program('Helm', ['helm', 'version', '--short'], 'https://helm.sh/docs/intro/install/');

/** That whoever runs this acts in the account of the stage. */
export const identity = ({ name, account }: Stage): Step => ({
  what: `credentials are those of account ${account}`,
  command: ['aws', 'sts', 'get-caller-identity', '--query', 'Account', '--output', 'text'],
  expects: account,
  why: `${name} is in that account, and nothing may be changed in another one`,
  otherwise: `take credentials of account ${account}, for example by AWS_PROFILE`,
});

/** That the CDK may work in each account and region; where AWS keeps what is the same in the whole world is one of them. */
export const bootstraps = ({ account, stacks }: Stage): Step[] => {
  const parameters = new Map(stacks.map(({ region, bootstrap }) => [region, bootstrap]));
  return [...parameters].flatMap(([region, parameter]) =>
    parameter === undefined
      ? []
      : [
          {
            what: `the CDK may work in ${region}`,
            command: [
              'aws',
              'ssm',
              'get-parameter',
              '--name',
              parameter,
              ...['--query', 'Parameter.Value', '--output', 'text', '--region', region],
            ],
            why: 'it needs roles and a bucket in each account and region, made once',
            otherwise: `run 'npx cdk bootstrap aws://${account}/${region}'`,
          },
        ],
  );
};

/** The stacks of each region, and how they are. */
export const surveys = ({ stacks, name }: Stage): Step[] =>
  [...new Set(stacks.map(({ region }) => region))].map((region) => ({
    what: `what there is of ${name} in ${region}`,
    command: [
      ...(['aws', 'cloudformation', 'describe-stacks', '--query', 'Stacks[].[StackName,StackStatus]'] as const),
      ...['--output', 'text', '--region', region],
    ],
    why: 'how to go on differs between what was never there, what is there, and what stopped half-way',
    otherwise: 'ask for the right cloudformation:DescribeStacks',
    surveys: true,
  }));

/** That images can be pulled from the registry that all environments share. */
export const registry = ({ environment, organisation, platform, clusters }: Stage): Step[] => {
  const [service] = builtHere(platform);
  if (environment === undefined || service === undefined || clusters.length === 0) return [];
  const { registryAccount, registryRegion } = organisation;
  return [
    {
      what: `the registry in account ${registryAccount} lets this account pull`,
      command: [
        ...(['aws', 'ecr', 'batch-get-image', '--registry-id', registryAccount, '--repository-name', service.name] as const),
        ...['--image-ids', 'imageTag=any', '--query', 'failures[].[failureCode]', '--output', 'text', '--region', registryRegion],
      ],
      why: 'every environment pulls its images from there; an image that is not there yet is no hindrance, a repository is',
      otherwise: `run 'npx platform deploy registry' with credentials of account ${registryAccount} first`,
    },
  ];
};

/** Asks for the name servers of a domain as a browser would, with nothing but Node. */
const nameServers = (domain: string): CommandLine => [
  ...(['node', '--eval'] as const),
  "require('node:dns').resolveNs(process.argv[1], (error, names) => { if (error) throw error; console.log(names.join(' ')); })",
  domain,
];

/** That the zone above is known to the world, where another environment holds it. */
export const zoneAbove = ({ environment, platform }: Stage): Step[] => {
  const parent = environment && above(platform, environment);
  if (parent === undefined) return [];
  return [
    {
      what: `${parent.domain} can be resolved`,
      command: nameServers(parent.domain),
      why: `${environment?.domain} enters itself there while it is deployed`,
      otherwise: `run 'npx platform deploy ${parent.name} --only ${parent.name}/<region>-dns', and enter its name servers at the registrar`,
    },
  ];
};

/** That the world knows a zone that was just made: no certificate is issued before. */
export const ownZones = ({ environment, platform, stacks }: Stage, deployed: readonly string[]): Step[] =>
  resourcesOf(
    stacks.filter(({ stack }) => deployed.includes(stack)),
    'AWS::Route53::HostedZone',
  ).map(({ Properties: { Name } }) => ({
    what: `${Name} can be resolved`,
    command: nameServers(Name),
    why: 'AWS issues certificates only for names that the world knows, and stacks after this wait for theirs',
    otherwise:
      environment && above(platform, environment)
        ? 'see in the zone above whether it was entered there'
        : `enter the name servers that 'aws route53 list-resource-record-sets' shows for its zone at the registrar of ${Name}`,
    patience: 15,
  }));
