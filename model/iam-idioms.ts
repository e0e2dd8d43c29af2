import { allow, type Conditions, kms, type Statement } from './iam';

/** Statements that are easily written wider than they have to be. */

/** What a key may be used for. */
export interface KeyUse {
  /** The key, which has an id that AWS makes up, by the alias that a stack gives it. */
  readonly alias: string;
  /** The service of AWS that uses it on behalf of the pods: `s3.us-west-2.amazonaws.com`. @default - the pods themselves may, too */
  readonly through?: string;
  /** What is said of the use, key by key; patterns are understood. @default - anything */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** What else must hold. @default - nothing */
  readonly conditions?: Conditions;
}

/**
 * Allows the use of one key. Whoever may give a key an alias can widen this; no pod may.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export const allowKey = (actions: readonly string[], { alias, through, context, conditions }: KeyUse): Statement =>
  allow(actions, kms('key/*'), {
    ...conditions,
    'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias },
    ...(through && { StringEquals: { ...conditions?.StringEquals, 'kms:ViaService': through } }),
    ...(context && {
      StringLike: Object.fromEntries(Object.entries(context).map(([key, value]) => [`kms:EncryptionContext:${key}`, value])),
    }),
  });

/**
 * Allows text messages to telephones, which have no ARN: the action on anything, and not on what has one.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
 */
export const allowTextMessages: readonly Statement[] = [
  { actions: ['sns:Publish'], resources: [] },
  { effect: 'Deny', actions: ['sns:Publish'], resources: [{ service: 'sns', path: '*', scope: 'any' }] },
];

/**
 * Allows to read metrics of AWS's own services, which have no ARN: the action on anything, and not on the sets of metrics that have one.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export const allowMetricData: readonly Statement[] = [
  { actions: ['cloudwatch:GetMetricData'], resources: [] },
  { effect: 'Deny', actions: ['cloudwatch:GetMetricData'], resources: [{ service: 'cloudwatch', path: 'dataset/*', scope: 'any' }] },
];
