/** No secret is shorter. Unit: characters. */
const shortest = 12;

/** Everything that is written in an object and long enough to hold a secret, a line each. */
export const textOf = (value: unknown): string => {
  const texts: string[] = [];
  collect(value, texts);
  return texts.join('\n');
};

const collect = (value: unknown, texts: string[]): void => {
  if (typeof value === 'string') {
    if (value.length >= shortest) texts.push(value);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, texts);
  } else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) collect(each, texts);
  }
};
