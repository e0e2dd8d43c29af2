const { createRequire } = require('node:module');
const { sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const packages = `${sep}node_modules${sep}`;

/** Loads packages once for all files of a process, as Node does; what is ours is loaded anew for each file, as Jest does. */
module.exports = class SharedPackages extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor } = this;
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, ...rest) {
    const path = name && this.packaged(from, name);
    return path ? createRequire(from)(path) : super.requireModule(from, name, ...rest);
  }

  packaged(from, name) {
    if (name.startsWith('.') || name.startsWith('#') || name.startsWith('node:')) return undefined;
    const path = this._resolution.resolveCjs(from, name);
    return path.includes(packages) ? path : undefined;
  }
};
