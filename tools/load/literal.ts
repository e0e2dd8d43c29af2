const widest = 140;

/** A value as the source of a JavaScript literal, formatted as the other sources are. */
export const literal = (value: unknown, indent = '', before = 0): string => {
  const inline = inOneLine(value);
  if (indent.length + before + inline.length < widest && !isList(value)) return inline;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((each) => `${deeper}${literal(each, deeper)},\n`).join('')}${indent}]`;
  const fields = Object.entries(value as object).filter(([, each]) => each !== undefined);
  return `{\n${fields.map(([key, each]) => `${deeper}${named(key)}: ${literal(each, deeper, key.length + 3)},\n`).join('')}${indent}}`;
};

/** Lists of several objects stand one below the other. */
const isList = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) ? value.length > 1 && value.every(isObject) : false || Object.values(value).some(isList));

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length > 1;

const named = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key));

const quoted = (text: string): string =>
  text.includes("'") && !text.includes('"')
    ? JSON.stringify(text)
    : `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

const inOneLine = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{ ${fields.map(([key, each]) => `${named(key)}: ${inOneLine(each)}`).join(', ')} }`;
};
