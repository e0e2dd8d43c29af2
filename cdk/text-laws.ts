import type { Law } from './laws';

/** What a slip leaves behind: values that nobody filled in, and functions in a text, where CloudFormation does not look. */
const leftover = /\$\{Token\[|\bundefined\b|\bNaN\b|\[object Object\]|<no value>|"(Fn::\w+|Ref)":/;

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  // An empty prefix means everything.
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'Prefix' && each === '' ? [] : [key, ...textsIn(key === 'Fn::Join' ? each[1] : each)],
  );
};

/** Every value was filled in. */
export const filled: Law = ({ stacks }) =>
  stacks.flatMap(({ stack, resources, outputs }) =>
    Object.entries({ ...resources, ...outputs }).flatMap(([id, each]) =>
      [...new Set(textsIn(each).filter((text) => text === '' || leftover.test(text)))].map(
        (text) => `${stack} ${id}: is left with '${text}'`,
      ),
    ),
  );
