// Runs one function of the bundled subject in this process and prints what it measured: `node run.cjs <bundle> <function> <arguments>`.
const { loadBundle } = require('../launch/load.cjs');

const [bundle, name, ...args] = process.argv.slice(2);
const { exports: subject, keep } = loadBundle(bundle, require.resolve('../../package.json'));
console.log(JSON.stringify(subject[name](...args.map((arg) => (/^\d+$/.test(arg) ? Number(arg) : arg)))));
keep();
