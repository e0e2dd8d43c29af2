import type { ServiceName, TeamName } from './identifiers';

/** Where people of the organisation sign in to AWS. AWS chooses all of these, so they are looked up once: `aws sso-admin list-instances`. */
export interface IdentityCenter {
  /** `arn:aws:sso:::instance/ssoins-…` */
  readonly instanceArn: `arn:aws:sso:::instance/${string}`;
  /** The AWS region that the instance is in. */
  readonly region: string;
  /** Id of the group whose members administer what AWS runs for the platform: `aws identitystore list-groups`. */
  readonly adminsGroupId: string;
}

/** The facts that hold for every environment. Exactly one, in `platform/organisation.ts`. */
export interface OrganisationDefinition {
  /** Short name: first part of IAM role names, and the prefix of every secret path. A DNS label. */
  readonly name: string;
  /** The Git repository that Argo CD reads, with `https://`. */
  readonly repository: `https://${string}`;
  /** The AWS account (12 digits) whose registry holds every image; replicated to each region that has a cluster. */
  readonly registryAccount: string;
  /** The AWS region that images are pushed to; all others have copies. */
  readonly registryRegion: string;
  /** The team that owns the components and the namespaces they live in. */
  readonly platformTeam: TeamName;
  /**
   * Where AWS writes what the platform team must know: alarms, findings, what is spent.
   * @default - alarms come to a topic of each region, and whoever wants them subscribes there
   */
  readonly alarmsEmail?: `${string}@${string}`;
  /**
   * The service whose tokens all others accept: each of them may fetch its signing keys, without declaring a call.
   * @default - services are not given a way to any issuer
   */
  readonly identity?: ServiceName;
  /**
   * IAM Identity Center, by which people come to what AWS runs outside of a cluster. An environment whose Argo CD is run by AWS needs it.
   * @default - no environment can have such a component
   */
  readonly identityCenter?: IdentityCenter;
}

/** The organisation, as the loader returns it. */
export type Organisation = OrganisationDefinition;

/** Declares the organisation. */
export const defineOrganisation = (organisation: OrganisationDefinition): OrganisationDefinition => organisation;
