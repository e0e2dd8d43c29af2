import { broken, draftOfTemplates, findings, resourceWith } from './testing';

describe('what the role of a pod may do', () => {
  /** Changes the statements of a service's role; gives what then is wrong with permissions. */
  const withStatements = (change: (statements: Statement[]) => void, owner = 'waiter'): string[] => {
    const draft = draftOfTemplates();
    change(resourceWith(draft, 'AWS::IAM::Policy', `${owner}DefaultPolicy`).Properties.PolicyDocument.Statement);
    return findings(draft).flatMap(({ rule, fact }) => (rule === 'permission-mismatch' ? fact : []));
  };
  interface Statement {
    Effect: string;
    Action: string | string[];
    Resource: string | string[];
    Condition?: Record<string, Record<string, string>>;
  }
  const about = (statements: Statement[], action: string): Statement => {
    const found = statements.find(({ Action }) => [Action].flat().includes(action));
    if (found === undefined) throw new Error(`no statement about ${action}`);
    return found;
  };
  const without = (value: string) =>
    `ServiceAccount restaurant/waiter relies on the permission 'restaurant/waiter: ${value}', which no stack creates`;
  const beside = (value: string) =>
    expect.stringMatching(
      new RegExp(
        `^open/ap-south-1-identity \\w+ creates the permission 'restaurant/waiter: ${value.replace(/[*+?.]/g, '\\$&')}', which nothing on the cluster uses$`,
      ),
    );

  test('is missed when it is taken away', () =>
    expect(withStatements((statements) => statements.splice(statements.indexOf(about(statements, 'kafka-cluster:ReadData')), 1))).toEqual([
      without('kafka-cluster:DescribeTopic on kafka:topic/open/*/kitchen.meal.v1'),
      without('kafka-cluster:ReadData on kafka:topic/open/*/kitchen.meal.v1'),
    ]));

  test('is too much when it is every topic', () =>
    expect(
      withStatements((statements) => {
        about(statements, 'kafka-cluster:ReadData').Resource = 'arn:aws:kafka:ap-south-1:888888888888:topic/open/*/*';
      }),
    ).toEqual([
      beside('kafka-cluster:DescribeTopic on kafka:topic/open/*/*'),
      without('kafka-cluster:DescribeTopic on kafka:topic/open/*/kitchen.meal.v1'),
      beside('kafka-cluster:ReadData on kafka:topic/open/*/*'),
      without('kafka-cluster:ReadData on kafka:topic/open/*/kitchen.meal.v1'),
    ]));

  test('is too much when it is in every region', () =>
    expect(
      withStatements((statements) => {
        about(statements, 'ses:SendEmail').Resource = ['arn:aws:ses:*:888888888888:identity/restaurant.example.org'];
      }),
    ).toContainEqual(
      beside(
        'ses:SendEmail on arn:aws:ses:*:888888888888:identity/restaurant.example.org if StringEquals ses:FromAddress no-reply@restaurant.example.org',
      ),
    ));

  test('is too much when its condition is gone', () =>
    expect(withStatements((statements) => void delete about(statements, 'ses:SendEmail').Condition)).toContainEqual(
      beside('ses:SendEmail on ses:identity/restaurant.example.org'),
    ));

  test('is too much when nothing is denied any more', () =>
    expect(
      withStatements((statements) =>
        statements.splice(
          statements.findIndex(({ Effect }) => Effect === 'Deny'),
          1,
        ),
      ),
    ).toEqual([without('never sns:Publish on arn:aws:sns:*:*:*')]));

  test('is too much when a statement says what it leaves out', () =>
    expect(
      withStatements((statements) => statements.push({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } as unknown as Statement)),
    ).toEqual([beside('everything but what it names on *')]));

  test.each([
    ['a policy of AWS', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }, 'what AWS keeps in AdministratorAccess'],
    [
      'a policy of its own',
      {
        Policies: [
          { PolicyName: 'more', PolicyDocument: { Statement: { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' } } },
        ],
      },
      's3:ListAllMyBuckets on *',
    ],
  ])('is too much when the role has %s', (_, properties, value) => {
    const draft = draftOfTemplates();
    Object.assign(resourceWith(draft, 'AWS::IAM::Role', 'restaurant-waiter').Properties, properties);
    expect(findings(draft).map(({ fact }) => fact)).toEqual([
      expect.stringContaining(`creates the permission 'restaurant/waiter: ${value}', which nothing on the cluster uses`),
    ]);
  });

  test('is too much when any pod may have it', () => {
    const draft = draftOfTemplates();
    const role = resourceWith(draft, 'AWS::IAM::Role', 'restaurant-waiter').Properties;
    delete role.AssumeRolePolicyDocument.Statement[0].Condition;
    expect(findings(draft).map(({ fact }) => fact)).toContainEqual(expect.stringContaining("creates the permission '*/*: ses:"));
  });

  test('is held against what is written down of add-ons', () => {
    const draft = draftOfTemplates();
    resourceWith(draft, 'AWS::IAM::Role', 'AmazonEBSCSIDriverPolicyV2').Properties.ManagedPolicyArns = [
      'arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy',
    ];
    expect(findings(draft).map(({ fact }) => fact)).toEqual([
      "add-on aws-ebs-csi-driver relies on the permission 'kube-system/ebs-csi-controller-sa: what AWS keeps in AmazonEBSCSIDriverPolicyV2', " +
        'which no stack creates',
      expect.stringContaining(
        "'kube-system/ebs-csi-controller-sa: what AWS keeps in service-role/AmazonEBSCSIDriverPolicy', which nothing",
      ),
    ]);
  });
});

test.each([
  [
    'a queue whose role may not take from it',
    'kitchen',
    'sqs:ReceiveMessage',
    'queue',
    'https://sqs.ap-south-1.amazonaws.com/888888888888/open-kitchen-pans, used by kitchen',
  ],
  [
    'a sender whose role may not send',
    'waiter',
    'ses:SendRawEmail',
    'sender',
    'mail from no-reply@restaurant.example.org in ap-south-1, sent by waiter',
  ],
  ['telephones whose role may not send', 'waiter', 'sns:Publish', 'sender', 'text messages in ap-south-1, sent by waiter'],
])('%s', (_, service, action, what, value) => {
  const draft = draftOfTemplates();
  const policy = resourceWith(draft, 'AWS::IAM::Policy', `${service}DefaultPolicy`);
  policy.Properties = JSON.parse(JSON.stringify(policy.Properties).replaceAll(action, `${action}s`));
  expect(broken(findings(draft)).sort()).toEqual(['permission-mismatch', `${what}-mismatch`]);
  expect(findings(draft).map(({ fact }) => fact)).toContain(
    `ConfigMap restaurant/${service} relies on the ${what} '${value}', which no stack creates`,
  );
});
