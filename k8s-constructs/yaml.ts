/**
 * Writes one object as YAML: keys sorted, two spaces, no header, a newline at the end. The same bytes for the same object everywhere.
 *
 * A writer of our own because it is the inner loop of synthesis: it knows that its input is plain JSON, needs no anchors, comments or
 * folding, and is many times faster than a general one. Readers of YAML 1.1 (Kubernetes) and 1.2 read the same values.
 */
export const toYaml = (object: object): string => mapping(object as Json, '');

type Json = Record<string, unknown>;

const mapping = (object: Json, indent: string): string => {
  let text = '';
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value !== undefined) text += `${indent}${keyText(key)}:${after(value, indent)}`;
  }
  return text;
};

/** Few keys make up most of all manifests. */
const keyTexts = new Map<string, string>();

const keyText = (key: string): string => {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = inline(key);
  keyTexts.set(key, text);
  return text;
};

/** What stands behind a key: a scalar on the same line, a collection below. Lists are not indented below their key. */
const after = (value: unknown, indent: string): string => {
  if (typeof value !== 'object' || value === null) return ` ${scalar(value, indent)}\n`;
  if (Array.isArray(value)) return value.length === 0 ? ' []\n' : `\n${sequence(value, indent)}`;
  const inner = mapping(value as Json, `${indent}  `);
  return inner === '' ? ' {}\n' : `\n${inner}`;
};

const sequence = (list: readonly unknown[], indent: string): string => {
  let text = '';
  for (const value of list) {
    if (value === undefined) throw new TypeError('a list has a hole');
    text += `${indent}-${item(value, indent)}`;
  }
  return text;
};

/** What stands behind a dash: the first line of a collection follows it, the others are indented below. */
const item = (value: unknown, indent: string): string => {
  if (typeof value !== 'object' || value === null) return ` ${scalar(value, indent)}\n`;
  const inner = Array.isArray(value) ? sequence(value, `${indent}  `) : mapping(value as Json, `${indent}  `);
  return inner === '' ? (Array.isArray(value) ? ' []\n' : ' {}\n') : ` ${inner.slice(indent.length + 2)}`;
};

const scalar = (value: unknown, indent: string): string => {
  switch (typeof value) {
    case 'string':
      return string(value, indent);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (Number.isFinite(value)) return String(value);
      throw new TypeError(`${value} is not a number that YAML and JSON share`);
    default:
      if (value === null) return 'null';
      throw new TypeError(`a ${typeof value} cannot be written`);
  }
};

/**
 * Words and paths that no version of YAML takes for anything but text, and of what begins with a digit: quantities, durations, addresses.
 * Other numbers, dates and times are quoted.
 */
const plain = /^(?:[A-Za-z/_](?:[\w./@*+=()%~^$ -]|:(?=[^\s])|,(?=\S))*|\d+(?:[KMG]i|ms|[smhd%])|\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?)$/;

/** What YAML 1.1 or 1.2 reads as something else: booleans, null, and what begins like an exponent. */
const special = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf|e\d+)$/i;

const string = (text: string, indent: string): string => (text.includes('\n') ? block(text, indent) : undefined) ?? inline(text);

const inline = (text: string): string =>
  plain.test(text) && !text.endsWith(' ') && !text.endsWith(':') && !special.test(text)
    ? text
    : JSON.stringify(text).replace(unescaped, codeUnit);

/** Characters that JSON leaves as they are and YAML 1.1 takes for line breaks or refuses. */
const unescaped = /[\u007f-\u00a0\u2028\u2029\ufeff]|[\ud800-\udfff](?![\udc00-\udfff])/g;

const codeUnit = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Control characters but the line feed, and what YAML takes for a line break of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const unclean = /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ud800-\udfff]| \n| $/;

/** A text of several clean lines reads best as it is. */
const block = (text: string, indent: string): string | undefined => {
  if (!/^[^\s#]/.test(text) || unclean.test(text)) return undefined;
  const chomp = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  return `|${chomp}\n${lines.map((line) => (line === '' ? '' : `${indent}  ${line}`)).join('\n')}`;
};
