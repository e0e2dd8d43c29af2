// Prints what the platform in this folder costs, as JSON. The comparison with another commit runs it in a tree of that commit.
import { open } from './launch/launch.mjs';

// At another commit the folder may not have been a platform; none of those above it is meant.
const { exports, keep, mistakes } = await open(process.cwd(), 'cost');
// A file that cannot be read may be one of those that reckon.
process.stdout.write(mistakes.length > 0 ? JSON.stringify({ mistakes }) : exports.estimatedFrom(exports.registry));
keep();
