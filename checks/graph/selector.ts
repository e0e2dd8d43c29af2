import { append } from './lists';

/** A selector of labels, as every Kubernetes object writes it. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

export type Labels = Readonly<Record<string, string>>;

/**
 * Whether a selector matches some labels. An empty one matches everything.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values = [] }) => {
    const value = labels[key];
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });

/** Whether a selector names no label at all. */
export const isEmpty = ({ matchLabels = {}, matchExpressions = [] }: Selector): boolean =>
  Object.keys(matchLabels).length + matchExpressions.length === 0;

/** A selector as people read it: `app=orders, tier in (a, b)`. */
export const inWords = ({ matchLabels = {}, matchExpressions = [] }: Selector): string =>
  [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => `${key} ${operator}${values.length ? ` (${values.join(', ')})` : ''}`),
  ].join(', ') || 'all';

/** Of some labels those that a selector asks for, so that both can be held against each other. */
export const alike = (labels: Labels, asked: Labels = {}): Labels =>
  Object.fromEntries(Object.keys(asked).flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]])));

/** What bears labels in a namespace. */
export interface Labelled {
  readonly namespace: string;
  readonly labels: Labels;
}

/** Things by namespace and label, so that a selector is answered without looking at all of them. */
export class LabelIndex<Item extends Labelled> {
  private readonly byNamespace = new Map<string, Item[]>();
  private readonly byLabel = new Map<string, Item[]>();

  constructor(items: Iterable<Item>) {
    for (const item of items) {
      append(this.byNamespace, item.namespace, item);
      for (const [key, value] of Object.entries(item.labels)) append(this.byLabel, `${item.namespace} ${key}=${value}`, item);
    }
  }

  /** Everything in a namespace. */
  in(namespace: string): readonly Item[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** What a selector matches in a namespace. Looks only at what bears the rarest of its labels. */
  select(namespace: string, selector: Selector): readonly Item[] {
    let fewest = this.in(namespace);
    for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
      const bearing = this.byLabel.get(`${namespace} ${key}=${value}`) ?? [];
      if (bearing.length < fewest.length) fewest = bearing;
    }
    return isEmpty(selector) ? fewest : fewest.filter(({ labels }) => selects(selector, labels));
  }
}
