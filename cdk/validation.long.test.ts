import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { sampleFile, samplePlatform } from '#model/sample';
import { definition, sampleWith } from '#model/testing';
import { foundation } from './app';
import { cellar, sommelier } from './testing';

const services = Object.entries({ cellar, sommelier }).map(([name, service]) => definition(sampleFile(name), service));
const platform = samplePlatform(sampleWith({}, { services }));

const outdir = mkdtempSync(join(tmpdir(), 'stacks-validation-'));
// Findings that a test expects are not for who reads its output.
beforeEach(() => void jest.spyOn(process.stderr, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** Makes the stacks, changes one, and validates them. */
const validate = (change: (stack: Stack) => void = () => {}): void => {
  const app = foundation(platform, { outdir });
  const stack = app.node.findAll().find((each: IConstruct): each is Stack => each instanceof Stack && each.stackName.endsWith('-network'));
  if (stack === undefined) throw new Error('no stack to change');
  change(stack);
  app.synth();
};

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

test('the stacks of the sample break no rule that is not accepted', () => expect(() => validate()).not.toThrow());

test('a finding of cdk-nag inside a stage stops the synthesis', () => {
  expect(() => validate((stack) => new CfnBucket(stack, 'open'))).toThrow(/AwsSolutions-S1'/);
  expect(readFileSync(join(outdir, 'validation-report.json'), 'utf8')).toContain('AwsSolutions-S1');
});

test('a property that CloudFormation does not know stops it too', () => {
  expect(() =>
    validate((stack) => {
      stack.node.findAll().forEach((each) => {
        if ('cfnResourceType' in each && each.cfnResourceType === 'AWS::EC2::VPC')
          (each as unknown as { addPropertyOverride(path: string, value: string): void }).addPropertyOverride('CidrBlok', '10.0.0.0/16');
      });
    }),
  ).toThrow(/CidrBlok: Additional properties are not allowed/);
});

test('every finding that is accepted still comes up, so that no reason outlives what it was for', () => {
  const accepted = new Set<string>();
  jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation((...rules) => {
    for (const { id } of rules) accepted.add(id);
  });
  expect(() => validate()).toThrow(/Acknowledge with/);
  const report: Report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  const plugins: Readonly<Record<string, string>> = { 'CloudFormation Validate': 'CloudFormation-Validate' };
  const found = report.pluginReports.flatMap(({ pluginName, violations }) =>
    violations.map(({ ruleName }) => `${plugins[pluginName] ?? pluginName}::${ruleName}`),
  );
  expect([...accepted].filter((id) => !found.includes(id))).toEqual([]);
  expect([...new Set(found)].filter((id) => !accepted.has(id))).toEqual([]);
});
