#!/usr/bin/env node
// Holds descriptions of interfaces against a public linter: `node tools/api/lint.mjs docs/api/*/*.json`. Says what it finds; exits 1 if anything.
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended'],
  rules: {
    'info-license-url': 'off',
    // What is public and takes nothing has no answer that says no.
    'operation-4xx-response': 'off',
    // A word and a parameter may stand at the same place of two paths; the word wins.
    'no-ambiguous-paths': 'off',
  },
});

let found = 0;
for (const file of process.argv.slice(2)) {
  const problems = await lintFromString({ source: readFileSync(file, 'utf8'), absoluteRef: file, config });
  for (const { ruleId, message, location } of problems) {
    found += 1;
    process.stdout.write(`${file}: ${ruleId}: ${message.split('\n')[0]} (${location[0]?.pointer})\n`);
  }
}
process.exit(found > 0 ? 1 : 0);
