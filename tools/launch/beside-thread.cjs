// The thread in which an export of a bundle runs.
const { parentPort, workerData } = require('node:worker_threads');
const { loadBundle } = require('./load.cjs');

const { bundle, from, name } = workerData;
const { exports: exported, keep } = loadBundle(bundle, from);
exported[name]().then((result) => {
  parentPort.postMessage(result);
  keep();
});
