/** The five fields of a schedule: from, to, and names that stand for numbers. */
const fields = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of the week', least: 0, most: 6, names: 'sun mon tue wed thu fri sat'.split(' ') },
] as const;

type Field = (typeof fields)[number];

const daysOf = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * What is wrong with a schedule of cron, as Kubernetes and KEDA read it; undefined where nothing is.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export const scheduleFlaw = (schedule: string): string | undefined => {
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(schedule)) return undefined;
  const written = schedule.trim().split(/\s+/);
  if (written.length !== fields.length) return `has ${written.length} fields of five`;
  const values = fields.map((field, index) => valuesOf(field, written[index] ?? ''));
  const flaw = values.find((each) => typeof each === 'string');
  if (typeof flaw === 'string') return flaw;
  const [, , days, months] = values as Set<number>[];
  const everyWeek = written[4] === '*' || written[4] === '?';
  const never = everyWeek && [...(months ?? [])].every((month) => [...(days ?? [])].every((day) => day > (daysOf[month - 1] ?? 31)));
  return never ? `names day ${written[2]} of month ${written[3]}, which never comes` : undefined;
};

/** The numbers that a field stands for, or what is wrong with it. */
const valuesOf = (field: Field, text: string): Set<number> | string => {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const range = rangeOf(field, part);
    if (range === undefined) return `has '${part}' for the ${field.name}, which is ${field.least} to ${field.most}`;
    for (let value = range.first; value <= range.last; value += range.step) values.add(value);
  }
  return values;
};

/** `*`, `5`, `1-5`, each with a step or without; a number with a step goes on to the end. */
const rangeOf = (field: Field, part: string): { first: number; last: number; step: number } | undefined => {
  const [, from = '', to, step] = /^([*?]|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  const all = from === '*' || from === '?';
  const first = all ? field.least : numberOf(field, from);
  const open = all || step !== undefined ? field.most : first;
  const last = to === undefined ? open : numberOf(field, to);
  if (first === undefined || last === undefined || first > last || step === '0') return undefined;
  return { first, last, step: Number(step ?? 1) };
};

const numberOf = (field: Field, text: string): number | undefined => {
  const named = 'names' in field ? (field.names as readonly string[]).indexOf(text.toLowerCase()) : -1;
  const number = named >= 0 ? named + field.least : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= field.least && number <= field.most ? number : undefined;
};
