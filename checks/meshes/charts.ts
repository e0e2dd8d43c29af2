import type { Located, Scene } from '../mechanism/rule';

interface Source {
  readonly chart?: string;
  readonly helm?: { readonly valuesObject?: Readonly<Record<string, unknown>> };
}

/** The Application that installs a chart, and its values. */
export const chartIn = (
  { objects }: Pick<Scene, 'objects'>,
  chart: string,
): { at: Located; values: Readonly<Record<string, unknown>> } | undefined => {
  for (const at of objects) {
    if (at.json.kind !== 'Application') continue;
    const { source, sources = source ? [source] : [] } = at.json.spec as { readonly source?: Source; readonly sources?: readonly Source[] };
    const found = sources.find((each) => each.chart === chart);
    if (found) return { at, values: found.helm?.valuesObject ?? {} };
  }
  return undefined;
};
