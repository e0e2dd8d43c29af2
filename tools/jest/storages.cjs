const hooks = require('node:async_hooks');

const made = new Set();

/** Node follows every storage at each promise for as long as it is enabled: those of a file must end with it. */
class AsyncLocalStorage extends hooks.AsyncLocalStorage {
  constructor(...given) {
    super(...given);
    made.add(this);
  }
}

/** What files get when they ask for the module. */
exports.asyncHooks = { ...hooks, AsyncLocalStorage };

exports.disableStorages = () => {
  for (const storage of made) storage.disable();
  made.clear();
};
