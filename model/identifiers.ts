/**
 * The names that exist, filled in from the folders by the generated declaration `names.gen.d.ts`, so that a misspelt name does not
 * compile and the editor offers the right ones. Without that declaration (a tool that works on any platform) every string is accepted
 * here and checked when the platform is loaded.
 */
// biome-ignore lint/suspicious/noEmptyInterface: an interface, because only interfaces can be added to from another file
export interface Names {}

type Registered<Kind extends string> = Names extends Record<Kind, infer Name extends string> ? Name : string;

/** The name of a service: its folder `services/<domain>/<name>`. */
export type ServiceName = Registered<'services'>;

/** The name of a platform component: its file `components/<group>/<name>.ts`. */
export type ComponentName = Registered<'components'>;

/** The name of a team of `platform/teams.ts`. */
export type TeamName = Registered<'teams'>;

/** The name of an environment: its file `platform/environments/<name>.ts`. */
export type EnvironmentName = Registered<'environments'>;

/** The id of an admission policy: its file `policies/<id>.ts`. */
export type PolicyId = Registered<'policies'>;

/** The id of a rule: its file `checks/<id>.ts`. */
export type RuleId = Registered<'rules'>;
