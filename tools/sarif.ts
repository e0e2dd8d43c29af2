import { createHash } from 'node:crypto';
import type { Finding } from '#checks';
import type { Elsewhere } from '#checks/rule';
import type { Mistake } from '#model';
import type { Waived } from './waivers';

/** A rule that a check asked, as a reader of its findings wants to know it. */
export interface AskedRule {
  readonly why: string;
  readonly elsewhere?: Elsewhere;
  readonly incidents?: readonly string[];
}

/** What a check found. */
export interface Checked {
  /** Rules by their ids; what breaks a rule that is not here, such as one of the model, is told without a reason. */
  readonly rules: Readonly<Record<string, AskedRule>>;
  readonly found: readonly (Mistake | Finding)[];
  readonly waived: readonly Finding[];
  readonly waivers: readonly Waived[];
}

interface Text {
  readonly text: string;
}

interface Descriptor {
  readonly id: string;
  readonly shortDescription: Text;
  readonly fullDescription?: Text;
  readonly help?: Text;
  readonly properties?: { readonly tags: readonly string[] };
}

/** Why something that breaks a rule is let pass. */
interface Suppression {
  readonly kind: 'inSource';
  readonly status: 'accepted';
  readonly justification: string;
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: 'error';
  readonly message: Text;
  readonly locations: readonly object[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions: readonly Suppression[];
}

/** Findings in the format of code scanning: every rule that was asked, every finding with its file, what is waived with the reason. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly Descriptor[] } };
      readonly columnKind: 'utf16CodeUnits';
      readonly results: readonly Result[];
    },
  ];
}

/** `probes weak` of `probes-weak`. */
const inWords = (id: string): string => id.replaceAll('-', ' ');

const descriptorOf = (id: string, rule: AskedRule | undefined): Descriptor => {
  if (rule === undefined) return { id, shortDescription: { text: inWords(id) } };
  const { why, elsewhere = {}, incidents = [] } = rule;
  const ids = Object.entries(elsewhere).map(([tool, theirs]) => `${tool} ${theirs.join(' ')}`);
  return {
    id,
    shortDescription: { text: inWords(id) },
    fullDescription: { text: why },
    help: { text: [why, ...(ids.length > 0 ? [`Elsewhere: ${ids.join(', ')}.`] : [])].join(' ') },
    ...(incidents.length > 0 && { properties: { tags: [...incidents] } }),
  };
};

/** @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const resultOf = (finding: Mistake | Finding, ruleIndex: number, suppressions: readonly Suppression[]): Result => {
  const { file, rule, fact, fix } = finding;
  const line = createHash('sha256').update(`${file}\n${rule}\n${fact}`).digest('hex').slice(0, 16);
  return {
    ruleId: rule,
    ruleIndex,
    level: 'error',
    message: { text: `${fact}; ${fix}` },
    locations: [
      {
        // Definitions are small, and a finding is about all of one.
        physicalLocation: { artifactLocation: { uri: encodeURI(file), uriBaseId: '%SRCROOT%' }, region: { startLine: 1 } },
        ...('object' in finding && { logicalLocations: [{ fullyQualifiedName: finding.object, kind: 'object' }] }),
      },
    ],
    // All of them are on the first line, so a reader tells them apart by this.
    partialFingerprints: { primaryLocationLineHash: `${line}:1` },
    suppressions,
  };
};

/** What a check found, as SARIF 2.1.0. @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export const sarifOf = ({ rules, found, waived, waivers }: Checked): SarifLog => {
  const ids = [...new Set([...Object.keys(rules), ...[...found, ...waived].map(({ rule }) => rule)])].sort();
  const index = new Map(ids.map((id, position) => [id, position]));
  const suppressionOf = ({ file, rule, exemptedFrom }: Finding): Suppression[] =>
    waivers
      .filter((waiver) => waiver.file === file && waiver.of === (exemptedFrom ?? rule))
      .map(({ kind, reason, until }) => ({ kind: 'inSource', status: 'accepted', justification: `${kind} until ${until}: ${reason}` }));
  const results = [
    ...found.map((finding) => resultOf(finding, index.get(finding.rule) ?? -1, [])),
    ...waived.map((finding) => resultOf(finding, index.get(finding.rule) ?? -1, suppressionOf(finding))),
  ];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'platform', rules: ids.map((id) => descriptorOf(id, rules[id])) } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
};
