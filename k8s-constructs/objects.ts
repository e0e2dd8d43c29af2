import { ApiObject, App, Chart } from 'cdk8s';
import type { RenderedObject } from '#model';
import { KubernetesObject } from './object';

/** What of a rendered application the Applications and projects need to know. */
export interface Footprint {
  readonly name: string;
  readonly folder: string;
  /** Kinds of its objects, as `<group>/<kind>`. */
  readonly kinds: ReadonlySet<string>;
}

/**
 * Builds constructs in an App of their own and takes their objects. The stock `App.synth` validates the whole tree once for each chart,
 * which grows faster than the platform does; one App for each application, validated once, does not.
 */
export const objectsOf = (name: string, build: (chart: Chart) => void, namespace?: string): RenderedObject[] => {
  // The output folder is given, or the App would take it from the process's environment; nothing is written there.
  const chart = new Chart(new App({ outdir: '.', recordConstructMetadata: false }), name, { namespace });
  build(chart);
  const objects: RenderedObject[] = [];
  for (const construct of chart.node.findAll()) {
    const wrong = construct.node.validate();
    if (wrong.length > 0) throw new Error(`${construct.node.path}: ${wrong.join(', ')}`);
    if (ApiObject.isApiObject(construct)) {
      objects.push({ json: construct.toJson(), ...(construct instanceof KubernetesObject && { model: construct.model }) });
    }
  }
  return objects;
};
