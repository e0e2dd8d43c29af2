// What the CDK command line runs: the stacks of all environments, or every mistake of the definitions and nothing else.
import { open } from './launch/launch.mjs';

const { exports, keep, mistakes } = await open(process.cwd(), 'cdk');
process.exitCode = exports.synthesizeStacks(exports.registry, mistakes);
keep();
