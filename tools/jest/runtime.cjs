const { createRequire } = require('node:module');
const { sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const { asyncHooks } = require('./storages.cjs');

const packages = `${sep}node_modules${sep}`;

const isAsyncHooks = (name) => name === 'async_hooks' || name === 'node:async_hooks';

/** Loads packages once for all files of a process, as Node does; what is ours is loaded anew for each file, as Jest does. */
module.exports = class SharedPackages extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor } = this;
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, options, ...rest) {
    if (isAsyncHooks(name)) return asyncHooks;
    // What Jest itself is made of keeps state of a file, such as its serializers.
    const path = options?.isInternalModule ? undefined : this.packaged(from, name);
    return path ? createRequire(from)(path) : super.requireModule(from, name, options, ...rest);
  }

  /** Where a package has a module; none for what is ours or Node's own. */
  packaged(from, name = '.') {
    if (/^([.#]|node:)/.test(name)) return undefined;
    const path = this._resolution.resolveCjs(from, name);
    return path.includes(packages) ? path : undefined;
  }
};
