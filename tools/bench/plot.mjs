import * as vega from 'vega';
import { compile } from 'vega-lite';

/** The two comparisons as one picture: how long others take for the same objects, and how time grows with the platform. */
export const draw = async (others, sizes) => {
  const measured = others.filter(({ seconds }) => seconds !== undefined);
  const linear = sizes.map(({ services }) => ({
    services,
    seconds: (sizes.at(-1).seconds * services) / sizes.at(-1).services,
    line: 'linear',
  }));
  const { spec } = compile({
    background: 'white',
    hconcat: [
      {
        title: 'Same 930 objects, whole process',
        width: 300,
        height: 200,
        data: {
          values: measured.map(({ name, seconds, ratio }) => ({
            name,
            seconds,
            label: `${seconds.toFixed(2)} s (${ratio.toFixed(1)} ×)`,
          })),
        },
        encoding: {
          y: { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 300 } },
          x: {
            field: 'seconds',
            type: 'quantitative',
            title: 'seconds',
            scale: { domainMax: 1.35 * Math.max(...measured.map(({ seconds }) => seconds)) },
          },
        },
        layer: [
          { mark: { type: 'bar', color: '#3b6ea5' } },
          { mark: { type: 'text', align: 'left', dx: 4 }, encoding: { text: { field: 'label' } } },
        ],
      },
      {
        title: 'Services on 3 clusters: built, emitted, compared',
        width: 300,
        height: 200,
        data: { values: [...sizes.map(({ services, seconds }) => ({ services, seconds, line: 'measured' })), ...linear] },
        mark: { type: 'line', point: true },
        encoding: {
          x: {
            field: 'services',
            type: 'quantitative',
            scale: { type: 'log' },
            axis: { values: sizes.map(({ services }) => services) },
            title: 'services (logarithmic)',
          },
          y: { field: 'seconds', type: 'quantitative', scale: { type: 'log' }, title: 'seconds (logarithmic)' },
          color: { field: 'line', title: null, scale: { range: ['#b0b0b0', '#3b6ea5'] } },
        },
      },
    ],
  });
  return `${await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG()}\n`;
};
