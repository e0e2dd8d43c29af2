// Draws what a thing needs and what needs it, from a drawing on standard input, as an SVG on standard output. The same drawing gives the
// same bytes.
import { readFileSync } from 'node:fs';
import * as vega from 'vega';

/** Grey that can be read on white and on black alike. */
const ink = '#767676';

const [width, height, gap, top] = [330, 22, 210, 60];

/** Letters that a box has room for. */
const most = 52;

/** Above each column, what is in it. */
const heads = ['needs it', 'it is made of', 'it needs'];

/** Things below each other in their columns, in the order in which they were met. */
const placed = (things) => {
  const rows = [0, 0, 0];
  const short = (name) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);
  return things.map((thing) => {
    const row = rows[thing.column];
    rows[thing.column] += 1;
    return {
      ...thing,
      x: thing.column * (width + gap),
      y: top + row * (height + 8),
      text: short(thing.missing ? `missing: ${thing.name}` : thing.name),
    };
  });
};

/** From the right edge of one to the left edge of the other; within a column around its right side. */
const pathOf = (from, to) => {
  const [x1, y1, y2] = [from.x + width, from.y + height / 2, to.y + height / 2];
  if (from.column === to.column) return `M${x1},${y1}C${x1 + 60},${y1} ${x1 + 60},${y2} ${x1},${y2}`;
  const [start, end] = from.column < to.column ? [x1, to.x] : [from.x, to.x + width];
  const middle = (start + end) / 2;
  return `M${start},${y1}C${middle},${y1} ${middle},${y2} ${end},${y2}`;
};

const text = (data, encode) => ({
  type: 'text',
  from: { data },
  encode: { enter: { fontSize: { value: 11 }, fill: { value: ink }, ...encode } },
});

const specOf = ({ title, things, lines }) => {
  const boxes = placed(things);
  const byId = new Map(boxes.map((box) => [box.id, box]));
  // That something is made of its parts, the column says.
  const told = lines.filter(({ from, to, label }) => label !== 'owns' || byId.get(from).column !== byId.get(to).column);
  const drawn = told.map(({ from, to, label }) => ({ label, path: pathOf(byId.get(from), byId.get(to)) }));
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    background: null,
    padding: 10,
    width: 3 * width + 2 * gap,
    height: Math.max(...boxes.map(({ y }) => y)) + height,
    data: [
      { name: 'boxes', values: boxes },
      { name: 'lines', values: drawn },
      {
        name: 'heads',
        values: [{ text: title, x: 0, y: 12 }, ...heads.map((head, column) => ({ text: head, x: column * (width + gap), y: 40 }))],
      },
    ],
    scales: [{ name: 'colour', type: 'ordinal', domain: [...new Set(drawn.map(({ label }) => label))], range: { scheme: 'tableau20' } }],
    legends: [{ stroke: 'colour', labelColor: ink, symbolType: 'stroke', orient: 'right' }],
    marks: [
      {
        type: 'path',
        from: { data: 'lines' },
        encode: {
          enter: {
            path: { field: 'path' },
            stroke: { scale: 'colour', field: 'label' },
            strokeWidth: { value: 1.2 },
            tooltip: { field: 'label' },
          },
        },
      },
      {
        type: 'rect',
        from: { data: 'boxes' },
        encode: {
          enter: {
            ...{ x: { field: 'x' }, y: { field: 'y' }, width: { value: width }, height: { value: height } },
            ...{ cornerRadius: { value: 3 }, stroke: { signal: "datum.missing ? 'crimson' : '#767676'" }, strokeWidth: { value: 1 } },
          },
        },
      },
      text('boxes', {
        x: { field: 'x', offset: 6 },
        y: { field: 'y', offset: height / 2 },
        baseline: { value: 'middle' },
        text: { field: 'text' },
      }),
      text('heads', {
        x: { field: 'x' },
        y: { field: 'y' },
        fontSize: { value: 13 },
        fontWeight: { value: 'bold' },
        text: { field: 'text' },
      }),
    ],
  };
};

const drawing = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(`${await new vega.View(vega.parse(specOf(drawing)), { renderer: 'none' }).toSVG()}\n`);
