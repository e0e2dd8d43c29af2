const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { disableStorages } = require('./storages.cjs');

/** What a file may change of the process, so that it can be put back. */
const stateOf = () => ({
  variables: { ...process.env },
  listeners: new Map(process.eventNames().map((name) => [name, process.rawListeners(name)])),
  ...{ emit: process.emit, exit: process.exit, prepare: Error.prepareStackTrace, limit: Error.stackTraceLimit },
});

const putBack = ({ variables, listeners, emit, exit, prepare, limit }) => {
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
  for (const name of process.eventNames())
    for (const listener of process.rawListeners(name))
      if (!listeners.get(name)?.includes(listener)) process.removeListener(name, listener.listener ?? listener);
  Object.assign(process, { emit, exit });
  Object.assign(Error, { prepareStackTrace: prepare, stackTraceLimit: limit });
};

/**
 * Tests run among the globals of Node itself, not in a context of their own: what a package calls an Error or a Date is then the same to a
 * test, and packages can be loaded once for all files of a process (see runtime.cjs). What a file changes of the process is put back after it.
 */
module.exports = class OneRealm {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  before = stateOf();

  constructor({ projectConfig: config }) {
    const timerConfig = { idToRef: (id) => id, refToId: (timer) => timer };
    this.fakeTimers = new LegacyFakeTimers({ config, global: globalThis, moduleMocker: this.moduleMocker, timerConfig });
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Jest asks for it; modules are compiled without one. */
  getVmContext() {
    return null;
  }

  async setup() {}

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    disableStorages();
    putBack(this.before);
    this.global = undefined;
  }
};
