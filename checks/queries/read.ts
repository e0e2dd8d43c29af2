import type { Located, Scene } from '../mechanism/rule';

/** A query that something on the cluster asks Prometheus, and where it stands. */
export interface Query extends Located {
  /** Which of the object's queries it is: `record slo:sli_bad:rate5m`, `metric failures`. */
  readonly place: string;
  readonly text: string;
  /** The series that its answer becomes. @default - none */
  readonly record?: string;
  /** Labels that the answer bears besides its own. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
}

interface Rules {
  readonly groups?: readonly {
    readonly rules?: readonly {
      readonly alert?: string;
      readonly record?: string;
      readonly expr: string | number;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
  }[];
}

/** A question of an AnalysisTemplate, as far as rules look at it. */
export interface AnalysisMetric {
  readonly name: string;
  readonly count?: number;
  readonly interval?: string;
  readonly initialDelay?: string;
  readonly failureLimit?: number;
  readonly successCondition?: string;
  readonly failureCondition?: string;
  readonly provider: { readonly prometheus?: { readonly query?: string } };
}

interface Scaled {
  readonly triggers?: readonly { readonly type: string; readonly metadata?: { readonly query?: string } }[];
}

/** Values are put in the place of `{{args.version}}` before a query is asked; any word does for reading it. */
const filledIn = (query: string): string => query.replaceAll(/\{\{\s*[\w.-]+\s*\}\}/g, 'x');

/** Every query to Prometheus that objects of a cluster contain. */
export function* queriesIn({ objects }: Pick<Scene, 'objects'>): Generator<Query> {
  for (const { app, json } of objects) for (const query of readers[json.kind]?.(json.spec) ?? []) yield { app, json, ...query };
}

type Found = Omit<Query, keyof Located>;

/** How the queries of each kind are found. */
const readers: Readonly<Record<string, (spec: unknown) => readonly Found[]>> = {
  PrometheusRule: (spec) =>
    ((spec as Rules).groups ?? []).flatMap(({ rules = [] }) =>
      rules.map(({ alert, record, expr, labels }) => ({
        place: alert ? `alert ${alert}` : `record ${record}`,
        text: String(expr),
        ...(record && { record }),
        ...(labels && { labels }),
      })),
    ),
  AnalysisTemplate: (spec) =>
    metricsOf(spec).flatMap(({ name, provider }) =>
      provider.prometheus?.query ? [{ place: `metric ${name}`, text: filledIn(provider.prometheus.query) }] : [],
    ),
  MetricTemplate: (spec) => [{ place: 'query', text: filledIn((spec as { query: string }).query) }],
  ScaledObject: (spec) =>
    ((spec as Scaled).triggers ?? []).flatMap(({ type, metadata }) =>
      type === 'prometheus' && metadata?.query ? [{ place: `trigger ${type}`, text: metadata.query }] : [],
    ),
};

/** The questions of an AnalysisTemplate. */
export const metricsOf = (spec: unknown): readonly AnalysisMetric[] => (spec as { metrics?: readonly AnalysisMetric[] }).metrics ?? [];
