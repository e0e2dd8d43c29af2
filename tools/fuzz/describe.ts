import type { Registry, Source } from '#model';

/** Definitions as a person would write them, without those that every generated platform has. */
export const shown = (registry: Registry, catalogue: Pick<Registry, 'components' | 'rules' | 'policies'>): string => {
  const known = new Set<Source>([...catalogue.components, ...catalogue.rules, ...catalogue.policies]);
  const own = Object.values(registry).flatMap((sources: readonly Source[]) => sources.filter((source) => !known.has(source)));
  const policies = registry.policies.filter((source) => known.has(source)).map(({ file }) => file);
  return [...own.map(({ file, exports }) => `${file}: ${text(exports.default ?? exports)}`), `policies: ${policies.join(', ')}`].join('\n');
};

const text = (value: unknown, within: readonly unknown[] = []): string => {
  if (typeof value === 'function') return '() => …';
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  if (within.includes(value)) return '…itself';
  if ('type' in value && 'topic' in value && 'schema' in value) return String(value.type);
  const inner = [...within, value];
  if (Array.isArray(value)) return `[${value.map((each) => text(each, inner)).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}: ${text(each, inner)}`)
    .join(', ')} }`;
};
