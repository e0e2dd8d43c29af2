/**
 * The declaration that makes names known to the compiler, so that a misspelt one does not compile: `names.gen.d.ts`. It adds to the module
 * `identifiers` of the model, and holds nothing but literals, because an environment that names components would otherwise depend on itself.
 */
export const namesDeclaration = (names: Readonly<Record<string, readonly string[]>>, identifiers: string): string => {
  const union = (list: readonly string[]): string =>
    list.length
      ? [...new Set(list)]
          .sort()
          .map((name) => `\n      | '${name}'`)
          .join('')
      : ' never';
  return [
    '// Written from the folders by `npm run synth`; do not edit.',
    `import '${identifiers}';`,
    '',
    `declare module '${identifiers}' {`,
    '  interface Names {',
    ...Object.entries(names).map(([kind, list]) => `    readonly ${kind}:${union(list)};`),
    '  }',
    '}',
    '',
  ].join('\n');
};
