// Draws what environments cost, from the report on standard input, as an SVG on standard output. The same report gives the same bytes.
import { readFileSync } from 'node:fs';
import * as vega from 'vega';
import { compile } from 'vega-lite';

/** Grey that can be read on white and on black alike. */
const ink = '#767676';

/** Bars with a part for each name, and what the whole is beside them. */
const specOf = ({ title, rows, bar, part, parts }) => {
  const totals = [...new Set(rows.map((row) => row[bar]))].map((name) => {
    const usd = rows.filter((row) => row[bar] === name).reduce((sum, row) => sum + row.usd, 0);
    return { [bar]: name, usd, label: `${Math.round(usd).toLocaleString('en-US')} $` };
  });
  const y = { field: bar, type: 'nominal', sort: null, title: null, axis: { labelLimit: 300 } };
  const x = { type: 'quantitative', title: 'US dollars a month', scale: { domainMax: 1.15 * Math.max(...totals.map(({ usd }) => usd)) } };
  return {
    background: null,
    title: { text: title, color: ink },
    width: 560,
    height: { step: 34 },
    config: {
      view: { stroke: null },
      axis: {
        labelColor: ink,
        titleColor: ink,
        tickColor: ink,
        domainColor: ink,
        gridColor: ink,
        gridOpacity: 0.25,
        labelFontSize: 12,
        titleFontSize: 12,
      },
      legend: { labelColor: ink, labelFontSize: 12, labelLimit: 300 },
      text: { fontSize: 12 },
    },
    layer: [
      {
        data: { values: rows.map((row) => ({ ...row, place: parts.indexOf(row[part]) })) },
        mark: { type: 'bar' },
        encoding: {
          y,
          x: { ...x, field: 'usd', aggregate: 'sum' },
          order: { field: 'place', aggregate: 'min' },
          color: { field: part, title: null, scale: { domain: parts, scheme: 'tableau10' } },
        },
      },
      {
        data: { values: totals },
        mark: { type: 'text', align: 'left', dx: 4, color: ink },
        encoding: { y, x: { ...x, field: 'usd' }, text: { field: 'label' } },
      },
    ],
  };
};

/** `network` of `dev/us-west-2-network`; of several regions the concern is what can be compared. */
const concernOf = (stack) => stack.replace(/^.*-\d-/, '').replace(/^registry\/.*/, 'registry');

/** Parts of a bar beyond the largest are one: more colours than these cannot be told apart. */
const most = 9;

const fewer = (rows, part) => {
  const sums = new Map();
  for (const row of rows) sums.set(row[part], (sums.get(row[part]) ?? 0) + row.usd);
  const names = [...sums.keys()].sort((a, b) => sums.get(b) - sums.get(a) || (a < b ? -1 : 1));
  const large = names.slice(0, most);
  const left = names.length > most ? ['others'] : [];
  return { parts: [...large, ...left], rows: rows.map((row) => ({ ...row, [part]: large.includes(row[part]) ? row[part] : 'others' })) };
};

/** All environments, each a bar of its stacks; of a single one each stack a bar of kinds. */
const draw = async ({ environments, pricesOf }) => {
  const [first, ...others] = environments;
  const whole = others.length > 0;
  const rows = whole
    ? environments.flatMap(({ environment, stacks }) => stacks.map(({ name, usd }) => ({ environment, stack: concernOf(name), usd })))
    : first.stacks.flatMap(({ name, parts }) => parts.map((part) => ({ stack: name, kind: part.name, usd: part.usd })));
  const [bar, part] = whole ? ['environment', 'stack'] : ['stack', 'kind'];
  const title = `${whole ? 'Environments by stack' : `${first.environment} by kind`}: an estimate with prices of ${pricesOf}`;
  const { spec } = compile(specOf({ title, bar, part, ...fewer(rows, part) }));
  return `${await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG()}\n`;
};

process.stdout.write(await draw(JSON.parse(readFileSync(0, 'utf8'))));
