// Runs one function of the bundled subject in this process and prints what it measured: `node run.mjs <bundle> <function> <arguments>`.
import { loadBundle } from '../launch/load.mjs';

const [bundle, name, ...args] = process.argv.slice(2);
const { exports: subject, keep } = loadBundle(bundle);
console.log(JSON.stringify(subject[name](...args.map((arg) => (/^\d+$/.test(arg) ? Number(arg) : arg)))));
keep();
