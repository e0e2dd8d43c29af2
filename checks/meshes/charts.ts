import { sourcesIn } from '../applications/read';
import type { Located, MutableApp, MutableObject, Scene } from '../mechanism/rule';

interface Source {
  readonly chart?: string;
  readonly helm?: { readonly valuesObject?: Readonly<Record<string, unknown>> };
}

/** The Application that installs a chart, with the file of its component, and its values. */
export const chartIn = (
  { objects, cluster }: Pick<Scene, 'objects' | 'cluster'>,
  chart: string,
): { at: Located & { readonly file?: string }; values: Readonly<Record<string, unknown>> } | undefined => {
  for (const at of objects) {
    const found = sourcesIn<Source>(at.json).find((each) => each.chart === chart);
    if (found === undefined) continue;
    const file = cluster.components.find((component) => component.chart?.name === chart)?.file;
    return { at: { ...at, ...(file && { file }) }, values: found.helm?.valuesObject ?? {} };
  }
  return undefined;
};

/** The values of a chart, for mutations. */
export const valuesOf = (apps: MutableApp[], chart: string): MutableObject => {
  const sources = apps.flatMap(({ objects }) => objects.flatMap(({ json }) => sourcesIn<MutableObject>(json)));
  const values = sources.find((source) => source.chart === chart)?.helm?.valuesObject;
  if (values === undefined) throw new RangeError(`no chart ${chart} to change`);
  return values;
};
