// Loads a bundle with the code that V8 compiled for it the last time: reading half a million lines anew takes longer than the work itself.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** What the bundle exports, and `keep`, which stores the compiled code once it has run. */
export const loadBundle = (path) => {
  const compiled = `${path}.${process.version}.bin`;
  const wrapper = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, 'utf8')}\n})`;
  const cachedData = existsSync(compiled) ? readFileSync(compiled) : undefined;
  const script = new Script(wrapper, { filename: path, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(path), module, path, dirname(path));
  const keep = () => {
    // Code compiled for another text, processor or version is rejected, and written anew.
    if (cachedData === undefined || script.cachedDataRejected) writeFileSync(compiled, script.createCachedData());
  };
  return { exports: module.exports, keep };
};
