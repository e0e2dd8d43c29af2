#!/usr/bin/env node
// `npm run load`: the scenarios in small against a platform that runs.
import { open } from '../launch/launch.mjs';

const root = process.cwd();
const { exports, mistakes } = await open(root, 'load/main');
for (const { file, rule, fact, fix } of mistakes) console.error(`${file}: ${rule}: ${fact}; ${fix}`);
process.exit(mistakes.length > 0 ? 1 : await exports.main(process.argv.slice(2), root));
